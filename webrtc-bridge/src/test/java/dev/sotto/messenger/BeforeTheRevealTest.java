package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.SessionId;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.ManualLine;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that does something else than to introduce itself is nobody's peer. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BeforeTheRevealTest {
  private static final ChannelOptions OURS =
      ChannelOptions.reliable(OwnChannel.LABEL).withProtocol(OwnChannel.PROTOCOL);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
  private final Surroundings surroundings =
      new Surroundings(factory, MessengerOptions.anonymous(), failures::add);
  private final Course course = new Course(surroundings);
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Person alice = Person.named("Alice");

  @AfterEach
  void close() {
    alice.close();
    factory.close();
    surroundings.close();
    assertThat(failures).isEmpty();
  }

  private final class Lines implements ManualExchange.Owner {
    @Override
    public void onLine(String line) {
      lines.add(line);
    }

    @Override
    public void onDescribed(
        DescriptionFields own, DescriptionFields peers, SessionId session, Octets bind) {}

    @Override
    public void onBroken() {
      failures.add(new AssertionError("no description"));
    }
  }

  private ManualExchange exchange(PeerConnection connection) {
    return new ManualExchange(course, connection, surroundings.random(), new Lines());
  }

  /** Alice waits for the channel of one who does this when it opens. */
  private void offering(ChannelOptions options, Consumer<DataChannel> onOpen) {
    PeerConnection connection = factory.create(new PeerListener() {});
    CompletableFuture<Void> open = new CompletableFuture<>();
    DataChannel channel =
        connection.createDataChannel(
            options,
            new DataChannelListener() {
              @Override
              public void onOpen() {
                open.complete(null);
              }
            });
    ManualExchange exchange = exchange(connection);
    exchange.offer();
    alice.messenger().manualAnswer(next(lines), alice);
    exchange.accept(exchange.isAnswer(next(alice.manualLines)).orElseThrow());
    CompletableFuture<Void> unused = open.thenRun(() -> onOpen.accept(channel));
  }

  private void isRefused() {
    SessionEnd end = next(alice.ends);
    assertThat(end.kind()).isEqualTo(SessionEnd.Kind.AUTHENTICATION);
    assertThat(alice.connections).isEmpty();
    assertThat(alice.texts).isEmpty();
  }

  @Test
  void aForeignChannelEndsIt() {
    offering(ChannelOptions.reliable("other"), channel -> {});
    isRefused();
  }

  @Test
  void aChannelOfAnotherProtocolEndsIt() {
    offering(ChannelOptions.reliable(OwnChannel.LABEL), channel -> {});
    isRefused();
  }

  @Test
  void aBinaryMessageEndsIt() {
    offering(OURS, channel -> channel.send(new byte[] {1}));
    isRefused();
  }

  @Test
  void aLineOfChatEndsIt() {
    offering(OURS, channel -> channel.send(new ChannelMessage.Text(1, "hello").write()));
    isRefused();
  }

  @Test
  void aMessageOfALaterVersionEndsItToo() {
    offering(OURS, channel -> channel.send("{\"t\":\"later\"}"));
    isRefused();
  }

  @Test
  void aSecondChannelOfTheInviterEndsIt() {
    PeerConnection connection = factory.create(new PeerListener() {});
    connection.createDataChannel("other");
    Session session = alice.messenger().manualOffer(alice);
    exchange(connection).answer(ManualLine.parse(next(alice.manualLines)).orElseThrow());
    assertThat(session.answer(next(lines))).isTrue();
    isRefused();
  }
}
