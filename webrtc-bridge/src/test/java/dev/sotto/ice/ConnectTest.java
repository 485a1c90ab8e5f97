package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.IceOptions.Loopback;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectTest {
  private static final IceOptions LOOPBACK = IceOptions.defaults().withLoopback(Loopback.ONLY);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectsAndCarriesDataBothWays(boolean ipv4) {
    IceOptions options = LOOPBACK.withFamilies(ipv4, !ipv4);
    try (IcePeer a = new IcePeer("a", options);
        IcePeer b = new IcePeer("b", options)) {
      IcePeer.introduce(a, b);
      a.await(IceState.CONNECTED);
      b.await(IceState.CONNECTED);
      assertThat(a.send("to b")).isTrue();
      assertThat(b.send("to a")).isTrue();
      assertThat(b.awaitPacket()).isEqualTo("to b");
      assertThat(a.awaitPacket()).isEqualTo("to a");
      Path path = a.awaitPath();
      assertThat(path.localKind()).isEqualTo(CandidateKind.HOST);
      assertThat(path.remote()).isEqualTo(b.awaitPath().local());
      assertThat(path.relayed()).isFalse();
      assertThat(a.history).containsExactly(IceState.CHECKING, IceState.CONNECTED);
    }
  }
}
