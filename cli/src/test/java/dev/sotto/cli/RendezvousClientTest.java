package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.RendezvousClient;
import dev.sotto.signal.RendezvousEnd;
import dev.sotto.signal.RendezvousListener;
import dev.sotto.signal.SignalMessage;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rendezvous client of the bridge and the server of the web module, with each other. */
@Timeout(300)
class RendezvousClientTest {
  private static final String ROOM = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final long PATIENCE_SECONDS = 60;

  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    server = WebServer.start(WebOptions.local(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void twoMeetTalkAndPart() throws Exception {
    Visitor first = new Visitor();
    try (RendezvousClient one = RendezvousClient.join(server.url(), ROOM, first)) {
      assertThat(first.next()).isEqualTo("joined 1");
      Visitor second = new Visitor();
      RendezvousClient two = RendezvousClient.join(server.url(), ROOM, second);
      assertThat(second.next()).isEqualTo("joined 2");
      assertThat(first.next()).isEqualTo("arrived");

      SignalMessage offer =
          new SignalMessage.Description(
              new SessionDescription(SessionDescription.Type.OFFER, "v=0\r\n\u2028\"\\"));
      SignalMessage candidate = new SignalMessage.Candidate(new IceCandidate("x", "0", 0));
      assertThat(two.send(offer)).isTrue();
      assertThat(two.send(candidate)).isTrue();
      assertThat(first.next()).isEqualTo(offer.toString());
      assertThat(first.next()).isEqualTo(candidate.toString());
      SignalMessage end = new SignalMessage.Candidate(IceCandidate.end());
      assertThat(one.send(end)).isTrue();
      assertThat(second.next()).isEqualTo(end.toString());

      two.close();
      assertThat(second.next()).isEqualTo("closed CLOSED");
      assertThat(first.next()).isEqualTo("left");
      assertThat(two.send(offer)).isFalse();
    }
    assertThat(first.next()).isEqualTo("closed CLOSED");
  }

  @Test
  void theThirdIsTurnedAway() throws Exception {
    Visitor first = new Visitor();
    Visitor second = new Visitor();
    Visitor third = new Visitor();
    try (RendezvousClient one = RendezvousClient.join(server.url(), ROOM, first)) {
      assertThat(first.next()).isEqualTo("joined 1");
      try (RendezvousClient two = RendezvousClient.join(server.url(), ROOM, second)) {
        assertThat(second.next()).isEqualTo("joined 2");
        try (RendezvousClient three = RendezvousClient.join(server.url(), ROOM, third)) {
          assertThat(third.next()).isEqualTo("closed FULL");
          assertThat(three.send(new SignalMessage.Candidate(IceCandidate.end()))).isFalse();
        }
        assertThat(two.send(new SignalMessage.Candidate(IceCandidate.end()))).isTrue();
      }
      assertThat(one.send(new SignalMessage.Candidate(IceCandidate.end()))).isTrue();
    }
  }

  @Test
  void hearsThatTheServerRefusesItsRoom() throws Exception {
    Visitor visitor = new Visitor();
    try (RendezvousClient client = RendezvousClient.join(server.url(), "not a token", visitor)) {
      assertThat(visitor.next()).isEqualTo("closed REFUSED");
      assertThat(client.send(new SignalMessage.Candidate(IceCandidate.end()))).isFalse();
    }
  }

  @Test
  void hearsThatTheServerStops() throws Exception {
    Visitor visitor = new Visitor();
    try (RendezvousClient client = RendezvousClient.join(server.url(), ROOM, visitor)) {
      assertThat(visitor.next()).isEqualTo("joined 1");
      server.close();
      assertThat(visitor.next()).isIn("closed REFUSED", "closed UNREACHABLE");
      assertThat(client.send(new SignalMessage.Candidate(IceCandidate.end()))).isFalse();
    }
  }

  @Test
  void hearsThatThereIsNoServer() throws Exception {
    URI url = server.url();
    server.close();
    Visitor visitor = new Visitor();
    try (RendezvousClient client = RendezvousClient.join(url, ROOM, visitor)) {
      assertThat(visitor.next()).isEqualTo("closed UNREACHABLE");
      assertThat(client.send(new SignalMessage.Candidate(IceCandidate.end()))).isFalse();
    }
  }

  @Test
  void takesOnlySoMuchAtOnceAndSendsAllOfIt() throws Exception {
    Visitor first = new Visitor();
    Visitor second = new Visitor();
    try (RendezvousClient one = RendezvousClient.join(server.url(), ROOM, first)) {
      SignalMessage candidate = new SignalMessage.Candidate(new IceCandidate("x", "0", 0));
      int taken = 0;
      while (taken < 100_000 && one.send(candidate)) {
        taken++;
      }
      assertThat(taken).isBetween(256, 99_999);
      try (RendezvousClient two = RendezvousClient.join(server.url(), ROOM, second)) {
        assertThat(second.next()).startsWith("joined");
        assertThat(two.send(candidate)).isTrue();
      }
    }
  }

  @Test
  void refusesAddressesThatAreNoServers() {
    for (String address : new String[] {"ftp://localhost", "http:opaque", "relative"}) {
      assertThatThrownBy(
              () -> RendezvousClient.join(URI.create(address), ROOM, new Visitor()).close())
          .as(address)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Writes down what happens. */
  private static final class Visitor implements RendezvousListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      return String.valueOf(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void onJoined(int peers) {
      events.add("joined " + peers);
    }

    @Override
    public void onPeerArrived() {
      events.add("arrived");
    }

    @Override
    public void onMessage(SignalMessage message) {
      events.add(message.toString());
    }

    @Override
    public void onPeerLeft() {
      events.add("left");
    }

    @Override
    public void onClosed(RendezvousEnd end) {
      events.add("closed " + end.reason());
    }
  }
}
