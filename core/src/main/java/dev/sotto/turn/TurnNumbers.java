package dev.sotto.turn;

import dev.sotto.stun.AttributeType;

/** The methods and attributes of RFC 8656 sections 17 and 18 that the client uses or knows. */
final class TurnNumbers {
  static final int ALLOCATE = 0x003;
  static final int REFRESH = 0x004;
  static final int SEND = 0x006;
  static final int DATA = 0x007;
  static final int CREATE_PERMISSION = 0x008;
  static final int CHANNEL_BIND = 0x009;

  static final int CHANNEL_NUMBER_ATTRIBUTE = 0x000C;
  static final int LIFETIME_ATTRIBUTE = 0x000D;
  static final int XOR_PEER_ADDRESS_ATTRIBUTE = 0x0012;
  static final int DATA_ATTRIBUTE = 0x0013;
  static final int XOR_RELAYED_ADDRESS_ATTRIBUTE = 0x0016;
  static final int REQUESTED_ADDRESS_FAMILY_ATTRIBUTE = 0x0017;
  static final int EVEN_PORT_ATTRIBUTE = 0x0018;
  static final int REQUESTED_TRANSPORT_ATTRIBUTE = 0x0019;
  static final int DONT_FRAGMENT_ATTRIBUTE = 0x001A;
  static final int RESERVATION_TOKEN_ATTRIBUTE = 0x0022;
  static final int ADDITIONAL_ADDRESS_FAMILY_ATTRIBUTE = 0x8000;
  static final int ADDRESS_ERROR_CODE_ATTRIBUTE = 0x8001;

  /**
   * The numbers that the drafts of RFC 8656 had for the last two, and coturn 4.6.1 still has. They
   * are comprehension-optional and assigned to nothing else: other servers ignore them.
   */
  static final int DRAFT_ADDITIONAL_ADDRESS_FAMILY_ATTRIBUTE = 0x8032;

  static final int DRAFT_ADDRESS_ERROR_CODE_ATTRIBUTE = 0x8033;

  /** The protocol number of UDP, as REQUESTED-TRANSPORT has it. */
  static final int UDP = 17;

  private TurnNumbers() {}

  /** Whether an attribute is no reason to refuse a message as not understood. */
  static boolean isUnderstood(int attribute) {
    return switch (attribute) {
      case CHANNEL_NUMBER_ATTRIBUTE,
          LIFETIME_ATTRIBUTE,
          XOR_PEER_ADDRESS_ATTRIBUTE,
          DATA_ATTRIBUTE,
          XOR_RELAYED_ADDRESS_ATTRIBUTE,
          REQUESTED_ADDRESS_FAMILY_ATTRIBUTE,
          EVEN_PORT_ATTRIBUTE,
          REQUESTED_TRANSPORT_ATTRIBUTE,
          DONT_FRAGMENT_ATTRIBUTE,
          RESERVATION_TOKEN_ATTRIBUTE ->
          true;
      default -> AttributeType.isKnown(attribute);
    };
  }
}
