package dev.sotto.sctp;

import dev.sotto.sctp.wire.Octets;

/** Text that a peer chose, made harmless: short, and printable ASCII only. */
final class PeerText {
  private static final int MOST = 128;

  private PeerText() {}

  static String of(Octets bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes.first(MOST).toByteArray()) {
      text.append(b >= 0x20 && b < 0x7f ? (char) b : '?');
    }
    return text.toString();
  }
}
