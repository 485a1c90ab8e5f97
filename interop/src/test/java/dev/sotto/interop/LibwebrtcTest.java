package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.Reliability;
import dev.sotto.interop.Meeting.Offerer;
import dev.sotto.net.CandidateKind;
import dev.sotto.peer.PeerConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our PeerConnection and libwebrtc's, in both roles. */
@InNamespace
@Timeout(300)
class LibwebrtcTest {
  @ParameterizedTest
  @EnumSource(Offerer.class)
  void theAnswererIsTheDtlsClientAndHasTheEvenIds(Offerer first) {
    try (Meeting meeting = new Meeting(first).connect()) {
      Wire made = meeting.answerer.open(ChannelOptions.reliable("by answerer")).awaitOpen();

      // RFC 8832 section 6, and both stacks answer "active".
      assertThat(made.id()).isEven();
      assertThat(meeting.offered.id()).isOdd();
      assertThat(meeting.sotto.connection().path().orElseThrow().localKind())
          .isEqualTo(CandidateKind.HOST);
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void messagesOfEverySizeArriveWholeBothWays(Offerer first) {
    try (Meeting meeting = new Meeting(first).connect()) {
      Wire one = meeting.offered;
      Wire other = meeting.answerer.nextAnnounced();
      for (int size : new int[] {0, 1, 1173, 16_384, 65_536, 262_144}) {
        assertArrives(one, other, size);
        assertArrives(other, one, size);
      }
    }
  }

  private static void assertArrives(Wire from, Wire to, int size) {
    byte[] binary = new byte[size];
    new Random(size).nextBytes(binary);
    String text = "é".repeat(size / 2) + "x".repeat(size % 2);

    from.send(binary);
    from.send(text);

    assertThat(to.next()).as("binary, %d bytes", size).isEqualTo(binary);
    assertThat(to.next()).as("text, %d bytes", size).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void bothSidesOpenChannelsBeforeAndAfterConnecting(Offerer first) {
    try (Meeting meeting = new Meeting(first)) {
      Wire early = meeting.answerer.open(ChannelOptions.reliable("early"));
      meeting.connect();

      assertThat(meeting.answerer.nextAnnounced().options().label()).isEqualTo("first");
      assertThat(meeting.offerer.nextAnnounced().options().label()).isEqualTo("early");
      early.awaitOpen();
      for (Side side : List.of(meeting.offerer, meeting.answerer)) {
        Wire near = side.open(ChannelOptions.reliable("late")).awaitOpen();
        Wire far = meeting.other(side).nextAnnounced();
        far.send("heard");
        assertThat(near.next()).isEqualTo("heard");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void theOtherSideSeesTheOptionsAndGetsTheMessages(Offerer first) {
    ChannelOptions plain = ChannelOptions.reliable("grüße").withProtocol("v1.sotto");
    List<ChannelOptions> all =
        List.of(
            plain,
            ChannelOptions.reliable(""),
            plain.unordered(),
            plain.withReliability(new Reliability.MaxRetransmits(0)),
            plain.withReliability(new Reliability.MaxRetransmits(7)).unordered(),
            plain.withReliability(new Reliability.MaxPacketLifeTime(3000)),
            plain.withReliability(new Reliability.MaxPacketLifeTime(5000)).unordered());
    try (Meeting meeting = new Meeting(first).connect()) {
      meeting.answerer.nextAnnounced();
      for (ChannelOptions options : all) {
        for (Side side : List.of(meeting.offerer, meeting.answerer)) {
          Wire near = side.open(options).awaitOpen();
          near.send("there");
          Wire far = meeting.other(side).nextAnnounced();
          assertThat(far.options()).isEqualTo(seen(options)).isEqualTo(near.options());
          assertThat(far.next()).isEqualTo("there");
          far.send("and back");
          assertThat(near.next()).isEqualTo("and back");
        }
      }
    }
  }

  private static Wire.Options seen(ChannelOptions options) {
    Reliability reliability = options.reliability();
    return new Wire.Options(
        options.label(),
        options.protocol(),
        options.ordered(),
        reliability instanceof Reliability.MaxRetransmits limit ? limit.count() : -1,
        reliability instanceof Reliability.MaxPacketLifeTime limit ? limit.millis() : -1);
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void negotiatedChannelsNeedNoAnnouncement(Offerer first) {
    ChannelOptions options = ChannelOptions.reliable("agreed").negotiated(17);
    try (Meeting meeting = new Meeting(first)) {
      Wire one = meeting.offerer.open(options);
      Wire other = meeting.answerer.open(options);
      meeting.connect();
      one.awaitOpen().send("a");
      other.awaitOpen().send("b");

      assertThat(other.next()).isEqualTo("a");
      assertThat(one.next()).isEqualTo("b");
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void eitherSideClosesAChannelAndAllThatWasSentArrives(Offerer first) {
    try (Meeting meeting = new Meeting(first).connect()) {
      meeting.answerer.nextAnnounced();
      for (Side opener : List.of(meeting.sotto, meeting.libwebrtc)) {
        for (Side closer : List.of(meeting.sotto, meeting.libwebrtc)) {
          Wire near = opener.open(ChannelOptions.reliable("short")).awaitOpen();
          Wire far = meeting.other(opener).nextAnnounced();
          Wire closing = opener == closer ? near : far;
          Wire closed = opener == closer ? far : near;
          for (int i = 0; i < 100; i++) {
            closing.send("line " + i);
          }
          closing.close();

          closing.awaitClosed();
          closed.awaitClosed();
          assertThat(closed.events().waiting()).isEqualTo(100);
        }
      }
      assertThat(meeting.sotto.connection().state()).isEqualTo(PeerConnectionState.CONNECTED);
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void aClosedChannelsIdIsUsedAgain(Offerer first) {
    try (Meeting meeting = new Meeting(first).connect()) {
      meeting.answerer.nextAnnounced();
      for (Side opener : List.of(meeting.sotto, meeting.libwebrtc)) {
        for (int round = 0; round < 5; round++) {
          Wire near = opener.open(ChannelOptions.reliable("again")).awaitOpen();
          Wire far = meeting.other(opener).nextAnnounced();
          // More than one message, so that sequence numbers must have started afresh.
          for (int i = 0; i < 3; i++) {
            near.send("there " + i);
            assertThat(far.next()).isEqualTo("there " + i);
            far.send("back " + i);
            assertThat(near.next()).isEqualTo("back " + i);
          }
          near.close();
          near.awaitClosed();
          far.awaitClosed();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void libwebrtcNoticesThatWeClose(Offerer first) {
    try (Meeting meeting = new Meeting(first).connect()) {
      Wire answered = meeting.answerer.nextAnnounced();
      meeting.sotto.connection().close();

      meeting.offered.awaitClosed();
      answered.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void weNoticeThatLibwebrtcCloses(Offerer first) {
    try (Meeting meeting = new Meeting(first).connect()) {
      Wire answered = meeting.answerer.nextAnnounced();
      meeting.libwebrtc.closeConnection();

      (first == Offerer.SOTTO ? meeting.offered : answered).awaitClosed();
      meeting.sotto.awaitState(PeerConnectionState.CLOSED);
      assertThat(meeting.sotto.connection().failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void twentyChannelsWorkAtOnce(Offerer first) {
    try (Meeting meeting = new Meeting(first)) {
      List<Wire> near = new ArrayList<>(List.of(meeting.offered));
      for (int i = 1; i < 20; i++) {
        near.add(meeting.offerer.open(ChannelOptions.reliable("channel " + i)));
      }
      meeting.connect();
      List<Wire> far = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        far.add(meeting.answerer.nextAnnounced());
      }
      for (Wire wire : near) {
        wire.awaitOpen();
        wire.send(wire.options().label());
        wire.send(new byte[50_000]);
      }
      for (Wire wire : far) {
        assertThat(wire.next()).isEqualTo(wire.options().label());
        assertThat((byte[]) wire.next()).hasSize(50_000);
        wire.send("back on " + wire.options().label());
      }
      for (Wire wire : near) {
        assertThat(wire.next()).isEqualTo("back on " + wire.options().label());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Offerer.class)
  void aBurstBothWaysArrivesOnceAndInOrder(Offerer first) {
    int messages = 10_000;
    try (Meeting meeting = new Meeting(first).connect()) {
      Wire one = meeting.offered;
      Wire other = meeting.answerer.nextAnnounced();
      CompletableFuture<Void> there = CompletableFuture.runAsync(() -> burst(one, messages));
      CompletableFuture<Void> back = CompletableFuture.runAsync(() -> burst(other, messages));
      for (int i = 0; i < messages; i++) {
        assertThat(one.next()).isEqualTo("message " + i);
        assertThat(other.next()).isEqualTo("message " + i);
      }
      Patience.await(CompletableFuture.allOf(there, back));
      // What came twice would be before this.
      one.send("end");
      other.send("end");
      assertThat(one.next()).isEqualTo("end");
      assertThat(other.next()).isEqualTo("end");
    }
  }

  private static void burst(Wire wire, int messages) {
    for (int i = 0; i < messages; i++) {
      wire.send("message " + i);
    }
  }
}
