package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import dev.sotto.datachannel.Reliability;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import dev.sotto.peer.PeerPair.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PeerConnectionTest {
  @Test
  void twoPeersChat() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();

      assertThat(theirs.channel.label()).isEqualTo("chat");
      assertThat(ours.channel.send("hello")).isTrue();
      assertThat(theirs.next()).isEqualTo("hello");
      assertThat(theirs.channel.send("grüße \ud83d\ude00")).isTrue();
      assertThat(ours.next()).isEqualTo("grüße \ud83d\ude00");

      assertThat(pair.offerer.connection.state()).isEqualTo(PeerConnectionState.CONNECTED);
      Path path = pair.offerer.connection.path().orElseThrow();
      assertThat(path.relayed()).isFalse();
      assertThat(path.localKind()).isEqualTo(CandidateKind.HOST);
      assertThat(path.remote().getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void eitherSideMayOpenChannelsAndTheyDoNotCollide() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("from offerer");
      Wire theirs = pair.answerer.open("from answerer");
      pair.negotiate();
      ours.awaitOpen();
      theirs.awaitOpen();

      assertThat(pair.answerer.nextAnnounced().channel.label()).isEqualTo("from offerer");
      assertThat(pair.offerer.nextAnnounced().channel.label()).isEqualTo("from answerer");
      // RFC 8832 section 6: the answerer is the DTLS client, which has the even ids.
      assertThat(theirs.channel.id().orElseThrow() % 2).isZero();
      assertThat(ours.channel.id().orElseThrow() % 2).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1159, 65_536, 262_144})
  void messagesOfEverySizeArriveWhole(int size) {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("data");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();
      byte[] data = new byte[size];
      new Random(size).nextBytes(data);
      String text = "x".repeat(size);

      ours.channel.send(data);
      ours.channel.send(text);
      assertThat((byte[]) theirs.next()).isEqualTo(data);
      assertThat(theirs.next()).isEqualTo(text);

      theirs.channel.send(text);
      theirs.channel.send(data);
      assertThat(ours.next()).isEqualTo(text);
      assertThat((byte[]) ours.next()).isEqualTo(data);
    }
  }

  @Test
  void messagesLargerThanThePeerTakesAreRefused() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("data");
      pair.negotiate(
          offer -> offer,
          answer -> answer.replaceFirst("a=max-message-size:\\d+", "a=max-message-size:1000"));
      ours.awaitOpen();

      assertThat(ours.channel.maxMessageSize()).isEqualTo(1000);
      assertThatThrownBy(() -> ours.channel.send(new byte[1001]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(ours.channel.send(new byte[1000])).isTrue();
    }
  }

  @Test
  void sendingBeforeOpenAndAfterCloseIsAMistake() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      assertThatThrownBy(() -> ours.channel.send("early"))
          .isInstanceOf(IllegalStateException.class);
      pair.negotiate();
      ours.awaitOpen();
      ours.channel.close();
      await(ours.closed);
      assertThatThrownBy(() -> ours.channel.send("late")).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closingAChannelDeliversWhatWasSentAndClosesTheOtherSide() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();

      for (int i = 0; i < 200; i++) {
        assertThat(ours.channel.send("line " + i)).isTrue();
      }
      ours.channel.close();

      await(ours.closed);
      await(theirs.closed);
      assertThat(theirs.messages).hasSize(200);
      assertThat(theirs.channel.state()).isEqualTo(ChannelState.CLOSED);
      assertThat(pair.offerer.connection.state()).isEqualTo(PeerConnectionState.CONNECTED);
    }
  }

  @Test
  void theSideThatDidNotOpenAChannelMayCloseIt() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();

      theirs.channel.close();

      await(theirs.closed);
      await(ours.closed);
    }
  }

  @Test
  void channelsKeepTheirOptions() {
    try (PeerPair pair = new PeerPair()) {
      ChannelOptions options =
          ChannelOptions.reliable("game")
              .withProtocol("v1")
              .unordered()
              .withReliability(new Reliability.MaxRetransmits(2));
      DataChannel made =
          pair.offerer.connection.createDataChannel(options, new DataChannelListener() {});
      pair.negotiate();

      Wire theirs = pair.answerer.nextAnnounced();
      assertThat(theirs.channel.options()).isEqualTo(options);
      theirs.channel.send("back");
      assertThat(made.options()).isEqualTo(options);
    }
  }

  @Test
  void negotiatedChannelsNeedNoAnnouncement() {
    try (PeerPair pair = new PeerPair()) {
      ChannelOptions options = ChannelOptions.reliable("both").negotiated(17);
      Wire ours = pair.offerer.open(options);
      Wire theirs = pair.answerer.open(options);
      pair.negotiate();
      ours.awaitOpen();
      theirs.awaitOpen();

      ours.channel.send("a");
      theirs.channel.send("b");

      assertThat(theirs.next()).isEqualTo("a");
      assertThat(ours.next()).isEqualTo("b");
      assertThat(pair.answerer.announced).isEmpty();
    }
  }

  @Test
  void aSenderFasterThanItsPeerIsHeldBackAndNothingIsLost() {
    PeerConfiguration small =
        PeerPair.localOnly().withMaxBufferedAmount(100_000).withReceiveWindow(200_000);
    try (PeerPair pair = new PeerPair(small, small)) {
      Wire ours = pair.offerer.open("bulk");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();

      CountDownLatch mayRead = new CountDownLatch(1);
      AtomicInteger read = new AtomicInteger();
      CompletableFuture<Void> all = new CompletableFuture<>();
      int messages = 500;
      theirs.channel.listener(
          new DataChannelListener() {
            @Override
            public void onBinary(byte[] data) {
              try {
                mayRead.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              assertThat(data[0]).isEqualTo((byte) read.get());
              if (read.incrementAndGet() == messages) {
                all.complete(null);
              }
            }
          });

      boolean heldBack = false;
      for (int i = 0; i < messages; i++) {
        byte[] message = new byte[10_000];
        message[0] = (byte) i;
        while (!ours.channel.send(message)) {
          heldBack = true;
          assertThat(ours.channel.bufferedAmount()).isLessThanOrEqualTo(100_000);
          mayRead.countDown();
          await(ours.channel.whenBufferedAmountLow());
        }
      }
      assertThat(heldBack).isTrue();
      await(all);
      await(ours.channel.whenBufferedAmountLow());
      assertThat(ours.channel.bufferedAmount()).isZero();
    }
  }

  @Test
  void aListenerThatDoesNotReadStopsThePeerAtTheReceiveWindow() {
    PeerConfiguration small =
        PeerPair.localOnly().withMaxBufferedAmount(50_000).withReceiveWindow(100_000);
    try (PeerPair pair = new PeerPair(small, small)) {
      Wire ours = pair.offerer.open("bulk");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();
      CountDownLatch mayRead = new CountDownLatch(1);
      int taken = 0;
      theirs.channel.listener(
          new DataChannelListener() {
            @Override
            public void onBinary(byte[] data) {
              try {
                mayRead.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          });

      // More than window and buffer together cannot be taken while nobody reads.
      while (taken < 100 && ours.channel.send(new byte[10_000])) {
        taken++;
      }
      CompletableFuture<Void> low = ours.channel.whenBufferedAmountLow();
      int more = 0;
      for (int i = 0; i < 100 && more < 100; i++) {
        if (ours.channel.send(new byte[10_000])) {
          more++;
        }
      }
      assertThat(taken + more).as("10 kB messages").isLessThan(100);
      mayRead.countDown();
      await(low);
    }
  }

  @Test
  void aWrongFingerprintIsRefusedByBothSidesAndNothingIsAccepted() {
    for (boolean inOffer : new boolean[] {true, false}) {
      try (PeerPair pair = new PeerPair()) {
        Wire ours = pair.offerer.open("chat");
        pair.negotiate(
            offer -> inOffer ? withOtherFingerprint(offer) : offer,
            answer -> inOffer ? answer : withOtherFingerprint(answer));
        PeerPair.End victim = inOffer ? pair.answerer : pair.offerer;

        victim.awaitState(PeerConnectionState.FAILED);
        assertThat(victim.connection.failure().orElseThrow().reason())
            .isEqualTo(PeerFailure.Reason.AUTHENTICATION);
        assertThat(pair.answerer.announced).isEmpty();
        assertThat(ours.opened).isNotDone();
      }
    }
  }

  private static String withOtherFingerprint(String sdp) {
    int at = sdp.indexOf("a=fingerprint:sha-256 ") + "a=fingerprint:sha-256 ".length();
    char other = sdp.charAt(at) == 'A' ? 'B' : 'A';
    return sdp.substring(0, at) + other + sdp.substring(at + 1);
  }

  @Test
  void aWrongIcePasswordNeverConnects() {
    PeerConfiguration impatient =
        PeerConfiguration.defaults()
            .withIce(PeerPair.localOnly().ice().withConnectTimeout(Duration.ofMillis(1500)));
    try (PeerPair pair = new PeerPair(impatient, impatient)) {
      pair.offerer.open("chat");
      pair.negotiate(
          offer -> offer.replaceFirst("a=ice-pwd:....", "a=ice-pwd:AAAA"),
          answer -> answer.replaceFirst("a=ice-pwd:....", "a=ice-pwd:AAAA"));

      pair.offerer.awaitState(PeerConnectionState.FAILED);
      assertThat(pair.offerer.connection.failure().orElseThrow().reason())
          .isEqualTo(PeerFailure.Reason.NO_PATH);
      assertThat(pair.offerer.states).doesNotContain(PeerConnectionState.CONNECTED);

      pair.offerer.connection.close();
      pair.offerer.awaitState(PeerConnectionState.CLOSED);
      assertThat(pair.offerer.connection.failure()).isPresent();
    }
  }

  @Test
  void closingTellsThePeerAtOnce() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      ours.awaitOpen();

      pair.offerer.connection.close();

      await(ours.closed);
      await(theirs.closed);
      pair.answerer.awaitState(PeerConnectionState.CLOSED);
      assertThat(pair.answerer.connection.failure()).isEmpty();
    }
  }

  @Test
  void closingTwiceFromACallbackAndDuringSetupIsHarmless() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      Wire theirs = pair.answerer.nextAnnounced();
      theirs.channel.listener(
          new DataChannelListener() {
            @Override
            public void onText(String text) {
              pair.answerer.connection.close();
              pair.answerer.connection.close();
              pair.answerer.factory.close();
            }
          });
      ours.awaitOpen().channel.send("close yourself");
      await(ours.closed);
    }
    for (int stage = 0; stage < 4; stage++) {
      try (PeerPair pair = new PeerPair()) {
        Wire ours = pair.offerer.open("chat");
        if (stage == 1) {
          SessionDescription offer = await(pair.offerer.connection.createOffer());
          await(pair.offerer.connection.setLocalDescription(offer));
        } else if (stage == 2) {
          pair.negotiate();
        } else if (stage == 3) {
          pair.negotiate();
          pair.offerer.awaitState(PeerConnectionState.CONNECTED);
        }
        pair.offerer.connection.close();
        pair.offerer.connection.close();
        await(ours.closed);
        pair.offerer.awaitState(PeerConnectionState.CLOSED);
        assertThatThrownBy(() -> await(pair.offerer.connection.createOffer()))
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void aClosedFactoryLeavesNoThread() throws InterruptedException {
    List<Thread> before = ourThreads();
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      ours.awaitOpen();
    }
    for (Thread thread : ourThreads()) {
      if (!before.contains(thread)) {
        thread.join(TimeUnit.SECONDS.toMillis(PeerPair.PATIENCE_SECONDS));
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private static List<Thread> ourThreads() {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("sotto-")) {
        found.add(thread);
      }
    }
    return found;
  }

  @Test
  void descriptionsOutOfTurnOrChangedAreRefused() {
    try (PeerPair pair = new PeerPair()) {
      PeerConnection offerer = pair.offerer.connection;
      SessionDescription offer = await(offerer.createOffer());

      assertFails(offerer.createAnswer(), IllegalStateException.class);
      assertFails(
          offerer.setLocalDescription(new SessionDescription(offer.type(), "v=0\r\n")),
          IllegalArgumentException.class);
      assertFails(
          offerer.setRemoteDescription(
              new SessionDescription(SessionDescription.Type.ANSWER, offer.sdp())),
          IllegalStateException.class);
      assertFails(
          offerer.setRemoteDescription(
              new SessionDescription(SessionDescription.Type.OFFER, "nonsense")),
          IllegalArgumentException.class);
      assertFails(offerer.completeLocalDescription(), IllegalStateException.class);

      await(offerer.setLocalDescription(offer));
      assertFails(offerer.setRemoteDescription(offer), IllegalStateException.class);
    }
  }

  private static void assertFails(CompletableFuture<?> future, Class<? extends Throwable> how) {
    assertThatThrownBy(() -> await(future))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(how);
  }

  @Test
  void completeDescriptionsConnectWithoutTrickle() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      PeerConnection offerer = pair.offerer.connection;
      PeerConnection answerer = pair.answerer.connection;

      await(offerer.createOffer().thenCompose(offerer::setLocalDescription));
      SessionDescription offer = await(offerer.completeLocalDescription());
      assertThat(offer.sdp()).contains("a=candidate:").contains("a=end-of-candidates");
      await(answerer.setRemoteDescription(offer));
      await(answerer.createAnswer().thenCompose(answerer::setLocalDescription));
      await(offerer.setRemoteDescription(await(answerer.completeLocalDescription())));

      ours.awaitOpen();
    }
  }

  @Test
  void candidatesThatAreNotUnderstoodAreIgnored() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      PeerConnection connection = pair.answerer.connection;
      await(connection.addIceCandidate(new IceCandidate("candidate:nonsense", "0", 0)));
      await(
          connection.addIceCandidate(
              new IceCandidate(
                  "candidate:1 1 udp 1 7d3c5a0e-1111-4222-8333-444455556666.local 9 typ host",
                  "0",
                  0)));
      await(
          connection.addIceCandidate(
              new IceCandidate("candidate:1 1 sctp 1 127.0.0.1 9 typ host", "0", 0)));
      pair.negotiate();
      ours.awaitOpen();
    }
  }
}
