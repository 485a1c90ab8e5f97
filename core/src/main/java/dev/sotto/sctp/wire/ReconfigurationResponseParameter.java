package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * Re-configuration Response (RFC 6525 section 4.4). The two optional TSNs are read over.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |           Type = 16           |             Length            |
 * |           Re-configuration Response Sequence Number           |
 * |                             Result                            |
 * |                  Sender's Next TSN (optional)                 |
 * |                 Receiver's Next TSN (optional)                |
 * </pre>
 *
 * @param responseNumber number of the request that this answers
 * @param result result code, one of the constants
 */
public record ReconfigurationResponseParameter(int responseNumber, int result)
    implements Parameter {
  /** Parameter type. */
  public static final int TYPE = 16;

  /** Success: nothing to do. */
  public static final int NOTHING_TO_DO = 0;

  /** Success: performed. */
  public static final int PERFORMED = 1;

  /** Denied. */
  public static final int DENIED = 2;

  /** Error: wrong SSN. */
  public static final int WRONG_SSN = 3;

  /** Error: another request is in progress. */
  public static final int ALREADY_IN_PROGRESS = 4;

  /** Error: bad sequence number. */
  public static final int BAD_SEQUENCE_NUMBER = 5;

  /** In progress: to be asked again. */
  public static final int IN_PROGRESS = 6;

  static ReconfigurationResponseParameter parse(ByteBuffer element) {
    Element.value(element, 8, "Re-configuration Response");
    return new ReconfigurationResponseParameter(element.getInt(), element.getInt());
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
    out.putInt(responseNumber);
    out.putInt(result);
  }
}
