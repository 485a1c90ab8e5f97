package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Incoming SSN Reset Request (RFC 6525 section 4.2): its sender wants the receiver to reset
 * streams.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |           Type = 14           |             Length            |
 * |            Re-configuration Request Sequence Number           |
 * |   Stream Number 1 (optional)  |   Stream Number 2 (optional)  |
 * |                              ...                              |
 * </pre>
 *
 * @param requestNumber re-configuration request sequence number
 * @param streamIds which streams; empty means all
 */
public record IncomingResetRequestParameter(int requestNumber, List<Integer> streamIds)
    implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 14;

  /** Copies the list. */
  public IncomingResetRequestParameter {
    streamIds = List.copyOf(streamIds);
  }

  static IncomingResetRequestParameter parse(ByteBuffer element) {
    Element.value(element, 4, "Incoming SSN Reset Request");
    int requestNumber = element.getInt();
    List<Integer> streamIds = new ArrayList<>(element.remaining() / 2);
    while (element.remaining() >= 2) {
      streamIds.add(element.getShort() & 0xffff);
    }
    return new IncomingResetRequestParameter(requestNumber, streamIds);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return 8 + 2 * streamIds.size();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    out.putInt(requestNumber);
    for (int streamId : streamIds) {
      out.putShort((short) streamId);
    }
    Element.pad(out, length());
  }
}
