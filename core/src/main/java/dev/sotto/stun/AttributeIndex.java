package dev.sotto.stun;

import static dev.sotto.stun.StunFormatException.Reason.ATTRIBUTE_OUT_OF_BOUNDS;
import static dev.sotto.stun.StunFormatException.Reason.BAD_ATTRIBUTE;
import static dev.sotto.stun.StunFormatException.Reason.DATA_AFTER_FINGERPRINT;
import static dev.sotto.stun.StunFormatException.Reason.TOO_MANY_ATTRIBUTES;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the attributes of a message are: only those that may be read, each once. Finding them is
 * what decides whether the body is well formed.
 */
final class AttributeIndex {
  private final int[] types;
  private final int[] offsets;

  private AttributeIndex(int[] types, int[] offsets) {
    this.types = types;
    this.offsets = offsets;
  }

  static AttributeIndex of(byte[] message) {
    int[] types = new int[StunMessage.MAX_ATTRIBUTES];
    int[] offsets = new int[StunMessage.MAX_ATTRIBUTES];
    int seen = 0;
    int count = 0;
    boolean sealed = false;
    for (int at = StunMessage.HEADER_LENGTH; at < message.length; at = next(message, at)) {
      if (seen++ == StunMessage.MAX_ATTRIBUTES) {
        throw new StunFormatException(TOO_MANY_ATTRIBUTES, "more than " + (seen - 1));
      }
      int type = StunMessage.int16(message, at);
      boolean fingerprint = type == AttributeType.FINGERPRINT;
      // RFC 8489 14.5: agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY,
      // with the exception of MESSAGE-INTEGRITY-SHA256 and FINGERPRINT.
      if (fingerprint || !sealed) {
        checkValue(type, message, at + 4, StunMessage.int16(message, at + 2));
        types[count] = type;
        offsets[count++] = at;
      }
      // RFC 8489 14.7: FINGERPRINT MUST be the last attribute in the message.
      if (fingerprint && next(message, at) != message.length) {
        throw new StunFormatException(DATA_AFTER_FINGERPRINT, "at " + at);
      }
      sealed |=
          type == AttributeType.MESSAGE_INTEGRITY || type == AttributeType.MESSAGE_INTEGRITY_SHA256;
    }
    return new AttributeIndex(Arrays.copyOf(types, count), Arrays.copyOf(offsets, count));
  }

  /** Where the attribute after the one at {@code at} starts: RFC 8489 14, padded to 4 bytes. */
  private static int next(byte[] message, int at) {
    // The message is a multiple of 4 long and so is every step: a header always fits.
    int next = at + 4 + (StunMessage.int16(message, at + 2) + 3 & ~3);
    if (next > message.length) {
      throw new StunFormatException(ATTRIBUTE_OUT_OF_BOUNDS, "at " + at);
    }
    return next;
  }

  private static void checkValue(int type, byte[] message, int value, int length) {
    if (value + length > message.length) {
      throw new StunFormatException(ATTRIBUTE_OUT_OF_BOUNDS, "at " + value);
    }
    boolean valid =
        switch (type) {
          case AttributeType.MAPPED_ADDRESS,
              AttributeType.XOR_MAPPED_ADDRESS,
              AttributeType.ALTERNATE_SERVER,
              AttributeType.RESPONSE_ORIGIN,
              AttributeType.OTHER_ADDRESS ->
              // Reading is checking; the mask changes neither family nor length.
              AddressCodec.read(message, value, length).port() >= 0;
          // RFC 8489 14.3: fewer than 509 bytes; RFC 5389 said 513, and old peers may.
          case AttributeType.USERNAME -> length <= 513;
          case AttributeType.MESSAGE_INTEGRITY -> length == MessageIntegrity.HMAC_LENGTH;
          case AttributeType.ERROR_CODE -> length >= 4 && isErrorCode(message, value);
          case AttributeType.UNKNOWN_ATTRIBUTES -> length % 2 == 0;
          case AttributeType.PRIORITY, AttributeType.CHANGE_REQUEST -> length == 4;
          case AttributeType.USE_CANDIDATE -> length == 0;
          case AttributeType.FINGERPRINT -> length == MessageIntegrity.FINGERPRINT_LENGTH;
          case AttributeType.ICE_CONTROLLED, AttributeType.ICE_CONTROLLING -> length == 8;
          default -> true;
        };
    if (!valid) {
      throw new StunFormatException(
          BAD_ATTRIBUTE, "attribute " + type + " with " + length + " bytes");
    }
  }

  /** RFC 8489 14.8: class 3 to 6 in three bits, number 0 to 99; the bits before are reserved. */
  private static boolean isErrorCode(byte[] message, int value) {
    int hundreds = message[value + 2] & 0x07;
    int number = message[value + 3] & 0xff;
    return hundreds >= 3 && hundreds <= 6 && number <= 99;
  }

  /** Where the attribute of a type starts, header included; -1 when there is none. */
  int offset(int type) {
    for (int i = 0; i < types.length; i++) {
      if (types[i] == type) {
        return offsets[i];
      }
    }
    return -1;
  }

  /** Where each attribute of a type starts, header included, in the order of the message. */
  IntStream offsets(int type) {
    return IntStream.range(0, types.length).filter(i -> types[i] == type).map(i -> offsets[i]);
  }

  /** The types, in the order of the message; a repeated one is repeated. */
  IntStream types() {
    return Arrays.stream(types).distinct();
  }
}
