package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * An error cause that no record here stands for.
 *
 * @param type cause code, 0 to 65535
 * @param value the information
 */
public record UnknownCause(int type, Octets value) implements ErrorCause {
  static UnknownCause parse(ByteBuffer element) {
    Element.value(element, 0, "error cause");
    return new UnknownCause(element.getShort(0) & 0xffff, Octets.rest(element));
  }

  @Override
  public int length() {
    return Element.HEADER + value.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Element.writeParameterHeader(out, type, length());
    value.writeTo(out);
    Element.pad(out, length());
  }
}
