package dev.sotto.stun;

import dev.sotto.address.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a STUN message (RFC 8489 section 5). Attributes stand in the order in which they are
 * given; MESSAGE-INTEGRITY and FINGERPRINT are added by whichever call ends it. Belongs to one
 * thread; may be ended more than once.
 */
public final class StunBuilder {
  private static final int MAX_BODY = 0xffff;
  private static final int INTEGRITY_SIZE = 4 + MessageIntegrity.HMAC_LENGTH;
  private static final int FINGERPRINT_SIZE = 4 + MessageIntegrity.FINGERPRINT_LENGTH;

  private byte[] bytes = new byte[128];
  private int length = StunMessage.HEADER_LENGTH;

  StunBuilder(int method, MessageClass messageClass, TransactionId transactionId) {
    if (method < 0 || method > 0xfff) {
      throw new IllegalArgumentException("not a method: " + method);
    }
    int methodBits = (method & 0x000F) | (method & 0x0070) << 1 | (method & 0x0F80) << 2;
    putInt16(bytes, 0, methodBits | messageClass.typeBits());
    putInt32(bytes, StunMessage.COOKIE_OFFSET, StunMessage.MAGIC_COOKIE);
    transactionId.writeTo(bytes, StunMessage.TRANSACTION_ID_OFFSET);
  }

