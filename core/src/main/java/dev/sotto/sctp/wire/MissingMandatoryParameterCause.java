package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Missing Mandatory Parameter (RFC 9260 section 3.3.10.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Cause Code = 2        |          Cause Length         |
 * |                  Number of missing params = N                 |
 * |     Missing Param Type #1     |     Missing Param Type #2     |
 * |                              ...                              |
 * </pre>
 *
 * @param types the types of the missing parameters
 */
public record MissingMandatoryParameterCause(List<Integer> types) implements ErrorCause {
  /** Cause code. */
  public static final int TYPE = 2;

  /** Copies the list. */
  public MissingMandatoryParameterCause {
    types = List.copyOf(types);
  }

  static MissingMandatoryParameterCause parse(ByteBuffer element) {
    Element.value(element, 4, "Missing Mandatory Parameter");
    element.getInt();
    List<Integer> types = new ArrayList<>(element.remaining() / 2);
    while (element.remaining() >= 2) {
      types.add(element.getShort() & 0xffff);
    }
    return new MissingMandatoryParameterCause(types);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    return 8 + 2 * types.size();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, TYPE, length());
    out.putInt(types.size());
    for (int type : types) {
      out.putShort((short) type);
    }
    Element.pad(out, length());
  }
}
