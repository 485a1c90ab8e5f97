package dev.sotto.mdns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sotto.address.IpAddress;
import java.nio.ByteBuffer;

/** Writes the three messages that we send: a question, an answer, and an answer to the old kind. */
final class MessageWriter {
  /** Room that is enough for each of them, in bytes. */
  static final int MAX_LENGTH = 192;

  /** RFC 6762 section 18: a response, and authoritative. */
  private static final int AUTHORITATIVE_RESPONSE = 0x8400;

  private static final int HEADER_LENGTH = 12;
  private static final int POINTER_TO_FIRST_NAME = 0xc000 | HEADER_LENGTH;

  private final ByteBuffer buffer;
  private final int start;

  private MessageWriter(byte[] into, int offset) {
    buffer = ByteBuffer.wrap(into, offset, MAX_LENGTH);
    start = offset;
  }

  /** A query with one question: some responders read no more than one. */
  static int query(byte[] into, int offset, MdnsName name, int type, boolean wantsUnicast) {
    MessageWriter writer = new MessageWriter(into, offset);
    writer.header(0, 0, 1, 0, 0);
    writer.name(name);
    writer.typeAndClass(type, wantsUnicast);
    return writer.length();
  }

  /**
   * A response with the address of a name, and the word that there is no other (RFC 6762 section
   * 6.1), without which some wait for the other family until they give up.
   */
  static int response(byte[] into, int offset, int id, MdnsName name, IpAddress address, int ttl) {
    MessageWriter writer = new MessageWriter(into, offset);
    writer.header(id, AUTHORITATIVE_RESPONSE, 0, 1, 1);
    writer.name(name);
    writer.address(address, true, ttl);
    writer.buffer.putShort((short) POINTER_TO_FIRST_NAME);
    writer.nothingBut(RecordType.of(address), ttl);
    return writer.length();
  }

  /** RFC 6762 section 6.7: who asks as in unicast DNS gets the question back and no top bits. */
  static int legacyResponse(
      byte[] into, int offset, MdnsMessage query, IpAddress address, int ttl) {
    MdnsMessage.Question question = query.questions().get(0);
    MessageWriter writer = new MessageWriter(into, offset);
    writer.header(query.id(), AUTHORITATIVE_RESPONSE, 1, 1, 0);
    writer.name(question.name());
    writer.typeAndClass(question.type(), false);
    writer.buffer.putShort((short) POINTER_TO_FIRST_NAME);
    writer.address(address, false, ttl);
    return writer.length();
  }

  private void header(int id, int flags, int questions, int answers, int additionals) {
    buffer.putShort((short) id).putShort((short) flags);
    buffer.putShort((short) questions).putShort((short) answers);
    buffer.putShort((short) 0).putShort((short) additionals);
  }

  private void name(MdnsName name) {
    label(name.label());
    label("local");
    buffer.put((byte) 0);
  }

  private void label(String label) {
    buffer.put((byte) label.length()).put(label.getBytes(US_ASCII));
  }

  private void typeAndClass(int type, boolean topBit) {
    buffer.putShort((short) type);
    buffer.putShort((short) (RecordType.IN | (topBit ? RecordType.TOP_BIT : 0)));
  }

  private void address(IpAddress address, boolean flush, int ttl) {
    byte[] bytes = address.bytes();
    typeAndClass(RecordType.of(address), flush);
    buffer.putInt(ttl).putShort((short) bytes.length).put(bytes);
  }

  /** RFC 6762 section 6.1: NSEC with the name itself as the next one and a bit for each type. */
  private void nothingBut(int type, int ttl) {
    byte[] bitmap = new byte[type / 8 + 1];
    bitmap[type / 8] = (byte) (0x80 >> type % 8);
    typeAndClass(RecordType.NSEC, true);
    buffer.putInt(ttl).putShort((short) (2 + 2 + bitmap.length));
    buffer.putShort((short) POINTER_TO_FIRST_NAME);
    buffer.put((byte) 0).put((byte) bitmap.length).put(bitmap);
  }

  private int length() {
    return buffer.position() - start;
  }
}
