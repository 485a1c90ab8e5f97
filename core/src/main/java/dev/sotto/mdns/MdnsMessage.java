package dev.sotto.mdns;

import dev.sotto.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message as received: of it only the questions and addresses that concern names of our kind.
 * Everything else in it is checked for its length and left out.
 *
 * <pre>
 *   id (2) | flags (2) | questions (2) | answers (2) | authorities (2) | additionals (2) | ...
 *   question:  name | type (2) | unicast wanted (1 bit) class (15 bits)
 *   record:    name | type (2) | flush (1 bit) class (15 bits) | ttl (4) | length (2) | data
 * </pre>
 *
 * @param id the number that a unicast response repeats
 * @param isResponse whether it is a response, not a query
 * @param questions what is asked
 * @param addresses A and AAAA records of the answer section, in a response also of the additional
 */
record MdnsMessage(
    int id, boolean isResponse, List<Question> questions, List<AddressRecord> addresses) {
  /** RFC 6762 section 17: a message must not be longer, headers of IP and UDP included. */
  private static final int MAX_LENGTH = 9000;

  private static final int MAX_ENTRIES = 256;
  private static final int RESPONSE = 0x8000;
  private static final int OPCODE_AND_RCODE = 0x780f;

  /** What is asked of a name. */
  record Question(MdnsName name, int type, boolean wantsUnicast) {}

  /** An address that someone says a name has. */
  record AddressRecord(MdnsName name, IpAddress address, long ttlSeconds) {}

  /** Reads a message; empty when the bytes are none that RFC 6762 lets us heed. */
  static Optional<MdnsMessage> parse(byte[] packet, int offset, int length) {
    if (length > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return read(new MessageReader(packet, offset, length));
    } catch (MalformedMessageException e) {
      // Whoever sent it gets no answer: it may have been made to provoke one.
      return Optional.empty();
    }
  }

  private static Optional<MdnsMessage> read(MessageReader reader) {
    int id = reader.unsignedShort();
    int flags = reader.unsignedShort();
    int questionCount = reader.unsignedShort();
    int answerCount = reader.unsignedShort();
    int authorityCount = reader.unsignedShort();
    int additionalCount = reader.unsignedShort();
    // RFC 6762 18.3, 18.11: an opcode or a response code other than zero is silently ignored.
    if ((flags & OPCODE_AND_RCODE) != 0
        || questionCount + answerCount + authorityCount + additionalCount > MAX_ENTRIES) {
      return Optional.empty();
    }
    boolean isResponse = (flags & RESPONSE) != 0;
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < questionCount; i++) {
      readQuestion(reader).ifPresent(questions::add);
    }
    List<AddressRecord> addresses = new ArrayList<>();
    for (int i = 0; i < answerCount; i++) {
      readRecord(reader).ifPresent(addresses::add);
    }
    if (isResponse) {
      for (int i = 0; i < authorityCount; i++) {
        readRecord(reader);
      }
      for (int i = 0; i < additionalCount; i++) {
        readRecord(reader).ifPresent(addresses::add);
      }
    }
    return Optional.of(new MdnsMessage(id, isResponse, questions, addresses));
  }

  private static Optional<Question> readQuestion(MessageReader reader) {
    Optional<MdnsName> name = reader.name();
    int type = reader.unsignedShort();
    int classAndBit = reader.unsignedShort();
    int questionClass = classAndBit & ~RecordType.TOP_BIT;
    boolean wantsUnicast = (classAndBit & RecordType.TOP_BIT) != 0;
    return questionClass == RecordType.IN || questionClass == RecordType.ANY_CLASS
        ? name.map(of -> new Question(of, type, wantsUnicast))
        : Optional.empty();
  }

  private static Optional<AddressRecord> readRecord(MessageReader reader) {
    Optional<MdnsName> name = reader.name();
    int type = reader.unsignedShort();
    int recordClass = reader.unsignedShort() & ~RecordType.TOP_BIT;
    long ttl = reader.unsignedInt();
    byte[] data = reader.bytes(reader.unsignedShort());
    boolean isAddress =
        (type == RecordType.A && data.length == 4)
            || (type == RecordType.AAAA && data.length == 16);
    return isAddress && recordClass == RecordType.IN
        ? name.map(of -> new AddressRecord(of, IpAddress.of(data), ttl))
        : Optional.empty();
  }
}
