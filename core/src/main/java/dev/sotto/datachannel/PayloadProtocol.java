package dev.sotto.datachannel;

/**
 * The payload protocol identifiers of data channels (RFC 8831 section 8). An SCTP message cannot be
 * empty: an empty message is one zero byte under an identifier of its own.
 */
final class PayloadProtocol {
  static final long DCEP = 50;
  static final long STRING = 51;
  static final long BINARY_PARTIAL = 52;
  static final long BINARY = 53;
  static final long STRING_PARTIAL = 54;
  static final long STRING_EMPTY = 56;
  static final long BINARY_EMPTY = 57;

  private PayloadProtocol() {}

  static boolean isString(long ppid) {
    return ppid == STRING || ppid == STRING_PARTIAL || ppid == STRING_EMPTY;
  }

  static boolean isBinary(long ppid) {
    return ppid == BINARY || ppid == BINARY_PARTIAL || ppid == BINARY_EMPTY;
  }

  static boolean isEmpty(long ppid) {
    return ppid == STRING_EMPTY || ppid == BINARY_EMPTY;
  }
}
