package dev.sotto.mdns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.address.IpAddress;
import java.io.ByteArrayOutputStream;

/** Writes DNS messages of every kind, right and wrong, byte by byte. */
final class Dns {
  static final int QUERY = 0;
  static final int RESPONSE = 0x8400;
  static final int IN = 1;
  static final int FLUSH_IN = 0x8001;
  static final int UNICAST_IN = 0x8001;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Dns(int id, int flags, int questions, int answers, int authorities, int additionals) {
    for (int value : new int[] {id, flags, questions, answers, authorities, additionals}) {
      u16(value);
    }
  }

  static byte[] question(MdnsName name, int type, int questionClass) {
    return new Dns(0, QUERY, 1, 0, 0, 0).name(name.text()).u16(type).u16(questionClass).toBytes();
  }

  static byte[] answer(MdnsName name, String address) {
    return new Dns(0, RESPONSE, 0, 1, 0, 0).name(name.text()).address(address, 120).toBytes();
  }

  Dns u8(int value) {
    bytes.write(value);
    return this;
  }

  Dns u16(int value) {
    return u8(value >> 8).u8(value);
  }

  Dns u32(long value) {
    return u16((int) (value >> 16)).u16((int) value);
  }

  Dns label(String label) {
    u8(label.length());
    bytes.writeBytes(label.getBytes(ISO_8859_1));
    return this;
  }

  Dns name(String dotted) {
    for (String label : dotted.split("\\.", -1)) {
      label(label);
    }
    return u8(0);
  }

  Dns pointer(int target) {
    return u16(0xc000 | target);
  }

  /** What follows the name of an address record. */
  Dns address(String literal, long ttl) {
    byte[] address = IpAddress.parse(literal).orElseThrow().bytes();
    u16(address.length == 4 ? RecordType.A : RecordType.AAAA).u16(FLUSH_IN).u32(ttl);
    u16(address.length);
    bytes.writeBytes(address);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
