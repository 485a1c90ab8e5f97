package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.Path;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A path in use, and beside it the transport of a restart. */
@Timeout(120)
class SharedBasesTest {
  private static final IceOptions OPTIONS =
      IceOptions.defaults().withLoopback(Loopback.ONLY).withFamilies(true, false).withTcp(false);

  @Test
  void thePathInUseCarriesDataWhileIceBeginsAnew() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket socket = other.open();
      peer.addRemote(ScriptedPeer.candidate(socket));
      peer.start(true, other.parameters);
      InetSocketAddress target = peer.awaitPath().local();

      Beginning beginning = new Beginning();
      IceTransport next =
          peer.call(() -> new IceTransport(OPTIONS, peer.context, peer.gatherer, beginning));
      IceParameters fresh = next.localParameters();
      // The peer nominates nothing.
      peer.call(
          () -> {
            next.start(false, other.parameters);
            return true;
          });
      other.send(socket, target, other.check(fresh).toBytes(fresh.key(), true));
      awaitAnswer(other, fresh);
      for (int i = 0; i < 40; i++) {
        other.send(socket, target, "still here " + i);
        assertThat(peer.awaitPacket()).isEqualTo("still here " + i);
      }
      peer.run(next::close);
    }
  }

  private static void awaitAnswer(ScriptedPeer other, IceParameters from) {
    while (!other.take(other.responses).message().integrityValid(from.key())) {
      // Another is meant.
    }
  }

  /** The transport of a restart that goes on for ever. */
  private static final class Beginning implements IceTransport.Listener {

    @Override
    public void onLocalCandidate(Candidate candidate) {}

    @Override
    public void onGatheringComplete() {}

    @Override
    public void onState(IceState state) {}

    @Override
    public void onPath(Path path) {}

    @Override
    public void onPacket(byte[] buffer, int offset, int length) {}
  }
}
