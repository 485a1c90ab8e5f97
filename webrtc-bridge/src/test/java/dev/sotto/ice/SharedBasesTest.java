package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.Loop;
import dev.sotto.net.Path;
import dev.sotto.net.TestTls;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

  /**
   * Without a network it takes long until no name server has answered; then another network comes.
   */
  @Test
  void looksForNewAddressesAlsoWhileNamesAreLookedUp() throws InterruptedException {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    StunServer server = new StunServer("127.0.0.1", 9);
    IceOptions options = OPTIONS.withStunServers(List.of(server));
    try (Loop loop = new Loop("loop", failures::add)) {
      IceGatherer gatherer =
          new IceGatherer(
              options, new IceContext(loop, tasks::add, new SecureRandom(), null, null, null));
      loop.execute(gatherer::gather);
      next(tasks).run();
      Runnable nameLookup = next(tasks);
      loop.execute(gatherer::refresh);
      next(tasks).run();
      nameLookup.run();
      loop.execute(gatherer::close);
    }
    assertThat(failures).isEmpty();
  }

  /** RFC 8445 section 9 means addresses that are gone. */
  @Test
  void keepsItsSocketsWhenTheSystemDoesNotTellWhichAddressesThereAre() {
    try (IcePeer peer = new IcePeer("peer", OPTIONS);
        ScriptedPeer other = new ScriptedPeer()) {
      UdpSocket socket = other.open();
      peer.addRemote(ScriptedPeer.candidate(socket));
      peer.start(true, other.parameters);
      InetSocketAddress target = peer.awaitPath().local();

      peer.looksNothingUpAnyMore();
      peer.run(peer.gatherer::refresh);
      for (int i = 0; i < 3; i++) {
        other.send(socket, target, "still here " + i);
        assertThat(peer.awaitPacket()).isEqualTo("still here " + i);
      }
    }
  }

  /** Each counts against what the server grants its user. */
  @Test
  void givesBackRelaysOfBeforeThatNobodyUses() throws Exception {
    InetAddress here = Pair.socketAddress(TransportAddress.of("127.0.0.1", 0)).getAddress();
    try (TurnServerOnLoopback server =
        new TurnServerOnLoopback(here, 0, TestTls.forAddresses("127.0.0.1").server())) {
      int port = server.address(TurnServer.Transport.UDP).getPort();
      TurnServer turn =
          new TurnServer("127.0.0.1", port, TurnServer.Transport.UDP, TurnServerOnLoopback.ANNA);
      IceOptions options =
          OPTIONS.withServers(List.of(), List.of(turn)).withPolicy(CandidatePolicy.RELAY_ONLY);
      try (IcePeer peer = new IcePeer("peer", options)) {
        Beginning prepared = new Beginning();
        IceTransport transport =
            peer.call(() -> new IceTransport(options, peer.context, peer.gatherer, prepared));
        peer.run(transport::gather);
        for (int i = 0; i < 10; i++) {
          assertThat(prepared.candidates.poll(60, TimeUnit.SECONDS)).isNotNull();
          peer.run(peer.gatherer::refresh);
        }
        Integer method = TurnServerOnLoopback.ALLOCATE;
        while (method != null && method != TurnServerOnLoopback.REFRESH) {
          method = server.methods().poll(60, TimeUnit.SECONDS);
        }
        assertThat(method).as("an allocation given back").isNotNull();
        assertThat(peer.call(() -> transport.localCandidates().size())).isLessThan(10);
        peer.run(transport::close);
      }
    }
  }

  private static Runnable next(BlockingQueue<Runnable> tasks) throws InterruptedException {
    Runnable task = tasks.poll(60, TimeUnit.SECONDS);
    assertThat(task).isNotNull();
    return task;
  }

  private static void awaitAnswer(ScriptedPeer other, IceParameters from) {
    while (!other.take(other.responses).message().integrityValid(from.key())) {
      // Another is meant.
    }
  }

  /** The transport of a restart that goes on for ever. */
  private static final class Beginning implements IceTransport.Listener {

    final BlockingQueue<Candidate> candidates = new LinkedBlockingQueue<>();

    @Override
    public void onLocalCandidate(Candidate candidate) {
      candidates.add(candidate);
    }

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
