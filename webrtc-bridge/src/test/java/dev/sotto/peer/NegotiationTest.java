package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.peer.PeerPair.Wire;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What descriptions and candidates may rely on, and what order they may come in. */
@Timeout(120)
class NegotiationTest {
  @Test
  void whatDependsOnADescriptionMayWaitForItsCandidates() {
    try (PeerPair pair = new PeerPair()) {
      PeerConnection offerer = pair.offerer.connection;
      CompletableFuture<SessionDescription> complete =
          offerer
              .createOffer()
              .thenCompose(offerer::setLocalDescription)
              .thenApply(set -> await(offerer.completeLocalDescription()));

      assertThat(await(complete).sdp()).contains("a=candidate:");
    }
  }

  @Test
  void candidatesOfADescriptionCountAlsoWhenTheirEndWasToldBefore() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      PeerConnection offerer = pair.offerer.connection;
      PeerConnection answerer = pair.answerer.connection;
      await(offerer.createOffer().thenCompose(offerer::setLocalDescription));
      SessionDescription offer = await(offerer.completeLocalDescription());

      await(answerer.addIceCandidate(IceCandidate.end()));
      await(answerer.setRemoteDescription(offer));
      SessionDescription answer = await(answerer.createAnswer());
      // The offerer learns no candidate: only the answerer can find the way.
      assertThat(answer.sdp()).doesNotContain("a=candidate:");
      await(answerer.setLocalDescription(answer));
      await(offerer.setRemoteDescription(answer));

      ours.awaitOpen();
    }
  }

  @Test
  void aLaterExchangeKeepsTheDtlsRoles() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      ours.awaitOpen();
      PeerConnection first = pair.offerer.connection;
      PeerConnection second = pair.answerer.connection;

      SessionDescription offer = await(second.createOffer());
      await(second.setLocalDescription(offer));
      await(first.setRemoteDescription(offer));
      SessionDescription answer = await(first.createAnswer());
      await(first.setLocalDescription(answer));
      await(second.setRemoteDescription(answer));

      assertThat(answer.sdp()).contains("a=setup:passive");
    }
  }

  @Test
  void aClosedFactoryMakesNoConnections() {
    PeerConnectionFactory factory =
        new PeerConnectionFactory(PeerPair.localOnly(), AssertionError::new);
    factory.close();

    assertThatThrownBy(() -> factory.create(new PeerListener() {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
