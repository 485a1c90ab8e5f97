package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.net.TestTls;
import dev.sotto.sdp.CandidateType;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A TURN server is asked only from addresses that may be used. */
@Timeout(120)
class RelayFilterTest {
  private static final AddressFilter LOOPBACK = AddressFilter.USUAL.withLoopback(Loopback.ONLY);

  @Test
  void asksFromAnAddressThatMayBeUsed() throws Exception {
    try (TurnServerOnLoopback server = server();
        IcePeer peer = new IcePeer("peer", relayOnly(server, LOOPBACK))) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).isNotEmpty().allMatch(one -> one.type() == CandidateType.RELAY);
    }
  }

  @Test
  void asksNobodyWhereNoAddressMayBeUsed() throws Exception {
    List<Subnet> all = List.of(Subnet.parse("0.0.0.0/0"), Subnet.parse("::/0"));
    try (TurnServerOnLoopback server = server();
        IcePeer peer =
            new IcePeer("peer", relayOnly(server, LOOPBACK.withSubnets(List.of(), all)))) {
      peer.gather();
      IcePeer.get(peer.gathered);
      assertThat(peer.candidates).isEmpty();
      assertThat(server.methods()).isEmpty();
    }
  }

  private static TurnServerOnLoopback server() throws Exception {
    InetAddress here = Pair.socketAddress(TransportAddress.of("127.0.0.1", 0)).getAddress();
    return new TurnServerOnLoopback(here, 0, TestTls.forAddresses("127.0.0.1").server());
  }

  private static IceOptions relayOnly(TurnServerOnLoopback server, AddressFilter filter) {
    int port = server.address(TurnServer.Transport.UDP).getPort();
    TurnServer turn =
        new TurnServer("127.0.0.1", port, TurnServer.Transport.UDP, TurnServerOnLoopback.ANNA);
    return IceOptions.defaults()
        .withServers(List.of(), List.of(turn))
        .withPolicy(CandidatePolicy.RELAY_ONLY)
        .withAddresses(filter);
  }
}
