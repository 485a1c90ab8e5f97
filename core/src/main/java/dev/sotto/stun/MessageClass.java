package dev.sotto.stun;

/** The class of a STUN message: the bits C1 and C0 of its type (RFC 8489 section 5). */
public enum MessageClass {
  /** Asks for a response. */
  REQUEST(0x000),
  /** Asks for nothing. */
  INDICATION(0x010),
  /** Answers a request that was fulfilled. */
  SUCCESS_RESPONSE(0x100),
  /** Answers a request that was not. */
  ERROR_RESPONSE(0x110);

  private static final int MASK = 0x110;

  private final int typeBits;

  MessageClass(int typeBits) {
    this.typeBits = typeBits;
  }

  static MessageClass ofType(int messageType) {
    return switch (messageType & MASK) {
      case 0x000 -> REQUEST;
      case 0x010 -> INDICATION;
      case 0x100 -> SUCCESS_RESPONSE;
      default -> ERROR_RESPONSE;
    };
  }

  int typeBits() {
    return typeBits;
  }
}