  /**
   * Adds an attribute of any type.
   *
   * @param type the attribute's number, 0 to 0xFFFF; not MESSAGE-INTEGRITY or FINGERPRINT, which
   *     end the message
   * @param value its value, copied; padding is added
   * @return this builder
   * @throws IllegalArgumentException if the type is not permitted or the message becomes too long
   */
  public StunBuilder attribute(int type, byte[] value) {
    if (type < 0
        || type > 0xffff
        || type == AttributeType.MESSAGE_INTEGRITY
        || type == AttributeType.FINGERPRINT) {
      throw new IllegalArgumentException("not an attribute to be added: " + type);
    }
    int size = 4 + (value.length + 3 & ~3);
    int room = MAX_BODY - INTEGRITY_SIZE - FINGERPRINT_SIZE - (length - StunMessage.HEADER_LENGTH);
    if (value.length > MAX_BODY || size > room) {
      throw new IllegalArgumentException("no room for " + value.length + " bytes");
    }
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + size));
    }
    putInt16(bytes, length, type);
    putInt16(bytes, length + 2, value.length);
    System.arraycopy(value, 0, bytes, length + 4, value.length);
    length += size;
    return this;
  }

  /**
   * Adds USERNAME.
   *
   * @param username for ICE the receiver's fragment, a colon and the sender's
   * @return this builder
   */
  public StunBuilder username(String username) {
    return text(AttributeType.USERNAME, username);
  }

  /**
   * Adds SOFTWARE.
   *
   * @param software a name for people to read
   * @return this builder
   */
  public StunBuilder software(String software) {
    return text(AttributeType.SOFTWARE, software);
  }

  /**
   * Adds PRIORITY.
   *
   * @param priority 0 to 2^32 - 1
   * @return this builder
   * @throws IllegalArgumentException if the priority is out of range
   */
  public StunBuilder priority(long priority) {
    if (priority < 0 || priority > 0xffff_ffffL) {
      throw new IllegalArgumentException("not a priority: " + priority);
    }
    byte[] value = new byte[4];
    putInt32(value, 0, (int) priority);
    return attribute(AttributeType.PRIORITY, value);
  }

  /**
   * Adds USE-CANDIDATE.
   *
   * @return this builder
   */
  public StunBuilder useCandidate() {
    return attribute(AttributeType.USE_CANDIDATE, new byte[0]);
  }

  /**
   * Adds ICE-CONTROLLING.
   *
   * @param tieBreaker an unsigned number of 64 bits
   * @return this builder
   */
  public StunBuilder iceControlling(long tieBreaker) {
    return int64(AttributeType.ICE_CONTROLLING, tieBreaker);
  }

  /**
   * Adds ICE-CONTROLLED.
   *
   * @param tieBreaker an unsigned number of 64 bits
   * @return this builder
   */
  public StunBuilder iceControlled(long tieBreaker) {
    return int64(AttributeType.ICE_CONTROLLED, tieBreaker);
  }

  /**
   * Adds MAPPED-ADDRESS.
   *
   * @param address the address a request came from
   * @return this builder
   */
  public StunBuilder mappedAddress(TransportAddress address) {
    return attribute(AttributeType.MAPPED_ADDRESS, AddressCodec.write(address));
  }

  /**
   * Adds XOR-MAPPED-ADDRESS.
   *
   * @param address the address a request came from
   * @return this builder
   */
  public StunBuilder xorMappedAddress(TransportAddress address) {
    return xorAddress(AttributeType.XOR_MAPPED_ADDRESS, address);
  }

  /**
   * Adds an attribute with the syntax of XOR-MAPPED-ADDRESS.
   *
   * @param type the attribute's number
   * @param address its value
   * @return this builder
   */
  public StunBuilder xorAddress(int type, TransportAddress address) {
    return attribute(type, AddressCodec.write(address, bytes, StunMessage.COOKIE_OFFSET));
  }

  /**
   * Adds ALTERNATE-SERVER.
   *
   * @param address the server to ask instead
   * @return this builder
   */
  public StunBuilder alternateServer(TransportAddress address) {
    return attribute(AttributeType.ALTERNATE_SERVER, AddressCodec.write(address));
  }

  /**
   * Adds RESPONSE-ORIGIN (RFC 5780 section 7.3).
   *
   * @param address where the answer is sent from
   * @return this builder
   */
  public StunBuilder responseOrigin(TransportAddress address) {
    return attribute(AttributeType.RESPONSE_ORIGIN, AddressCodec.write(address));
  }

  /**
   * Adds OTHER-ADDRESS (RFC 5780 section 7.4).
   *
   * @param address where else the server can be asked
   * @return this builder
   */
  public StunBuilder otherAddress(TransportAddress address) {
    return attribute(AttributeType.OTHER_ADDRESS, AddressCodec.write(address));
  }

  /**
   * Adds CHANGE-REQUEST (RFC 5780 section 7.2).
   *
   * @param change from where the answer is wanted
   * @return this builder
   */
  public StunBuilder changeRequest(ChangeRequest change) {
    byte[] value = new byte[4];
    putInt32(value, 0, change.flags());
    return attribute(AttributeType.CHANGE_REQUEST, value);
  }

  /**
   * Adds ERROR-CODE.
   *
   * @param error the code and its phrase
   * @return this builder
   */
  public StunBuilder errorCode(ErrorCode error) {
    byte[] reason = error.reason().getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[4 + reason.length];
    value[2] = (byte) (error.code() / 100);
    value[3] = (byte) (error.code() % 100);
    System.arraycopy(reason, 0, value, 4, reason.length);
    return attribute(AttributeType.ERROR_CODE, value);
  }

  /**
   * Adds UNKNOWN-ATTRIBUTES.
   *
   * @param types the attributes that were not understood
   * @return this builder
   */
  public StunBuilder unknownAttributes(int... types) {
    byte[] value = new byte[2 * types.length];
    for (int i = 0; i < types.length; i++) {
      putInt16(value, 2 * i, types[i]);
    }
    return attribute(AttributeType.UNKNOWN_ATTRIBUTES, value);
  }

  /**
   * Ends the message.
   *
   * @param integrityKey the key of MESSAGE-INTEGRITY, or null for a message without it
   * @param fingerprint whether to add FINGERPRINT
   * @return the message
   * @throws IllegalArgumentException if the key is empty
   */
  public byte[] toBytes(byte @Nullable [] integrityKey, boolean fingerprint) {
    byte[] message = new byte[size(integrityKey, fingerprint)];
    writeTo(message, 0, integrityKey, fingerprint);
    return message;
  }

  /**
   * Ends the message and writes it into the caller's array.
   *
   * @param into the array
   * @param offset where to write
   * @param integrityKey the key of MESSAGE-INTEGRITY, or null for a message without it
   * @param fingerprint whether to add FINGERPRINT
   * @return how many bytes were written
   * @throws IllegalArgumentException if the key is empty
   * @throws IndexOutOfBoundsException if the message does not fit
   */
  public int writeTo(byte[] into, int offset, byte @Nullable [] integrityKey, boolean fingerprint) {
    int size = size(integrityKey, fingerprint);
    Objects.checkFromIndexSize(offset, size, into.length);
    System.arraycopy(bytes, 0, into, offset, length);
    putInt16(into, offset + 2, size - StunMessage.HEADER_LENGTH);
    int at = offset + length;
    if (integrityKey != null) {
      byte[] hmac = MessageIntegrity.hmac(into, offset, at, integrityKey);
      putInt16(into, at, AttributeType.MESSAGE_INTEGRITY);
      putInt16(into, at + 2, hmac.length);
      System.arraycopy(hmac, 0, into, at + 4, hmac.length);
      at += INTEGRITY_SIZE;
    }
    if (fingerprint) {
      putInt16(into, at, AttributeType.FINGERPRINT);
      putInt16(into, at + 2, MessageIntegrity.FINGERPRINT_LENGTH);
      putInt32(into, at + 4, MessageIntegrity.fingerprint(into, offset, at));
    }
    return size;
  }

  private int size(byte @Nullable [] integrityKey, boolean fingerprint) {
    return length
        + (integrityKey == null ? 0 : INTEGRITY_SIZE)
        + (fingerprint ? FINGERPRINT_SIZE : 0);
  }

  private StunBuilder text(int type, String text) {
    return attribute(type, text.getBytes(StandardCharsets.UTF_8));
  }

  private StunBuilder int64(int type, long number) {
    byte[] value = new byte[8];
    putInt32(value, 0, (int) (number >> 32));
    putInt32(value, 4, (int) number);
    return attribute(type, value);
  }

  private static void putInt16(byte[] into, int offset, int value) {
    into[offset] = (byte) (value >> 8);
    into[offset + 1] = (byte) value;
  }

  private static void putInt32(byte[] into, int offset, int value) {
    putInt16(into, offset, value >> 16);
    putInt16(into, offset + 2, value);
  }
}
