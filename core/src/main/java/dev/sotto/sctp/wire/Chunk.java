package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * A control chunk (RFC 9260 section 3.2). DATA and SACK are not among them: see {@link DataChunk}
 * and {@link SackChunk}.
 */
public sealed interface Chunk
    permits AbortChunk,
        CookieAckChunk,
        CookieEchoChunk,
        ErrorChunk,
        ForwardTsnChunk,
        HeartbeatAckChunk,
        HeartbeatChunk,
        InitAckChunk,
        InitChunk,
        ReConfigChunk,
        ShutdownAckChunk,
        ShutdownChunk,
        ShutdownCompleteChunk,
        UnknownChunk {
  /**
   * How long it is.
   *
   * @return length in bytes with its header, without padding
   */
  int length();

  /**
   * Writes it, padding included.
   *
   * @param out where to; has room for the length rounded up to a multiple of four
   */
  void writeTo(ByteBuffer out);

  /**
   * Calls the handler's method for this kind of chunk.
   *
   * @param handler takes it
   */
  void dispatchTo(Handler handler);

  /**
   * How much room it needs.
   *
   * @return length in bytes with header and padding
   */
  default int paddedLength() {
    return Element.padded(length());
  }

  /**
   * Takes the next chunk of a packet.
   *
   * @param packet where to read; moves past the chunk and its padding
   * @return the chunk; DATA, SACK and what is not known come as {@link UnknownChunk}
   * @throws WireFormatException if there is no whole, well-formed chunk
   */
  static Chunk parse(ByteBuffer packet) {
    ByteBuffer chunk = Element.next(packet, "chunk");
    return switch (chunk.get(0) & 0xff) {
      case InitChunk.TYPE -> InitChunk.parse(chunk);
      case InitAckChunk.TYPE -> InitAckChunk.parse(chunk);
      case HeartbeatChunk.TYPE -> HeartbeatChunk.parse(chunk);
      case HeartbeatAckChunk.TYPE -> HeartbeatAckChunk.parse(chunk);
      case AbortChunk.TYPE -> AbortChunk.parse(chunk);
      case ShutdownChunk.TYPE -> ShutdownChunk.parse(chunk);
      case ShutdownAckChunk.TYPE -> ShutdownAckChunk.parse(chunk);
      case ErrorChunk.TYPE -> ErrorChunk.parse(chunk);
      case CookieEchoChunk.TYPE -> CookieEchoChunk.parse(chunk);
      case CookieAckChunk.TYPE -> CookieAckChunk.parse(chunk);
      case ShutdownCompleteChunk.TYPE -> ShutdownCompleteChunk.parse(chunk);
      case ReConfigChunk.TYPE -> ReConfigChunk.parse(chunk);
      case ForwardTsnChunk.TYPE -> ForwardTsnChunk.parse(chunk);
      default -> UnknownChunk.parse(chunk);
    };
  }

  /** One method for each kind of chunk, so that the compiler lists what a new kind misses. */
  interface Handler {
    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(AbortChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(CookieAckChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(CookieEchoChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(ErrorChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(ForwardTsnChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(HeartbeatAckChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(HeartbeatChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(InitAckChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(InitChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(ReConfigChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(ShutdownAckChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(ShutdownChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(ShutdownCompleteChunk chunk);

    /**
     * Takes a chunk.
     *
     * @param chunk the chunk
     */
    void handle(UnknownChunk chunk);
  }
}
