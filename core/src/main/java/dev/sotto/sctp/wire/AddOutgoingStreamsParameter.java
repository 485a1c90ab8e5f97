package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Add Outgoing Streams Request (RFC 6525 section 4.5).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |           Type = 17           |             Length            |
 * |            Re-configuration Request Sequence Number           |
 * |     Number of new streams     |            Reserved           |
 * </pre>
 *
 * @param requestNumber re-configuration request sequence number
 * @param count how many streams, 0 to 65535
 */
public record AddOutgoingStreamsParameter(int requestNumber, int count) implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 17;

  static AddOutgoingStreamsParameter parse(ByteBuffer element) {
    Element.value(element, 8, "Add Outgoing Streams Request");
    return new AddOutgoingStreamsParameter(element.getInt(), element.getShort() & 0xffff);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return 12;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    out.putInt(requestNumber);
    out.putShort((short) count);
    out.putShort((short) 0);
  }
}
