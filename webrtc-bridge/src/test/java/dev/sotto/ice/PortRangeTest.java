package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.sdp.Candidate;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines whose firewall opens only some ports. */
@Timeout(120)
class PortRangeTest {
  private static final int SIZE = 3;

  private static final IceOptions OPTIONS =
      IceOptions.defaults().withLoopback(Loopback.ONLY).withFamilies(true, false).withTcp(false);

  @Test
  void eachSocketHasAPortOfTheRangeUntilItIsUsedUp() throws IOException {
    PortRange range = freeRange();
    List<IcePeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < SIZE; i++) {
        peers.add(gathered(range));
      }
      assertThat(peers)
          .flatExtracting(peer -> peer.candidates)
          .extracting(Candidate::port)
          .containsExactlyInAnyOrder(range.first(), range.first() + 1, range.last());

      IcePeer late = gathered(range);
      peers.add(late);
      assertThat(late.candidates).isEmpty();

      int freed = peers.get(0).candidates.get(0).port();
      peers.remove(0).close();
      IcePeer later = gathered(range);
      peers.add(later);
      assertThat(later.candidates).extracting(Candidate::port).containsExactly(freed);
    } finally {
      peers.forEach(IcePeer::close);
    }
  }

  @Test
  void connectsWithinTheRange() throws IOException {
    PortRange range = freeRange();
    try (IcePeer a = new IcePeer("a", OPTIONS.withPorts(range));
        IcePeer b = new IcePeer("b", OPTIONS.withPorts(range))) {
      IcePeer.introduce(a, b);
      assertThat(a.awaitPath().local().getPort()).isBetween(range.first(), range.last());
      assertThat(b.awaitPath().local().getPort()).isBetween(range.first(), range.last());
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,5", "5,4", "5,65536", "65536,65536"})
  void refusesWhatIsNoRange(int first, int last) {
    assertThatThrownBy(() -> new PortRange(first, last))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static IcePeer gathered(PortRange range) {
    IcePeer peer = new IcePeer("peer", OPTIONS.withPorts(range));
    peer.gather();
    IcePeer.get(peer.gathered);
    return peer;
  }

  /** Ports that were free together a moment ago. */
  private static PortRange freeRange() throws IOException {
    for (int first : IntStream.iterate(20_000, port -> port < 30_000, port -> port + 7).toArray()) {
      if (isFree(first)) {
        return new PortRange(first, first + SIZE - 1);
      }
    }
    throw new BindException("no free ports");
  }

  private static boolean isFree(int first) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int port = first; port < first + SIZE; port++) {
      try (DatagramChannel probe = DatagramChannel.open()) {
        probe.bind(new InetSocketAddress(loopback, port));
      } catch (BindException e) {
        return false;
      }
    }
    return true;
  }
}
