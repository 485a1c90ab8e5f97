package dev.sotto.cli;

import dev.sotto.cli.Event.Route;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.net.Path;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.PeerFailure;
import dev.sotto.peer.PeerListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A chat in plain text with one WebRTC peer, whatever it is: a connection and, on it, the channel
 * to talk on. That is one labelled {@code chat} that we open, or the newest of those that the peer
 * opened; what arrives on any of them is shown. It is over when the connection is, or when the last
 * channel is closed.
 *
 * <p>Knows nothing of how descriptions travel. Safe for use by several threads.
 */
final class Conversation implements AutoCloseable {
  /** What the other side is called as long as nothing proves a name. */
  static final String PEER = "peer";

  /** The longest message that we send, in bytes of UTF-8. */
  static final int MAX_TEXT_BYTES = 64 << 10;

  private static final String LABEL = "chat";
  private static final int MAX_CHANNELS = 16;
  private static final long RESUME_BELOW = 1 << 20;

  /** Longer than a silent connection is held: whether it comes back decides. */
  private static final Duration LAST_MESSAGES_WITHIN = Duration.ofMinutes(3);

  private final EventSink events;
  private final InstantSource clock;
  private final PeerConnection connection;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private final Deque<Line> lines = new ArrayDeque<>();
  private Instant begun;
  private boolean finishing;
  private boolean connected;
  private boolean silent;
  private boolean rerouting;
  private @Nullable Route route;

  /**
   * Makes a connection that waits for descriptions.
   *
   * @param factory makes the connection
   * @param events told of everything from {@code connecting} to the last message, but not of the
   *     end
   * @param clock measures how long connecting takes
   * @param signalling takes what the other side has to know for a path; never after the end
   */
  Conversation(
      PeerConnectionFactory factory, EventSink events, InstantSource clock, Signalling signalling) {
    this.events = events;
    this.clock = clock;
    this.begun = clock.instant();
    this.connection = factory.create(new ConnectionEvents(signalling));
  }

  /** What a conversation needs of whoever carries its descriptions. */
  interface Signalling {
    /** A candidate of ours is to be told. */
    default void candidate(IceCandidate candidate) {}

    /**
     * Descriptions are to be exchanged again for another path, if the other side can be reached.
     */
    default void restartNeeded() {}
  }

  /**
   * How a conversation ended.
   *
   * @param reason in words
   * @param failure what that means to scripts; empty when one of the two wanted it to end
   */
  record Ending(String reason, Optional<Failure> failure) {}

  /** A channel and its end. */
  private record Line(DataChannel channel, boolean ours, CompletableFuture<Void> closed) {}

  PeerConnection connection() {
    return connection;
  }

  /** Completes when messages can be sent for the first time. */
  CompletableFuture<Void> opened() {
    return opened;
  }

  /** Completes when it is over; never fails. */
  CompletableFuture<Ending> ended() {
    return ended;
  }

  /** Opens our own channel; for the side that offers, before it does. */
  void open() {
    DataChannel channel = connection.createDataChannel(LABEL);
    channel.listener(new ChannelEvents(new Line(channel, true, new CompletableFuture<>())));
  }

  /** Whether the other side has not answered for a while. */
  synchronized boolean isSilent() {
    return silent;
  }

  /** Descriptions are being exchanged again, because the other side wants another path. */
  void restarting() {
    synchronized (this) {
      if (!connected || silent || rerouting) {
        return;
      }
      rerouting = true;
    }
    events.accept(new Event.Reconnecting("the other side looks for another path"));
  }

  /** Both sides are there: from now on it is connecting, and the time runs. */
  void begin() {
    synchronized (this) {
      begun = clock.instant();
    }
    events.accept(new Event.Connecting());
  }

