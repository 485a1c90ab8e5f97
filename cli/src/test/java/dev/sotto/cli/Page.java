package dev.sotto.cli;

import dev.sotto.identity.Identity;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.MessengerOptions;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.SessionListener;
import dev.sotto.net.Path;
import dev.sotto.peer.PeerConfiguration;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Plays the page that opens a link: joins at once and chats, on the loopback interface. */
final class Page implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  private final CopyOnWriteArrayList<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final CompletableFuture<PeerIdentity> connected = new CompletableFuture<>();
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final Messenger messenger;
  private final Session session;

  private Page(String link) {
    MessengerOptions options =
        new MessengerOptions(
            "page",
            Optional.of(Identity.create()),
            Optional.empty(),
            Optional.empty(),
            false,
            3,
            Set.of(Ability.CHAT),
            Optional.empty());
    messenger = new Messenger(PeerConfiguration.localOnly(), options, bugs::add);
    GivenCode given = GivenCode.parse(link, Words.all());
    session = messenger.join(given.server().orElseThrow(), given.code(), new Events());
  }

  /** Opens a link as a browser does. */
  static Page open(String link) {
    return new Page(link);
  }

  PeerIdentity awaitOpen() {
    return connected.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  SessionEnd awaitEnd() {
    return session.ended().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  void say(String text) {
    session.send(text).orElseThrow();
  }

  String text() throws InterruptedException {
    String text = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("no message; " + bugs);
    }
    return text;
  }

  /** Leaves and says so. */
  void leave() {
    session.close();
    awaitEnd();
  }

  @Override
  public void close() {
    messenger.close();
  }

  private final class Events implements SessionListener {
    @Override
    public void onConnected(PeerIdentity peer, Path path, Duration took) {
      connected.complete(peer);
    }

    @Override
    public void onText(long id, String from, String text) {
      texts.add(text);
    }
  }
}
