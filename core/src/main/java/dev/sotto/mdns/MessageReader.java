package dev.sotto.mdns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A cursor over a received message; refuses to read beyond its end. */
final class MessageReader {
  private static final int HEADER_LENGTH = 12;

  /** RFC 1035 section 2.3.4, with the byte of the root. */
  private static final int MAX_NAME_LENGTH = 255;

  private static final int POINTER = 0xc0;

  private final byte[] packet;
  private final int start;
  private final int end;
  private int position;

  MessageReader(byte[] packet, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    this.packet = packet;
    start = offset;
    end = offset + length;
    position = offset;
  }

  int unsignedShort() {
    int value = shortAt(position);
    position += 2;
    return value;
  }

  long unsignedInt() {
    long high = unsignedShort();
    return high << 16 | unsignedShort();
  }

  byte[] bytes(int length) {
    require(position, length);
    byte[] bytes = Arrays.copyOfRange(packet, position, position + length);
    position += length;
    return bytes;
  }

  /** Reads a name; empty when it is well formed but none of our kind. */
  Optional<MdnsName> name() {
    List<String> labels = labels();
    // A dot inside of a label is no border between two.
    return labels.size() == 2 ? MdnsName.parse(String.join(".", labels)) : Optional.empty();
  }

  /**
   * Reads a name, possibly compressed (RFC 1035 section 4.1.4). A pointer must lead to before the
   * place where the bytes that it ends began, so that following pointers ends.
   */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    int at = position;
    int before = position;
    int after = -1;
    int length = 1;
    for (int head = byteAt(at); head != 0; head = byteAt(at)) {
      if ((head & POINTER) == POINTER) {
        int target = start + (shortAt(at) & 0x3fff);
        if (target >= before || target < start + HEADER_LENGTH) {
          throw new MalformedMessageException("a pointer that does not lead back to a name");
        }
        after = after < 0 ? at + 2 : after;
        at = target;
        before = target;
        continue;
      }
      length += 1 + head;
      if ((head & POINTER) != 0 || length > MAX_NAME_LENGTH) {
        throw new MalformedMessageException("a label or name that is too long");
      }
      require(at + 1, head);
      labels.add(new String(packet, at + 1, head, ISO_8859_1));
      at += 1 + head;
    }
    position = after < 0 ? at + 1 : after;
    return labels;
  }

  private int shortAt(int at) {
    return byteAt(at) << 8 | byteAt(at + 1);
  }

  private int byteAt(int at) {
    require(at, 1);
    return packet[at] & 0xff;
  }

  private void require(int at, int length) {
    if (length > end - at) {
      throw new MalformedMessageException("truncated");
    }
  }
}
