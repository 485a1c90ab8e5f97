package dev.sotto.stun;

/**
 * The numbers of the attributes that this package has words for (RFC 8489 section 18.3, RFC 8445
 * section 16.1, RFC 5780 section 9). Any other number from 0 to 0xFFFF is an attribute too, kept
 * raw.
 */
public final class AttributeType {
  /** MAPPED-ADDRESS: the address a request came from, in clear. */
  public static final int MAPPED_ADDRESS = 0x0001;

  /** CHANGE-REQUEST: from where the answer is to come (RFC 5780 section 7.2). */
  public static final int CHANGE_REQUEST = 0x0003;

  /** USERNAME. */
  public static final int USERNAME = 0x0006;

  /** MESSAGE-INTEGRITY: HMAC-SHA1 over what precedes it. */
  public static final int MESSAGE_INTEGRITY = 0x0008;

  /** ERROR-CODE. */
  public static final int ERROR_CODE = 0x0009;

  /** UNKNOWN-ATTRIBUTES: what made the server answer 420. */
  public static final int UNKNOWN_ATTRIBUTES = 0x000A;

  /** REALM. */
  public static final int REALM = 0x0014;

  /** NONCE. */
  public static final int NONCE = 0x0015;

  /** MESSAGE-INTEGRITY-SHA256: recognised as the end of what may be read, not computed here. */
  public static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;

  /** XOR-MAPPED-ADDRESS: the address a request came from, veiled from meddling NATs. */
  public static final int XOR_MAPPED_ADDRESS = 0x0020;

  /** PRIORITY of the candidate that a check would make (RFC 8445 section 7.1.1). */
  public static final int PRIORITY = 0x0024;

  /** USE-CANDIDATE: the controlling agent nominates (RFC 8445 section 7.1.2). */
  public static final int USE_CANDIDATE = 0x0025;

  /** SOFTWARE: for people to read. */
  public static final int SOFTWARE = 0x8022;

  /** ALTERNATE-SERVER: where to ask instead (RFC 8489 section 14.15). */
  public static final int ALTERNATE_SERVER = 0x8023;

  /** FINGERPRINT: a CRC-32 that tells STUN from what it is mixed with. */
  public static final int FINGERPRINT = 0x8028;

  /** ICE-CONTROLLED, with the tie-breaker (RFC 8445 section 7.1.3). */
  public static final int ICE_CONTROLLED = 0x8029;

  /** ICE-CONTROLLING, with the tie-breaker (RFC 8445 section 7.1.3). */
  public static final int ICE_CONTROLLING = 0x802A;

  /** RESPONSE-ORIGIN: where the answer was sent from (RFC 5780 section 7.3). */
  public static final int RESPONSE_ORIGIN = 0x802B;

  /** OTHER-ADDRESS: where else the server can be asked (RFC 5780 section 7.4). */
  public static final int OTHER_ADDRESS = 0x802C;

  private AttributeType() {}

  /**
   * Whether a receiver that does not know the attribute must refuse the message (RFC 8489 section
   * 14).
   *
   * @param type the attribute's number, 0 to 0xFFFF
   * @return whether it is in the comprehension-required range, 0 to 0x7FFF
   */
  public static boolean isComprehensionRequired(int type) {
    return type < 0x8000;
  }

  /**
   * Whether STUN or ICE has a word for the attribute: the answer to give where {@link
   * StunMessage#unknownRequiredAttributes} asks and nothing else is spoken.
   *
   * @param type the attribute's number, 0 to 0xFFFF
   * @return whether it is one of the constants here that are not RFC 5780's
   */
  public static boolean isKnown(int type) {
    return switch (type) {
      case MAPPED_ADDRESS,
          USERNAME,
          MESSAGE_INTEGRITY,
          ERROR_CODE,
          UNKNOWN_ATTRIBUTES,
          REALM,
          NONCE,
          MESSAGE_INTEGRITY_SHA256,
          XOR_MAPPED_ADDRESS,
          PRIORITY,
          USE_CANDIDATE,
          SOFTWARE,
          ALTERNATE_SERVER,
          FINGERPRINT,
          ICE_CONTROLLED,
          ICE_CONTROLLING ->
          true;
      default -> false;
    };
  }
}
