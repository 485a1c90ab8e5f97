package dev.sotto.sctp.wire;

import java.nio.ByteBuffer;

/**
 * A parameter that no record here stands for. The two highest bits of its type say what to do with
 * it (RFC 9260 section 3.2.1).
 *
 * @param type parameter type, 0 to 65535
 * @param value the value
 */
public record UnknownParameter(int type, Octets value) implements Parameter {
  private static final int IPV4_ADDRESS = 5;
  private static final int IPV6_ADDRESS = 6;
  private static final int COOKIE_PRESERVATIVE = 9;
  private static final int HOST_NAME_ADDRESS = 11;
  private static final int SUPPORTED_ADDRESS_TYPES = 12;

  static UnknownParameter parse(ByteBuffer element) {
    Element.value(element, 0, "parameter");
    return new UnknownParameter(element.getShort(0) & 0xffff, Octets.rest(element));
  }

  /**
   * Whether it is one of RFC 9260 that is understood and means nothing here: addresses, because a
   * DTLS connection has none (RFC 8261 section 6.1), and the wish for a longer cookie life.
   *
   * @return whether it is
   */
  public boolean isIgnored() {
    return type == IPV4_ADDRESS
        || type == IPV6_ADDRESS
        || type == COOKIE_PRESERVATIVE
        || type == HOST_NAME_ADDRESS
        || type == SUPPORTED_ADDRESS_TYPES;
  }

  /**
   * Whether what follows it is not to be looked at.
   *
   * @return whether the highest bit says so
   */
  public boolean stopsProcessing() {
    return !isIgnored() && (type & 0x8000) == 0;
  }

  /**
   * Whether its sender wants to be told.
   *
   * @return whether the second highest bit says so
   */
  public boolean isToBeReported() {
    return !isIgnored() && (type & 0x4000) != 0;
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
