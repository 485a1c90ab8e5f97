package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.cli.Conversation.Ending;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConversationTest {
  private final List<Event> events = new CopyOnWriteArrayList<>();

  @Test
  void withoutAPathItReportsBeforeTheEndWhichSaysWhy() {
    PeerConfiguration impatient =
        PeerConfiguration.localOnly().withConnectTimeout(Duration.ofSeconds(1));
    try (PeerConnectionFactory factory = new PeerConnectionFactory(impatient, failure -> {});
        Conversation conversation =
            new Conversation(
                factory, events::add, InstantSource.system(), new Conversation.Signalling() {})) {
      PeerConnection connection = conversation.connection();
      Await.result(connection.setRemoteDescription(offerOfOneThatIsGone()));
      Await.result(connection.createAnswer().thenCompose(connection::setLocalDescription));
      conversation.begin();

      Ending ending = conversation.ended().orTimeout(60, TimeUnit.SECONDS).join();
      Failure failure = ending.failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(Kind.NO_PATH);
      assertThat(failure.hint()).contains("direct ways was answered");
      assertThat(events.get(events.size() - 1)).isInstanceOf(Event.Report.class);
    }
  }

  private static SessionDescription offerOfOneThatIsGone() {
    try (PeerConnectionFactory factory =
        new PeerConnectionFactory(PeerConfiguration.localOnly(), failure -> {})) {
      PeerConnection gone = factory.create(new PeerListener() {});
      gone.createDataChannel("chat");
      Await.result(gone.createOffer().thenCompose(gone::setLocalDescription));
      return Await.result(gone.completeLocalDescription());
    }
  }
}
