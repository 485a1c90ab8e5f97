package dev.sotto.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes datagrams apart. */
final class Records {
  private Records() {}

  static List<byte[]> of(byte[] datagram) {
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    while (at < datagram.length) {
      int length = 13 + (((datagram[at + 11] & 0xff) << 8) | (datagram[at + 12] & 0xff));
      records.add(Arrays.copyOfRange(datagram, at, at + length));
      at += length;
    }
    return records;
  }

  static List<Integer> types(byte[] datagram) {
    return of(datagram).stream().map(record -> (int) record[0]).toList();
  }
}
