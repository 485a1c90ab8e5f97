package dev.sotto.net;

import java.net.InetSocketAddress;

/**
 * A stream of bytes to one remote address, over TCP or over TLS on it, that never blocks.
 *
 * <p>All calls are on the loop thread.
 */
public sealed interface ByteStream extends AutoCloseable permits TcpStream, TlsStream {
  /** Takes what happens to a stream, on the loop thread, never before it was handed out. */
  interface Handler {
    /** Bytes can be sent from now on; once, and not for a stream that was accepted. */
    void onConnected();

    /**
     * Bytes that arrived, as many as there happened to be. The array is used again on return.
     *
     * @param buffer holds them
     * @param offset where they start
     * @param length how many there are, at least 1
     */
    void onBytes(byte[] buffer, int offset, int length);

    /**
     * The stream is over and its socket closed; the last call, and none when this end closed it.
     *
     * @param end why
     */
    void onClosed(StreamEnd end);
  }

  /**
   * Where the socket is bound.
   *
   * @return the local address with the actual port; the system may choose it as late as when the
   *     stream connects
   */
  InetSocketAddress localAddress();

  /**
   * The other end.
   *
   * @return the address connected to
   */
  InetSocketAddress remoteAddress();

  /**
   * Sends bytes, all of them or none: what does not fit into the bounded queue is refused whole, so
   * that what is framed stays framed. They go out at the end of the loop's turn, together with what
   * else was sent in it.
   *
   * @param bytes holds them; the caller's again on return
   * @param offset where they start
   * @param length how many there are
   * @return false when they were dropped: the queue is full, or the stream is not connected
   */
  boolean send(byte[] bytes, int offset, int length);

  /**
   * How much {@link #send} takes now: for who keeps room for what matters more.
   *
   * @return a number of bytes, at least 0
   */
  int room();

  /**
   * Ends the stream, after one try to write what was sent; harmless when repeated. What the handler
   * does not know yet it is not told.
   */
  @Override
  void close();
}
