package dev.sotto.mdns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The two messages about the rooms of codes: the question where one is, and the answer. Of a code
 * only its number is told.
 *
 * <pre>
 *   question:  4711._sotto._tcp.local  SRV
 *   answer:    the same  SRV  priority 0, weight 0, port, the same   (RFC 2782)
 *              the same  TXT  "tls=0" or "tls=1"                     (RFC 6763 section 6)
 * </pre>
 *
 * <p>The target of the answer is not looked up: the room is at the address that the answer comes
 * from, so that nobody can send us to a third.
 */
final class RoomMessages {
  /** Room that is enough for each of them, in bytes. */
  static final int MAX_LENGTH = 128;

  private static final List<String> SERVICE = List.of("_sotto", "_tcp", "local");
  private static final int MAX_PACKET = 9000;
  private static final int MAX_ENTRIES = 64;
  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE_RESPONSE = 0x8400;
  private static final int OPCODE_AND_RCODE = 0x780f;
  private static final int POINTER_TO_FIRST_NAME = 0xc000 | 12;
  private static final int TTL_SECONDS = 10;
  private static final String SECURE = "tls=1";
  private static final String PLAIN = "tls=0";

  private RoomMessages() {}

  static int question(byte[] into, int offset, String room) {
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, MAX_LENGTH);
    header(buffer, 0, 1, 0);
    name(buffer, room);
    buffer.putShort((short) RecordType.SRV).putShort((short) RecordType.IN);
    return buffer.position() - offset;
  }

  static int answer(byte[] into, int offset, RoomPlace place) {
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, MAX_LENGTH);
    header(buffer, AUTHORITATIVE_RESPONSE, 0, 2);
    name(buffer, place.room());
    record(buffer, RecordType.SRV, 8);
    buffer.putShort((short) 0).putShort((short) 0).putShort((short) place.port());
    buffer.putShort((short) POINTER_TO_FIRST_NAME);
    byte[] text = (place.secure() ? SECURE : PLAIN).getBytes(US_ASCII);
    buffer.putShort((short) POINTER_TO_FIRST_NAME);
    record(buffer, RecordType.TXT, 1 + text.length);
    buffer.put((byte) text.length).put(text);
    return buffer.position() - offset;
  }

  private static void header(ByteBuffer buffer, int flags, int questions, int answers) {
    buffer.putShort((short) 0).putShort((short) flags);
    buffer.putShort((short) questions).putShort((short) answers).putInt(0);
  }

  private static void name(ByteBuffer buffer, String room) {
    label(buffer, room);
    SERVICE.forEach(label -> label(buffer, label));
    buffer.put((byte) 0);
  }

  private static void label(ByteBuffer buffer, String label) {
    buffer.put((byte) label.length()).put(label.getBytes(US_ASCII));
  }

  private static void record(ByteBuffer buffer, int type, int length) {
    buffer.putShort((short) type).putShort((short) (RecordType.IN | RecordType.TOP_BIT));
    buffer.putInt(TTL_SECONDS).putShort((short) length);
  }

  /** Whether a message asks for this room. */
  static boolean asksFor(String room, byte[] packet, int offset, int length) {
    return heeded(packet, offset, length, reader -> asks(reader, room)).isPresent();
  }

  /** Where a message says that this room is. */
  static Optional<RoomPlace> place(String room, byte[] packet, int offset, int length) {
    return heeded(packet, offset, length, reader -> answers(reader, room));
  }

  /** Reads a message, if RFC 6762 lets us heed it. */
  private interface Reading<T> {
    Optional<T> of(MessageReader reader);
  }

  private static <T> Optional<T> heeded(byte[] packet, int offset, int length, Reading<T> reading) {
    if (length > MAX_PACKET) {
      return Optional.empty();
    }
    try {
      return reading.of(new MessageReader(packet, offset, length));
    } catch (MalformedMessageException e) {
      // Whoever sent it gets no answer: it may have been made to provoke one.
      return Optional.empty();
    }
  }

  private static Optional<String> asks(MessageReader reader, String room) {
    Head head = Head.of(reader);
    if (!head.heeded() || head.response()) {
      return Optional.empty();
    }
    for (int i = 0; i < head.questions(); i++) {
      boolean named = isRoom(reader.labels(), room);
      int type = reader.unsignedShort();
      int kind = reader.unsignedShort() & ~RecordType.TOP_BIT;
      if (named
          && (type == RecordType.SRV || type == RecordType.ANY)
          && (kind == RecordType.IN || kind == RecordType.ANY_CLASS)) {
        return Optional.of(room);
      }
    }
    return Optional.empty();
  }

  private static Optional<RoomPlace> answers(MessageReader reader, String room) {
    Head head = Head.of(reader);
    if (!head.heeded() || !head.response()) {
      return Optional.empty();
    }
    for (int i = 0; i < head.questions(); i++) {
      reader.labels();
      reader.unsignedInt();
    }
    int port = 0;
    boolean secure = false;
    for (int i = 0; i < head.answers(); i++) {
      boolean named = isRoom(reader.labels(), room);
      int type = reader.unsignedShort();
      reader.unsignedShort();
      long ttl = reader.unsignedInt();
      byte[] data = reader.bytes(reader.unsignedShort());
      if (named && ttl > 0 && type == RecordType.SRV && data.length > 6) {
        port = (data[4] & 0xff) << 8 | (data[5] & 0xff);
      } else if (named && type == RecordType.TXT && data.length > 0) {
        secure = new String(data, 1, data.length - 1, US_ASCII).equals(SECURE);
      }
    }
    return port == 0 ? Optional.empty() : Optional.of(new RoomPlace(room, port, secure));
  }

  /** RFC 6762 section 16: in any case. */
  private static boolean isRoom(List<String> labels, String room) {
    return labels.size() == 1 + SERVICE.size()
        && labels.get(0).equals(room)
        && String.join(".", labels.subList(1, labels.size()))
            .equalsIgnoreCase(String.join(".", SERVICE));
  }

  /** The first twelve bytes. */
  private record Head(boolean heeded, boolean response, int questions, int answers) {
    static Head of(MessageReader reader) {
      reader.unsignedShort();
      int flags = reader.unsignedShort();
      int questions = reader.unsignedShort();
      int answers = reader.unsignedShort();
      int others = reader.unsignedShort() + reader.unsignedShort();
      boolean heeded =
          (flags & OPCODE_AND_RCODE) == 0 && questions + answers + others <= MAX_ENTRIES;
      return new Head(heeded, (flags & RESPONSE) != 0, questions, answers);
    }
  }
}