  /**
   * Sends one message. Blocks while more is waiting to be sent than is good.
   *
   * @param text the message
   * @throws Failure when it was not sent, which may be the message's fault or the connection's
   */
  void say(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      throw new Failure(
          Kind.USAGE,
          "a message may have " + MAX_TEXT_BYTES + " bytes; this one is longer and was not sent",
          "");
    }
    Line line =
        current()
            .orElseThrow(
                () -> new Failure(Kind.INTERRUPTED, "nobody is connected; not sent: " + text, ""));
    try {
      while (!line.channel().send(text)) {
        Await.any(line.channel().whenBufferedAmountLow());
      }
    } catch (IllegalStateException e) {
      throw new Failure(Kind.INTERRUPTED, "the connection is gone; not sent: " + text, "");
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Kind.REFUSED, "the other side does not take messages of this size; not sent", "");
    }
  }

  /**
   * Sends what is still waiting, closes the channels, which each side does only when it has all of
   * the other's messages (RFC 8831 section 6.7), and then the connection.
   *
   * @throws Failure when the connection broke before that, or the other side does not confirm
   */
  void finish() {
    List<Line> all;
    synchronized (this) {
      finishing = true;
      all = List.copyOf(lines);
    }
    all.forEach(line -> line.channel().close());
    CompletableFuture<Void> closed =
        CompletableFuture.allOf(
            all.stream().map(Line::closed).toArray(CompletableFuture<?>[]::new));
    CompletableFuture.anyOf(closed, ended)
        .completeOnTimeout(false, LAST_MESSAGES_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    boolean confirmed = closed.isDone() || ended.isDone();
    end(new Ending("end of input", Optional.empty()));
    Optional<Failure> failure = ended.join().failure();
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (!confirmed) {
      throw new Failure(Kind.INTERRUPTED, "the other side has not confirmed the last messages", "");
    }
  }

  /** Ends it at once. Harmless when repeated. */
  @Override
  public void close() {
    end(new Ending("closed", Optional.empty()));
  }

  /** Ends it at once for a reason that the user is told. */
  void end(Ending ending) {
    ended.complete(ending);
    connection.close();
  }

  private synchronized Optional<Line> current() {
    if (ended.isDone()) {
      return Optional.empty();
    }
    return lines.stream()
        .filter(Line::ours)
        .findFirst()
        .or(() -> Optional.ofNullable(lines.peekLast()));
  }

  /** A channel is open, our own or one of the peer's. */
  private void add(Line line) {
    line.channel().bufferedAmountLowThreshold(RESUME_BELOW);
    synchronized (this) {
      lines.addLast(line);
    }
    opened.complete(null);
    announce();
  }

  private void remove(Line line) {
    boolean last;
    synchronized (this) {
      last = lines.remove(line) && lines.isEmpty() && !finishing;
    }
    line.closed().complete(null);
    if (last) {
      end(whatHappened("the other side closed the chat"));
    }
  }

  /** A channel is open or the path is known; when both are, the user can talk. */
  private void announce() {
    Event event;
    synchronized (this) {
      if (route == null || connected || !opened.isDone()) {
        return;
      }
      connected = true;
      long milliseconds = Math.max(0, Duration.between(begun, clock.instant()).toMillis());
      event = new Event.Connected(Event.Peer.UNKNOWN, route, milliseconds);
    }
    events.accept(event);
    CompletableFuture<Void> unused = report().thenAccept(done -> {});
  }

  /** Tells what was done for a path; empty when the program is ending. */
  private CompletableFuture<Optional<ConnectivityReport>> report() {
    return connection
        .connectivityReport()
        .thenApply(
            facts -> {
              events.accept(new Event.Report(facts));
              return Optional.of(facts);
            })
        .exceptionally(ending -> Optional.empty());
  }

  /** Without a path the report is what a user can learn from: it comes before the end. */
  private void failedOrLeft() {
    boolean never;
    synchronized (this) {
      never = !connected;
    }
    Ending ending = whatHappened("the other side left");
    if (never && isNoPath(ending)) {
      CompletableFuture<Void> unused =
          report().thenAccept(facts -> end(facts.map(it -> explained(ending, it)).orElse(ending)));
    } else {
      end(ending);
    }
  }

  private static boolean isNoPath(Ending ending) {
    return ending.failure().filter(failure -> failure.kind() == Kind.NO_PATH).isPresent();
  }

  private static Ending explained(Ending ending, ConnectivityReport facts) {
    String reasons = String.join("; ", facts.whyNotDirect());
    return new Ending(
        ending.reason(), Optional.of(new Failure(Kind.NO_PATH, ending.reason(), reasons)));
  }

  /** Of a connection that fails, the channels are closed first. */
  private Ending whatHappened(String unlessFailed) {
    return connection
        .failure()
        .map(this::failed)
        .orElse(new Ending(unlessFailed, Optional.empty()));
  }

  private Ending failed(PeerFailure failure) {
    boolean broke;
    synchronized (this) {
      broke = connected;
    }
    Kind kind =
        switch (failure.reason()) {
          case AUTHENTICATION -> Kind.AUTHENTICATION;
          case PROTOCOL -> Kind.PROTOCOL;
          case NO_PATH, TIMEOUT -> broke ? Kind.INTERRUPTED : Kind.NO_PATH;
        };
    return new Ending(failure.message(), Optional.of(new Failure(kind, failure.message(), "")));
  }

  private final class ConnectionEvents implements PeerListener {
    private final Signalling signalling;

    ConnectionEvents(Signalling signalling) {
      this.signalling = signalling;
    }

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      if (!ended.isDone()) {
        signalling.candidate(candidate);
      }
    }

    @Override
    public void onRestartNeeded() {
      if (!ended.isDone()) {
        signalling.restartNeeded();
      }
    }

    @Override
    public void onConnectionState(PeerConnectionState state) {
      switch (state) {
        case NEW, CONNECTING -> {}
        case CONNECTED -> back();
        case DISCONNECTED -> silence();
        case FAILED, CLOSED -> failedOrLeft();
      }
    }

    @Override
    public void onDataChannel(DataChannel channel) {
      boolean tooMany;
      synchronized (Conversation.this) {
        tooMany = lines.size() >= MAX_CHANNELS;
      }
      if (tooMany) {
        channel.close();
        return;
      }
      Line line = new Line(channel, false, new CompletableFuture<>());
      channel.listener(new ChannelEvents(line));
      add(line);
    }

    @Override
    public void onPath(Path path) {
      Route now = Route.of(path);
      boolean rerouted;
      synchronized (Conversation.this) {
        // After silence the news is that the path is back, which comes next.
        rerouted = connected && !silent && (rerouting || !now.equals(route));
        rerouting = false;
        route = now;
      }
      if (rerouted) {
        events.accept(new Event.Rerouted(now));
      }
      announce();
    }

    private void silence() {
      synchronized (Conversation.this) {
        silent = connected;
      }
      events.accept(new Event.Reconnecting("the other side does not answer"));
    }

    private void back() {
      @Nullable Route same;
      synchronized (Conversation.this) {
        same = silent ? route : null;
        silent = false;
      }
      if (same != null) {
        events.accept(new Event.Rerouted(same));
      }
    }
  }

  private final class ChannelEvents implements DataChannelListener {
    private final Line line;

    ChannelEvents(Line line) {
      this.line = line;
    }

    @Override
    public void onOpen() {
      add(line);
    }

    @Override
    public void onText(String text) {
      events.accept(new Event.Message(PEER, text));
    }

    @Override
    public void onBinary(byte[] data) {
      events.accept(new Event.BinaryMessage(PEER, data.length));
    }

    @Override
    public void onClose() {
      remove(line);
    }
  }
}
