package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.CandidateKind;
import dev.sotto.sdp.Candidate;
import org.junit.jupiter.api.Test;

class LocalCandidatesTest {
  private static final TransportAddress ADDRESS = TransportAddress.of("203.0.113.9", 4711);
  private static final Base BASE = new Base(Carrier.UDP, Pair.socketAddress(ADDRESS));
  private static final String NAME = "7d3c5a0e-1111-4222-8333-444455556666.local";

  @Test
  void tellsANameInsteadOfTheAddress() {
    Candidate told = new LocalCandidates(false).host(BASE, NAME).orElseThrow().candidate();
    assertThat(told.address()).isEqualTo(NAME);
    assertThat(told.port()).isEqualTo(4711);
  }

  /** Who is elsewhere cannot resolve the name. */
  @Test
  void tellsWhatAServerSawAlthoughItIsTheAddressBehindTheName() {
    LocalCandidates candidates = new LocalCandidates(false);
    candidates.host(BASE, NAME);
    Candidate seen = candidates.serverReflexive(BASE, ADDRESS, "server").orElseThrow().candidate();
    assertThat(seen.transportAddress()).contains(ADDRESS);
    assertThat(seen.related()).isEqualTo(TransportAddress.of("0.0.0.0", 9));
    assertThat(candidates.serverReflexive(BASE, ADDRESS, "other")).isEmpty();
    assertThat(candidates.kind(BASE, ADDRESS)).isEqualTo(CandidateKind.HOST);
  }

  @Test
  void tellsNoAddressTwice() {
    LocalCandidates candidates = new LocalCandidates(true);
    candidates.host(BASE, null);
    assertThat(candidates.serverReflexive(BASE, ADDRESS, "server")).isEmpty();
  }
}
