package dev.sotto.mdns;

import dev.sotto.address.IpAddress;

/** Numbers of DNS record types and classes (RFC 1035 section 3.2, RFC 2782, RFC 3596, RFC 4034). */
final class RecordType {
  static final int A = 1;
  static final int AAAA = 28;
  static final int TXT = 16;
  static final int SRV = 33;
  static final int NSEC = 47;
  static final int ANY = 255;

  /** The class of the Internet. */
  static final int IN = 1;

  /** The class that a question for all classes has. */
  static final int ANY_CLASS = 255;

  /**
   * The top bit of a class. In a question: a unicast response is wanted (RFC 6762 section 5.4). In
   * a record: forget what else was known of it (section 10.2).
   */
  static final int TOP_BIT = 0x8000;

  private RecordType() {}

  static int of(IpAddress address) {
    return address.isIpv4() ? A : AAAA;
  }
}
