package dev.sotto.turn;

import static dev.sotto.turn.TurnWorld.PEER;
import static dev.sotto.turn.TurnWorld.PEER6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.turn.ScriptedServer.Relayed;
import dev.sotto.turn.TurnFailure.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
  private static final TransportAddress STRANGER = TransportAddress.of("192.0.2.66", 4000);

  private final TurnWorld world = TurnWorld.allocated();

  private void permit() {
    assertThat(world.client().permit(PEER.ip())).isEqualTo(PeerRequest.ACCEPTED);
    world.settle();
    assertThat(world.onlyEvent()).isEqualTo(new TurnEvent.Permitted(PEER.ip()));
  }

  private void bind() {
    assertThat(world.client().bindChannel(PEER)).isEqualTo(PeerRequest.ACCEPTED);
    world.settle();
    assertThat(world.events())
        .containsExactlyInAnyOrder(
            new TurnEvent.Permitted(PEER.ip()), new TurnEvent.ChannelBound(PEER));
  }

  @Test
  void relaysInIndicationsOnceThePeerIsPermitted() {
    assertThat(world.send(PEER, "too early")).isFalse();
    permit();

    assertThat(world.send(PEER, "hello")).isTrue();
    assertThat(world.send(PEER, "")).isTrue();
    world.receiveFrom(PEER, "hello yourself");
    assertThat(world.server().relayed())
        .containsExactly(new Relayed(PEER, "hello", false), new Relayed(PEER, "", false));
    assertThat(world.received()).containsExactly(PEER + " hello yourself");
  }

  @Test
  void relaysInChannelDataOnceAChannelIsBound() {
    bind();

    assertThat(world.send(PEER, "hello")).isTrue();
    world.receiveFrom(PEER, "hello yourself");
    world.receiveFrom(PEER, "");
    assertThat(world.server().relayed()).containsExactly(new Relayed(PEER, "hello", true));
    assertThat(world.received()).containsExactly(PEER + " hello yourself", PEER + " ");
  }

  @Test
  void givesEachPeerAChannelOfItsOwn() {
    TransportAddress other = TransportAddress.of("192.0.2.10", 4001);
    world.client().bindChannel(PEER);
    world.client().bindChannel(other);
    world.settle();

    world.send(PEER, "a");
    world.send(other, "b");
    world.receiveFrom(other, "c");
    assertThat(world.server().relayed())
        .containsExactly(new Relayed(PEER, "a", true), new Relayed(other, "b", true));
    assertThat(world.received()).containsExactly(other + " c");
    assertThat(world.server().count(TurnNumbers.CREATE_PERMISSION)).isEqualTo(1);
  }

  @Test
  void sendsToAnotherPortOfAPermittedAddressInIndications() {
    bind();
    TransportAddress other = TransportAddress.of("192.0.2.10", 4001);

    assertThat(world.send(other, "x")).isTrue();
    assertThat(world.server().relayed()).containsExactly(new Relayed(other, "x", false));
  }

  @Test
  @DisplayName("RFC 8656 12.5: over a stream ChannelData is padded to a multiple of four")
  void padsOverAStream() {
    TurnWorld stream =
        new TurnWorld(TurnOptions.of(ScriptedServer.CREDENTIALS, TurnTransport.STREAM));
    stream.client().allocate();
    stream.settle();
    stream.client().bindChannel(PEER);
    stream.settle();

    for (String data : new String[] {"", "a", "ab", "abc", "abcd"}) {
      stream.send(PEER, data);
    }
    assertThat(stream.server().relayed().stream().map(Relayed::data))
        .containsExactly("", "a", "ab", "abc", "abcd");
    byte[] packet = new byte[5 + TurnClient.MAX_OVERHEAD];
    Arrays.fill(packet, (byte) 0x55);
    assertThat(stream.client().wrap(PEER, new byte[] {1}, 0, 1, packet, 0)).isEqualTo(8);
    assertThat(packet).startsWith(0x40, 0, 0, 1, 1, 0, 0, 0).endsWith(0x55);
  }

  @Test
  void wrapsInPlace() {
    bind();
    byte[] array = new byte[100 + TurnClient.MAX_OVERHEAD];
    byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(hello, 0, array, 44, hello.length);

    assertThat(world.client().wrap(PEER, array, 44, 5, array, 40)).isEqualTo(9);
    assertThat(Arrays.copyOfRange(array, 40, 49))
        .isEqualTo(ScriptedServer.channelData(0x4000, "hello"));
  }

  @Test
  void refusesToWrapWhatIsTooLong() {
    byte[] array = new byte[70_000];
    assertThatThrownBy(
            () ->
                world
                    .client()
                    .wrap(PEER, array, 0, TurnClient.MAX_DATAGRAM + 1, new byte[70_000], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> world.client().wrap(PEER, array, 0, 100, new byte[100], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void wrapsTheLongestDatagramBothWays() {
    byte[] array = new byte[TurnClient.MAX_DATAGRAM];
    byte[] into = new byte[TurnClient.MAX_DATAGRAM + TurnClient.MAX_OVERHEAD];
    permit();
    assertThat(world.client().wrap(PEER, array, 0, array.length, into, 0))
        .isEqualTo(array.length + 20 + 12 + 4);
    world.client().bindChannel(PEER);
    world.settle();
    assertThat(world.client().wrap(PEER, array, 0, array.length, into, 0))
        .isEqualTo(array.length + 4);
  }

  @Test
  void deliversNothingOfAStranger() {
    bind();
    world.deliver(world.server().dataIndication(STRANGER, "psst"));
    world.deliver(ScriptedServer.channelData(0x4001, "psst"));
    world.deliver(ScriptedServer.channelData(0x4fff, "psst"));
    world.deliver(ScriptedServer.channelData(0x5000, "psst"));

    assertThat(world.received()).isEmpty();
  }

  @Test
  @DisplayName("RFC 8656 12.1: data may overtake the response that binds the channel")
  void deliversWhatOvertakesTheResponse() {
    world.server().mute(true);
    world.client().bindChannel(PEER);
    world.settle();
    world.receiveFrom(PEER, "early");
    world.deliver(world.server().dataIndication(PEER, "early too"));

    assertThat(world.received()).containsExactly(PEER + " early", PEER + " early too");
    assertThat(world.send(PEER, "x")).isFalse();
  }

  @Test
  void asksForAPermissionOnce() {
    permit();
    assertThat(world.client().permit(PEER.ip())).isEqualTo(PeerRequest.ACCEPTED);
    world.settle();

    assertThat(world.server().count(TurnNumbers.CREATE_PERMISSION)).isEqualTo(1);
    assertThat(world.events()).isEmpty();
  }

  @Test
  void saysWhichPeerIsForbiddenAndKeepsTheRest() {
    permit();
    world
        .server()
        .script(TurnNumbers.CREATE_PERMISSION, request -> world.server().refuse(request, 403));
    world.client().permit(STRANGER.ip());
    world.settle();

    TurnEvent.PermissionRefused refused = (TurnEvent.PermissionRefused) world.onlyEvent();
    assertThat(refused.peer()).isEqualTo(STRANGER.ip());
    assertThat(refused.failure().reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(world.send(STRANGER, "x")).isFalse();
    assertThat(world.send(PEER, "x")).isTrue();
    world.deliver(world.server().dataIndication(STRANGER, "psst"));
    assertThat(world.received()).isEmpty();
  }

  @Test
  void mayAskAgainForWhatWasRefused() {
    world
        .server()
        .script(TurnNumbers.CREATE_PERMISSION, request -> world.server().refuse(request, 403));
    world.client().permit(PEER.ip());
    world.settle();
    assertThat(world.onlyEvent()).isInstanceOf(TurnEvent.PermissionRefused.class);

    world.server().behave();
    permit();
  }

  @Test
  void fallsBackToIndicationsWhenAChannelIsNotRenewed() {
    bind();
    world.server().script(TurnNumbers.CHANNEL_BIND, request -> world.server().refuse(request, 508));
    world.advance(Duration.ofMinutes(5));

    TurnEvent.ChannelRefused refused = (TurnEvent.ChannelRefused) world.onlyEvent();
    assertThat(refused.peer()).isEqualTo(PEER);
    assertThat(refused.failure().reason()).isEqualTo(Reason.INSUFFICIENT_CAPACITY);
    world.send(PEER, "x");
    assertThat(world.server().relayed()).containsExactly(new Relayed(PEER, "x", false));

    world.server().behave();
    world.client().bindChannel(PEER);
    world.settle();
    assertThat(world.onlyEvent()).isEqualTo(new TurnEvent.ChannelBound(PEER));
    world.send(PEER, "y");
    assertThat(world.server().relayed()).contains(new Relayed(PEER, "y", true));
  }

  @Test
  void saysThatAPermissionIsGoneWhenItsRenewalIsNotAnswered() {
    permit();
    world.server().script(TurnNumbers.CREATE_PERMISSION, request -> new byte[0]);
    world.advance(Duration.ofSeconds(150).plusMillis(39_499));
    assertThat(world.send(PEER, "x")).isTrue();
    assertThat(world.events()).isEmpty();
    world.advance(Duration.ofMillis(1));

    TurnEvent.PermissionRefused refused = (TurnEvent.PermissionRefused) world.onlyEvent();
    assertThat(refused.failure().reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(world.send(PEER, "x")).isFalse();
  }

  @Test
  void holdsAtMostSoManyPeers() {
    for (int i = 0; i < TurnClient.MAX_PEERS; i++) {
      assertThat(world.client().permit(ip(i))).isEqualTo(PeerRequest.ACCEPTED);
    }
    assertThat(world.client().permit(ip(200))).isEqualTo(PeerRequest.TOO_MANY_PEERS);
    TransportAddress unknown = new TransportAddress(ip(200), 1);
    assertThat(world.client().bindChannel(unknown)).isEqualTo(PeerRequest.TOO_MANY_PEERS);
    for (int i = 0; i < TurnClient.MAX_PEERS; i++) {
      TransportAddress peer = new TransportAddress(ip(0), 1000 + i);
      assertThat(world.client().bindChannel(peer)).isEqualTo(PeerRequest.ACCEPTED);
    }
    TransportAddress oneMore = new TransportAddress(ip(0), 999);
    assertThat(world.client().bindChannel(oneMore)).isEqualTo(PeerRequest.TOO_MANY_PEERS);

    world.settle();
    assertThat(world.events()).hasSize(2 * TurnClient.MAX_PEERS);
    world.advance(Duration.ofHours(1));
    assertThat(world.events()).isEmpty();
  }

  private static IpAddress ip(int last) {
    return IpAddress.of(new byte[] {(byte) 198, 18, 0, (byte) (last + 1)});
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "224.0.0.1", "::ffff:224.0.0.1"})
  void asksForNoPeerThatIsNobody(String nobody) {
    TransportAddress peer = TransportAddress.of(nobody, 1);

    assertThat(world.client().permit(peer.ip())).isEqualTo(PeerRequest.NOT_A_PEER);
    assertThat(world.client().bindChannel(peer)).isEqualTo(PeerRequest.NOT_A_PEER);
    assertThat(world.client().bindChannel(new TransportAddress(PEER.ip(), 0)))
        .isEqualTo(PeerRequest.NOT_A_PEER);
  }

  @Test
  void asksForNoPeerOfAnotherFamily() {
    assertThat(world.client().permit(PEER6.ip())).isEqualTo(PeerRequest.FAMILY_NOT_ALLOCATED);
    assertThat(world.client().bindChannel(PEER6)).isEqualTo(PeerRequest.FAMILY_NOT_ALLOCATED);
  }

  @Test
  void asksForNoPeerBeforeThereIsAnAllocation() {
    TurnClient fresh = TurnWorld.overUdp().client();

    assertThat(fresh.permit(PEER.ip())).isEqualTo(PeerRequest.NOT_ALLOCATED);
    assertThat(fresh.bindChannel(PEER)).isEqualTo(PeerRequest.NOT_ALLOCATED);
  }

  @Test
  void relaysBothFamiliesOverOneAllocation() {
    TurnWorld both = TurnWorld.allocatedForBoth();
    both.client().bindChannel(PEER);
    both.client().bindChannel(PEER6);
    both.settle();
    both.send(PEER, "four");
    both.send(PEER6, "six");
    both.receiveFrom(PEER6, "from six");

    assertThat(both.server().relayed())
        .containsExactly(new Relayed(PEER, "four", true), new Relayed(PEER6, "six", true));
    assertThat(both.received()).containsExactly(PEER6 + " from six");
  }

  @Test
  void deliversNothingOnceClosed() {
    bind();
    world.client().close();
    world.receiveFrom(PEER, "late");
    world.deliver(world.server().dataIndication(PEER, "late"));

    assertThat(world.received()).isEmpty();
  }
}
