package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What INIT and INIT ACK have in common (RFC 9260 sections 3.3.2 and 3.3.3). Zero tags and zero
 * streams can be read: what they are answered with depends on the state.
 *
 * @param tag initiate tag: the verification tag that the sender wants to receive
 * @param window advertised receiver window, bytes, 0 to 2^32 - 1
 * @param outboundStreams streams the sender wants to send on, 0 to 65535
 * @param inboundStreams streams the sender can receive on, 0 to 65535
 * @param tsn initial TSN
 * @param parameters what follows
 */
public record Initiation(
    int tag,
    long window,
    int outboundStreams,
    int inboundStreams,
    int tsn,
    List<Parameter> parameters) {
  private static final int FIXED = 16;

  /** Copies the list. */
  public Initiation {
    parameters = List.copyOf(parameters);
  }

  static Initiation parse(ByteBuffer chunk) {
    Element.value(chunk, FIXED, "INIT");
    return new Initiation(
        chunk.getInt(),
        chunk.getInt() & 0xffff_ffffL,
        chunk.getShort() & 0xffff,
        chunk.getShort() & 0xffff,
        chunk.getInt(),
        Parameter.parseAll(chunk));
  }

  int length() {
    return FIXED + Parameter.lengthOf(parameters);
  }

  void writeTo(ByteBuffer out) {
    out.putInt(tag);
    out.putInt((int) window);
    out.putShort((short) outboundStreams);
    out.putShort((short) inboundStreams);
    out.putInt(tsn);
    Parameter.writeAll(parameters, out);
  }
}
