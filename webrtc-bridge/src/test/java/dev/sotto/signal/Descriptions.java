package dev.sotto.signal;

import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.Fingerprint;
import dev.sotto.sdp.IceParameters;
import java.util.List;

/** Descriptions to exchange. */
final class Descriptions {
  static final IceParameters ICE = new IceParameters("abcdefgh", "abcdefghijklmnopqrstuvwx");
  static final IceParameters FRESH = new IceParameters("ijklmnop", "bcdefghijklmnopqrstuvwxy");

  private static final List<String> TYPICAL =
      List.of(
          "1 1 udp 2130706431 192.168.178.23 54321 typ host",
          "2 1 udp 2130706175 2001:db8:1:2:3:4:5:6 54322 typ host",
          "3 1 tcp 1518280447 192.168.178.23 9 typ host tcptype active",
          "4 1 udp 1694498815 203.0.113.7 40001 typ srflx raddr 0.0.0.0 rport 9 mapped 1",
          "5 1 udp 1694498559 203.0.113.7 40002 typ srflx raddr 0.0.0.0 rport 9",
          "6 1 udp 16777215 198.51.100.4 50000 typ relay raddr 0.0.0.0 rport 9");

  private Descriptions() {}

  static DescriptionFields typical() {
    return fields(TYPICAL.stream().map(text -> Candidate.parse(text).orElseThrow()).toList());
  }

  static DescriptionFields fields(List<Candidate> candidates) {
    byte[] digest = new byte[32];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) (i * 7);
    }
    return new DescriptionFields(ICE, Fingerprint.of("sha-256", digest), 262_144, true, candidates);
  }
}
