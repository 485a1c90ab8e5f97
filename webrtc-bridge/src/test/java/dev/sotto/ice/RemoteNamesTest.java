package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.CandidateType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RemoteNamesTest {
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private final Map<String, Consumer<InetAddress>> asked = new LinkedHashMap<>();
  private final List<Candidate> found = new ArrayList<>();
  private final RemoteNames names =
      new RemoteNames((name, answer) -> assertThat(asked.put(name, answer)).isNull(), found::add);

  private static Candidate named(int name, int port) {
    return new Candidate(
        "7",
        Candidate.DATA,
        CandidateTransport.UDP,
        4711,
        String.format("00000000-0000-4000-8000-%012d.local", name),
        port,
        CandidateType.HOST,
        null);
  }

  @Test
  void keepsAllButTheName() {
    names.add(named(1, 1000));
    asked.values().iterator().next().accept(ADDRESS);
    assertThat(found).hasSize(1);
    Candidate candidate = found.get(0);
    assertThat(candidate.address()).isEqualTo(ADDRESS.getHostAddress());
    assertThat(candidate.port()).isEqualTo(1000);
    assertThat(candidate.foundation()).isEqualTo("7");
    assertThat(candidate.priority()).isEqualTo(4711);
    assertThat(candidate.type()).isEqualTo(CandidateType.HOST);
  }

  @Test
  void asksForANameOnce() {
    names.add(named(1, 1000));
    names.add(named(1, 1001));
    assertThat(found).isEmpty();
    asked.values().iterator().next().accept(ADDRESS);
    names.add(named(1, 1002));
    assertThat(asked).hasSize(1);
    assertThat(found).extracting(Candidate::port).containsExactly(1000, 1001, 1002);
  }

  @Test
  void asksForFewNames() {
    for (int i = 0; i < 100; i++) {
      names.add(named(i, 1000));
    }
    assertThat(asked).hasSize(8);
  }

  @Test
  void keepsFewCandidatesWaiting() {
    for (int i = 0; i < 100; i++) {
      names.add(named(1, 1000 + i));
    }
    asked.values().iterator().next().accept(ADDRESS);
    assertThat(found).hasSize(8);
  }
}
