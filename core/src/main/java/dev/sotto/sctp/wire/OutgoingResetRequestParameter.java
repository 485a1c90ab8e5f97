package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Outgoing SSN Reset Request (RFC 6525 section 4.1): its sender resets streams it sends on.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |           Type = 13           |             Length            |
 * |            Re-configuration Request Sequence Number           |
 * |           Re-configuration Response Sequence Number           |
 * |                   Sender's Last Assigned TSN                  |
 * |   Stream Number 1 (optional)  |   Stream Number 2 (optional)  |
 * |                              ...                              |
 * </pre>
 *
 * @param requestNumber re-configuration request sequence number
 * @param responseNumber number of the request that this answers, else one less than the next
 *     expected
 * @param lastTsn the last TSN sent before the reset
 * @param streamIds which streams; empty means all
 */
public record OutgoingResetRequestParameter(
    int requestNumber, int responseNumber, int lastTsn, List<Integer> streamIds)
    implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 13;

  /** Copies the list. */
  public OutgoingResetRequestParameter {
    streamIds = List.copyOf(streamIds);
  }

  static OutgoingResetRequestParameter parse(ByteBuffer element) {
    Element.value(element, 12, "Outgoing SSN Reset Request");
    int requestNumber = element.getInt();
    int responseNumber = element.getInt();
    int lastTsn = element.getInt();
    List<Integer> streamIds = new ArrayList<>(element.remaining() / 2);
    while (element.remaining() >= 2) {
      streamIds.add(element.getShort() & 0xffff);
    }
    return new OutgoingResetRequestParameter(requestNumber, responseNumber, lastTsn, streamIds);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return 16 + 2 * streamIds.size();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    out.putInt(requestNumber);
    out.putInt(responseNumber);
    out.putInt(lastTsn);
    for (int streamId : streamIds) {
      out.putShort((short) streamId);
    }
    Element.pad(out, length());
  }
}
