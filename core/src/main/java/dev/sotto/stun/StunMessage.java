package dev.sotto.stun;

import static dev.sotto.stun.StunFormatException.Reason.LENGTH_MISMATCH;
import static dev.sotto.stun.StunFormatException.Reason.NOT_STUN;
import static dev.sotto.stun.StunFormatException.Reason.TRUNCATED;

import dev.sotto.address.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * A STUN message as it was received (RFC 8489 section 5): immutable, free to share between threads.
 * It keeps a copy of its bytes, over which integrity and fingerprint are verified.
 *
 * <pre>
 * |0 0|     message type          |         message length        |
 * |                         magic cookie                          |
 * |                     transaction id (96 bits)                  |
 * |  attribute type               |  length  | value, padded to 4 |  ...
 * </pre>
 *
 * <p>A parsed message is well formed: its attributes lie inside it, and those that this package has
 * words for have values that can be read. Whether it is authentic is another question: {@link
 * #integrityValid}. What follows MESSAGE-INTEGRITY is covered by nothing, so it is not shown,
 * FINGERPRINT excepted (RFC 8489 section 14.5). Of an attribute that is repeated only the first
 * counts (section 14).
 */
public final class StunMessage {
  /** How many bytes the header has. */
  public static final int HEADER_LENGTH = 20;

  /** The method Binding, the only one of STUN itself and the one of ICE's checks. */
  public static final int BINDING = 0x001;

  /** The most attributes that a message may have here. */
  public static final int MAX_ATTRIBUTES = 64;

  static final int MAGIC_COOKIE = 0x2112A442;
  static final int COOKIE_OFFSET = 4;
  static final int TRANSACTION_ID_OFFSET = 8;

  private final byte[] bytes;
  private final AttributeIndex attributes;

  private StunMessage(byte[] bytes) {
    this.bytes = bytes;
    this.attributes = AttributeIndex.of(bytes);
  }

  /**
   * Whether bytes have the header of a STUN message that ends where they do. Allocates nothing, so
   * it is fit to tell STUN from the packets it is mixed with; {@link #parse} may still refuse them.
   *
   * @param packet the array that holds the bytes
   * @param offset where they start
   * @param length how many there are
   * @return whether the first two bits are zero, the cookie is there and the length is right
   * @throws IndexOutOfBoundsException if the bytes are not inside the array
   */
  public static boolean looksLikeStun(byte[] packet, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    return length >= HEADER_LENGTH
        && hasStunMark(packet, offset)
        && hasRightLength(packet, offset, length);
  }

  private static boolean hasStunMark(byte[] packet, int offset) {
    return (packet[offset] & 0xC0) == 0 && int32(packet, offset + COOKIE_OFFSET) == MAGIC_COOKIE;
  }

  private static boolean hasRightLength(byte[] packet, int offset, int length) {
    int declared = int16(packet, offset + 2);
    return declared % 4 == 0 && declared == length - HEADER_LENGTH;
  }

  /**
   * Reads one message.
   *
   * @param packet the array that holds it; copied from
   * @param offset where it starts
   * @param length how many bytes were received; the message must fill them
   * @return the message
   * @throws StunFormatException if the bytes are no well-formed message
   * @throws IndexOutOfBoundsException if the bytes are not inside the array
   */
  public static StunMessage parse(byte[] packet, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    if (length < HEADER_LENGTH) {
      throw new StunFormatException(TRUNCATED, "only " + length + " bytes");
    }
    if (!hasStunMark(packet, offset)) {
      throw new StunFormatException(NOT_STUN, "no STUN header");
    }
    if (!hasRightLength(packet, offset, length)) {
      throw new StunFormatException(
          LENGTH_MISMATCH, int16(packet, offset + 2) + " declared, " + length + " received");
    }
    return new StunMessage(Arrays.copyOfRange(packet, offset, offset + length));
  }

  /**
   * Starts a message.
   *
   * @param method the method, 0 to 0xFFF
   * @param messageClass its class
   * @param transactionId its transaction
   * @return a builder without attributes
   * @throws IllegalArgumentException if the method is out of range
   */
  public static StunBuilder builder(
      int method, MessageClass messageClass, TransactionId transactionId) {
    return new StunBuilder(method, messageClass, transactionId);
  }

  /**
   * Starts a Binding request.
   *
   * @param transactionId a fresh id
   * @return a builder without attributes
   */
  public static StunBuilder bindingRequest(TransactionId transactionId) {
    return builder(BINDING, MessageClass.REQUEST, transactionId);
  }

  /**
   * Starts a Binding indication, which ICE sends to keep a path open (RFC 8445 section 11).
   *
   * @param transactionId a fresh id
   * @return a builder without attributes
   */
  public static StunBuilder bindingIndication(TransactionId transactionId) {
    return builder(BINDING, MessageClass.INDICATION, transactionId);
  }

  /**
   * Starts a response to this message, with its method and transaction.
   *
   * @return a builder without attributes
   */
  public StunBuilder successResponse() {
    return builder(method(), MessageClass.SUCCESS_RESPONSE, transactionId());
  }

  /**
   * Starts an error response to this message, with its method and transaction.
   *
   * @param code 300 to 699
   * @param reason the phrase for people
   * @return a builder with the attribute ERROR-CODE
   * @throws IllegalArgumentException if the code is out of range
   */
  public StunBuilder errorResponse(int code, String reason) {
    return builder(method(), MessageClass.ERROR_RESPONSE, transactionId())
        .errorCode(new ErrorCode(code, reason));
  }

  /**
   * The method, such as {@link #BINDING}.
   *
   * @return 0 to 0xFFF
   */
  public int method() {
    int type = int16(bytes, 0);
    return (type & 0x000F) | (type >> 1 & 0x0070) | (type >> 2 & 0x0F80);
  }

  /**
   * The class.
   *
   * @return request, indication or a response
   */
  public MessageClass messageClass() {
    return MessageClass.ofType(int16(bytes, 0));
  }

  /**
   * The transaction.
   *
   * @return its id
   */
  public TransactionId transactionId() {
    return TransactionId.of(bytes, TRANSACTION_ID_OFFSET);
  }

  /**
   * Whether the message has an attribute.
   *
   * @param type the attribute's number, see {@link AttributeType}
   * @return whether it is there and may be read
   */
  public boolean has(int type) {
    return attributes.offset(type) >= 0;
  }

  /**
   * The raw value of an attribute.
   *
   * @param type the attribute's number, see {@link AttributeType}
   * @return a copy of its value, or empty when it is absent
   */
  public Optional<byte[]> attribute(int type) {
    int at = attributes.offset(type);
    return at < 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(bytes, at + 4, end(at)));
  }

  /**
   * The attributes that the receiver must understand and does not: reason to refuse a request with
   * 420 and to ignore anything else (RFC 8489 section 6.3).
   *
   * @param understood which types the receiver understands, for instance {@link
   *     AttributeType#isKnown}
   * @return their numbers, in the order of the message; empty when all is well
   */
  public int[] unknownRequiredAttributes(IntPredicate understood) {
    return attributes
        .types()
        .filter(AttributeType::isComprehensionRequired)
        .filter(type -> !understood.test(type))
        .toArray();
  }

  /**
   * USERNAME.
   *
   * @return it, decoded as UTF-8 with malformed bytes replaced, or empty when it is absent
   */
  public Optional<String> username() {
    return text(AttributeType.USERNAME);
  }

  /**
   * SOFTWARE: text of a stranger, to be escaped before it is shown.
   *
   * @return it, decoded as UTF-8 with malformed bytes replaced, or empty when it is absent
   */
  public Optional<String> software() {
    return text(AttributeType.SOFTWARE);
  }

  /**
   * PRIORITY.
   *
   * @return 0 to 2^32 - 1, or empty when it is absent
   */
  public OptionalLong priority() {
    int at = attributes.offset(AttributeType.PRIORITY);
    return at < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Integer.toUnsignedLong(int32(bytes, at + 4)));
  }

  /**
   * Whether USE-CANDIDATE is there.
   *
   * @return whether the sender nominates
   */
  public boolean useCandidate() {
    return has(AttributeType.USE_CANDIDATE);
  }

  /**
   * ICE-CONTROLLING.
   *
   * @return the tie-breaker, an unsigned number of 64 bits, or empty when it is absent
   */
  public OptionalLong iceControlling() {
    return int64(AttributeType.ICE_CONTROLLING);
  }

  /**
   * ICE-CONTROLLED.
   *
   * @return the tie-breaker, an unsigned number of 64 bits, or empty when it is absent
   */
  public OptionalLong iceControlled() {
    return int64(AttributeType.ICE_CONTROLLED);
  }

  /**
   * The address that the sender saw: XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS where an old server
   * sends no other.
   *
   * @return the address, or empty when both are absent
   */
  public Optional<TransportAddress> mappedAddress() {
    Optional<TransportAddress> veiled = xorAddress(AttributeType.XOR_MAPPED_ADDRESS);
    int at = attributes.offset(AttributeType.MAPPED_ADDRESS);
    return veiled.isPresent() || at < 0
        ? veiled
        : Optional.of(AddressCodec.read(bytes, at + 4, end(at) - at - 4));
  }

  /**
   * An attribute with the syntax of XOR-MAPPED-ADDRESS.
   *
   * @param type the attribute's number
   * @return the address, or empty when it is absent
   * @throws StunFormatException if its value is no address; never for XOR-MAPPED-ADDRESS
   */
  public Optional<TransportAddress> xorAddress(int type) {
    int at = attributes.offset(type);
    return at < 0
        ? Optional.empty()
        : Optional.of(AddressCodec.read(bytes, at + 4, end(at) - at - 4, bytes, COOKIE_OFFSET));
  }

  /**
   * Every attribute of a type that may stand more than once, with the syntax of XOR-MAPPED-ADDRESS.
   *
   * @param type the attribute's number
   * @return the addresses in the order of the message; empty when there is none
   * @throws StunFormatException if one of them is no address; never for XOR-MAPPED-ADDRESS
   */
  public List<TransportAddress> xorAddresses(int type) {
    return attributes
        .offsets(type)
        .mapToObj(at -> AddressCodec.read(bytes, at + 4, end(at) - at - 4, bytes, COOKIE_OFFSET))
        .toList();
  }

  /**
   * ALTERNATE-SERVER.
   *
   * @return the address of the server to ask instead, or empty when it is absent
   */
  public Optional<TransportAddress> alternateServer() {
    return address(AttributeType.ALTERNATE_SERVER);
  }

  /**
   * RESPONSE-ORIGIN (RFC 5780 section 7.3).
   *
   * @return the address that the server says it answered from, or empty when it is absent
   */
  public Optional<TransportAddress> responseOrigin() {
    return address(AttributeType.RESPONSE_ORIGIN);
  }

  /**
   * OTHER-ADDRESS (RFC 5780 section 7.4).
   *
   * @return the address, of another IP and another port, at which the server can be asked too, or
   *     empty when it is absent
   */
  public Optional<TransportAddress> otherAddress() {
    return address(AttributeType.OTHER_ADDRESS);
  }

  /**
   * CHANGE-REQUEST (RFC 5780 section 7.2).
   *
   * @return from where the answer is wanted, or empty when it is absent
   */
  public Optional<ChangeRequest> changeRequest() {
    int at = attributes.offset(AttributeType.CHANGE_REQUEST);
    return at < 0 ? Optional.empty() : Optional.of(ChangeRequest.ofFlags(int32(bytes, at + 4)));
  }

  /**
   * ERROR-CODE.
   *
   * @return it, or empty when it is absent
   */
  public Optional<ErrorCode> errorCode() {
    int at = attributes.offset(AttributeType.ERROR_CODE);
    if (at < 0) {
      return Optional.empty();
    }
    int code = (bytes[at + 6] & 0x07) * 100 + (bytes[at + 7] & 0xff);
    return Optional.of(new ErrorCode(code, utf8(at + 8, end(at))));
  }

  /**
   * UNKNOWN-ATTRIBUTES.
   *
   * @return the types it lists; empty when it is absent
   */
  public int[] unknownAttributes() {
    int at = attributes.offset(AttributeType.UNKNOWN_ATTRIBUTES);
    int[] types = new int[at < 0 ? 0 : int16(bytes, at + 2) / 2];
    Arrays.setAll(types, i -> int16(bytes, at + 4 + 2 * i));
    return types;
  }

  /**
   * Whether MESSAGE-INTEGRITY is there.
   *
   * @return whether the message claims to be authentic
   */
  public boolean hasIntegrity() {
    return has(AttributeType.MESSAGE_INTEGRITY);
  }

  /**
   * Whether the message is authentic. Takes the same time for every wrong value.
   *
   * @param key the key: for ICE the bytes of the password of whoever receives the request
   * @return whether MESSAGE-INTEGRITY is there and right under the key
   * @throws IllegalArgumentException if the key is empty
   */
  public boolean integrityValid(byte[] key) {
    int at = attributes.offset(AttributeType.MESSAGE_INTEGRITY);
    return at >= 0
        && MessageDigest.isEqual(
            MessageIntegrity.hmac(bytes, 0, at, key), Arrays.copyOfRange(bytes, at + 4, end(at)));
  }

  /**
   * Whether FINGERPRINT is there.
   *
   * @return whether the message has a checksum
   */
  public boolean hasFingerprint() {
    return has(AttributeType.FINGERPRINT);
  }

  /**
   * Whether the checksum is right. It proves nothing about the sender.
   *
   * @return whether FINGERPRINT is there and right
   */
  public boolean fingerprintValid() {
    int at = attributes.offset(AttributeType.FINGERPRINT);
    return at >= 0 && MessageIntegrity.fingerprint(bytes, 0, at) == int32(bytes, at + 4);
  }

  /** Names the message without showing any value of it. */
  @Override
  public String toString() {
    return "StunMessage[" + messageClass() + " " + method() + " " + transactionId() + "]";
  }

  private int end(int attributeOffset) {
    return attributeOffset + 4 + int16(bytes, attributeOffset + 2);
  }

  private Optional<TransportAddress> address(int type) {
    int at = attributes.offset(type);
    return at < 0
        ? Optional.empty()
        : Optional.of(AddressCodec.read(bytes, at + 4, end(at) - at - 4));
  }

  private Optional<String> text(int type) {
    int at = attributes.offset(type);
    return at < 0 ? Optional.empty() : Optional.of(utf8(at + 4, end(at)));
  }

  private String utf8(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private OptionalLong int64(int type) {
    int at = attributes.offset(type);
    if (at < 0) {
      return OptionalLong.empty();
    }
    long high = (long) int32(bytes, at + 4) << 32;
    return OptionalLong.of(high | Integer.toUnsignedLong(int32(bytes, at + 8)));
  }

  static int int16(byte[] from, int offset) {
    return (from[offset] & 0xff) << 8 | (from[offset + 1] & 0xff);
  }

  static int int32(byte[] from, int offset) {
    return int16(from, offset) << 16 | int16(from, offset + 2);
  }
}
