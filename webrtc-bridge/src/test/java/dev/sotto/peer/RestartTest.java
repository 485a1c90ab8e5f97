package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static dev.sotto.peer.PeerPair.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.peer.PeerPair.Wire;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ICE begins anew under the same DTLS and SCTP. */
@Timeout(120)
class RestartTest {
  private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eitherSideBeginsAnewWithoutDescriptions(boolean offerer) {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      ours.awaitOpen();
      Wire theirs = pair.answerer.nextAnnounced();
      next(pair.offerer.paths);
      next(pair.answerer.paths);

      (offerer ? pair.offerer : pair.answerer).connection.restartIce();
      ours.channel.send("meanwhile");
      next(pair.offerer.paths);
      next(pair.answerer.paths);

      assertThat(theirs.next()).isEqualTo("meanwhile");
      theirs.channel.send("and after");
      assertThat(ours.next()).isEqualTo("and after");
      assertThat(pair.offerer.states).doesNotContain(PeerConnectionState.DISCONNECTED);
    }
  }

  @Test
  void restartsAsOftenAsIsAskedFor() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      ours.awaitOpen();
      Wire theirs = pair.answerer.nextAnnounced();
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      for (int i = 0; i < 5; i++) {
        // What the next restart takes was told over the path of this one.
        (i % 2 == 0 ? pair.offerer : pair.answerer).connection.restartIce();
        next(pair.offerer.paths);
        next(pair.answerer.paths);
        ours.channel.send("round " + i);
        assertThat(theirs.next()).isEqualTo("round " + i);
        theirs.channel.send("back " + i);
        assertThat(ours.next()).isEqualTo("back " + i);
      }
    }
  }

  @Test
  void descriptionsAgreeOnARestartToo() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate(PeerPair::withoutPreparation, PeerPair::withoutPreparation);
      ours.awaitOpen();
      Wire theirs = pair.answerer.nextAnnounced();
      String before = ufrag(await(pair.offerer.connection.completeLocalDescription()));

      // The side that answered first offers now.
      pair.answerer.connection.restartIce();
      next(pair.answerer.restartsNeeded);
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      PeerPair.negotiate(/* offerer= */ pair.answerer, /* answerer= */ pair.offerer);
      next(pair.offerer.paths);
      next(pair.answerer.paths);

      assertThat(ufrag(await(pair.offerer.connection.completeLocalDescription())))
          .isNotEqualTo(before);
      ours.channel.send("over the new path");
      assertThat(theirs.next()).isEqualTo("over the new path");
      theirs.channel.send("and back");
      assertThat(ours.next()).isEqualTo("and back");
    }
  }

  /** Whoever could carry the description may be gone, just as the path is. */
  @Test
  void aDescriptionThatIsUnderWayPreventsNoPreparedRestart() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      ours.awaitOpen();
      Wire theirs = pair.answerer.nextAnnounced();
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      PeerConnection offering = pair.offerer.connection;
      PeerConnection answering = pair.answerer.connection;
      offering.restartIce();
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      SessionDescription offer = await(offering.createOffer());
      await(offering.setLocalDescription(offer));

      answering.restartIce();
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      ours.channel.send("as was prepared");
      assertThat(theirs.next()).isEqualTo("as was prepared");

      await(answering.setRemoteDescription(await(offering.completeLocalDescription())));
      SessionDescription answer = await(answering.createAnswer());
      await(answering.setLocalDescription(answer));
      await(offering.setRemoteDescription(await(answering.completeLocalDescription())));
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      ours.channel.send("as was described");
      assertThat(theirs.next()).isEqualTo("as was described");
    }
  }

  /** A browser's candidates come right behind its offer, before there is an answer. */
  @Test
  void candidatesThatComeBeforeTheAnswerBelongToTheRestart() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate(PeerPair::withoutPreparation, PeerPair::withoutPreparation);
      ours.awaitOpen();
      Wire theirs = pair.answerer.nextAnnounced();
      next(pair.offerer.paths);
      next(pair.answerer.paths);
      PeerConnection offering = pair.offerer.connection;
      PeerConnection answering = pair.answerer.connection;

      offering.restartIce();
      next(pair.offerer.restartsNeeded);
      SessionDescription offer = await(offering.createOffer());
      await(offering.setLocalDescription(offer));
      await(answering.setRemoteDescription(offer));
      IceCandidate candidate;
      do {
        candidate = next(pair.offerer.candidates);
        await(answering.addIceCandidate(candidate));
      } while (!candidate.isEnd());
      SessionDescription answer = await(answering.createAnswer());
      await(answering.setLocalDescription(answer));
      // The offerer is told no candidate: the answerer alone can find the way.
      await(offering.setRemoteDescription(answer));
      next(pair.answerer.paths);
      next(pair.offerer.paths);

      ours.channel.send("over the new path");
      assertThat(theirs.next()).isEqualTo("over the new path");
    }
  }

  @Test
  void anAnswerThatDoesNotRestartIsRefused() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate(PeerPair::withoutPreparation, PeerPair::withoutPreparation);
      ours.awaitOpen();
      SessionDescription old = await(pair.answerer.connection.completeLocalDescription());

      pair.offerer.connection.restartIce();
      next(pair.offerer.restartsNeeded);
      SessionDescription offer = await(pair.offerer.connection.createOffer());
      await(pair.offerer.connection.setLocalDescription(offer));
      assertThatThrownBy(() -> await(pair.offerer.connection.setRemoteDescription(old)))
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("does not restart");

      ours.channel.send("the old path still works");
      assertThat(pair.answerer.nextAnnounced().next()).isEqualTo("the old path still works");
    }
  }

  private static String ufrag(SessionDescription description) {
    Matcher matcher = UFRAG.matcher(description.sdp());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
