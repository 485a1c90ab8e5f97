package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.MeetingEnd.Reason;
import dev.sotto.signal.SentMessages.Said;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Our seat in a room of a rendezvous server ({@code docs/protocol.md}, "Rendezvous").
 *
 * <pre>
 *   CONNECTING --opened, joined--> SEATED --broken--> RESUMING
 *                                    ^                   |
 *                                    +-----resumed-------+      each --> ENDED
 * </pre>
 *
 * <p>Confined to its room's thread.
 */
final class RoomSeat implements RoomSocket.Owner {
  /** Of all that is no message of the peer; for a day with servers renewed every few minutes. */
  private static final int MAX_NOTICES = 10_000;

  private enum Phase {
    CONNECTING,
    SEATED,
    RESUMING,
    ENDED
  }

  private final URI address;
  private final RoomTimes times;
  private final MeetingListener listener;
  private final RoomThread thread;
  private final Backlog backlog;
  private final ExecutorService opener =
      Executors.newSingleThreadExecutor(RoomThread.daemon("sotto-room-opener"));
  private final HttpClient client;
  private final RoomWork work = new RoomWork();
  private final Comeback comeback;
  private final RoomRun run;
  private RoomRequest request;
  private Phase phase = Phase.CONNECTING;
  private @Nullable RoomSocket socket;
  private @Nullable String seat;
  private boolean paired;
  private boolean dead;
  private int notices;

  RoomSeat(
      RoomServer server,
      RoomRequest request,
      RoomTimes times,
      MeetingListener listener,
      RoomThread thread,
      Backlog backlog) {
    this.address = server.webSocket();
    this.request = request;
    this.times = times;
    this.listener = listener;
    this.thread = thread;
    this.backlog = backlog;
    this.comeback = new Comeback(times);
    this.run = new RoomRun(backlog);
    // Not a pool: of 300 connections that end, the JDK (17) leaves one or two unread for ever where
    // it hands the reading from thread to thread. What it runs here does nothing but post.
    this.client = server.client().executor(Runnable::run).build();
  }

  // What the user wants.

  /** Says what the backlog has taken. */
  void send(String text) {
    if (phase == Phase.ENDED || dead || !run.isOn()) {
      backlog.remove(text.length()); // there is nobody to hear it
      return;
    }
    Said said = run.say(text);
    if (phase == Phase.SEATED) {
      transmit(said);
    }
  }

  private void transmit(Said said) {
    RoomSocket to = socket;
    if (to != null) {
      to.send(said.text(), () -> run.written(said));
    }
  }

  void next(PairingMessage.P0 opening) {
    if (phase == Phase.ENDED || dead || !request.isInviter()) {
      return;
    }
    request = request.withOpening(opening);
    run.next();
    tellNext();
  }

  /** With a ping behind it, whose pong says that it was heard. */
  private void tellNext() {
    tellServer(request.next());
    if (phase == Phase.SEATED && socket != null) {
      socket.ping(run.number());
    }
  }

  void paired() {
    if (!paired) {
      paired = true;
      run.paired();
      tellServer(RoomRequest.paired());
    }
  }

  void burn() {
    if (phase == Phase.ENDED || dead) {
      return;
    }
    dead = true;
    if (seat == null || !request.mayBurn()) {
      endDead();
    } else if (phase == Phase.SEATED) {
      tellDead();
    } else {
      comeBackToTell();
    }
  }

  private void tellDead() {
    tellServer(RoomRequest.dead());
    thread.expect(times.farewell(), this::endDead);
  }

  private void comeBackToTell() {
    comeback.broken(System.nanoTime(), window());
    if (socket == null) {
      thread.forget();
      connect();
    }
  }

  private void endDead() {
    end(MeetingEnd.ofCloseCode(MeetingEnd.DEAD));
  }

  /** What the server is to know; said again when it is not known whether it heard. */
  private void tellServer(String text) {
    if (phase == Phase.SEATED && request.isInviter()) {
      say(text);
    }
  }

  void end(MeetingEnd why) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    backlog.close();
    work.stop();
    thread.expect(times.farewell(), this::free);
    tell(() -> listener.onClosed(why));
    RoomSocket last = socket;
    if (last == null) {
      free();
    } else {
      last.finish(this::free);
    }
  }

  private void free() {
    dropSocket();
    thread.stop();
    opener.shutdown();
  }

  // The socket.

  void connect() {
    if (phase != Phase.ENDED) {
      socket = RoomSocket.connect(client, address, opener, times.connect(), thread, this);
    }
  }

  @Override
  public void onOpen() {
    say(seat == null ? request.first() : request.resume(seat, run.taken()));
    thread.expect(times.answer(), this::drop);
  }

  @Override
  public void onText(String text) {
    ServerMessage.read(text)
        .ifPresentOrElse(
            this::handle,
            () -> end(MeetingEnd.protocol("the rendezvous server sent what is no message")));
  }

  @Override
  public void onPong(int number) {
    if (run.heard(number) && !dead) {
      watchSilence(); // the answer that was waited for after a break
    }
  }

  @Override
  public void onClosed(int code) {
    socket = null;
    boolean mayComeBack =
        code == MeetingEnd.ABNORMAL || code == MeetingEnd.STOPPED || code == MeetingEnd.BUSY;
    if (dead) {
      endDead();
    } else if (mayComeBack && seat != null) {
      comeback.closed(code);
      broken();
    } else if (code == MeetingEnd.ABNORMAL) {
      broken();
    } else {
      end(MeetingEnd.ofCloseCode(code));
    }
  }

  @Override
  public void onAbused() {
    socket = null;
    end(MeetingEnd.protocol("the rendezvous server sent what is no message"));
  }

  @Override
  public void onBroken() {
    socket = null;
    broken();
  }

  @Override
  public void onRefused(int status) {
    socket = null;
    if (seat != null) {
      broken(); // a balancer whose servers are coming back
    } else {
      end(new MeetingEnd(Reason.REFUSED, "the server refused us with HTTP status " + status));
    }
  }

  private void say(String text) {
    if (socket != null) {
      socket.send(text, () -> {});
    }
  }

  private void watchSilence() {
    RoomSocket from = socket;
    if (phase != Phase.SEATED || from == null) {
      return;
    }
    long left = times.silence().toNanos() - (System.nanoTime() - from.lastHeard());
    if (left > 0) {
      thread.expect(Duration.ofNanos(left), this::watchSilence);
    } else {
      drop();
    }
  }

  /** The server says nothing, or not what it has to. */
  private void drop() {
    dropSocket();
    broken();
  }

  private void dropSocket() {
    if (socket != null) {
      socket.abort();
      socket = null;
    }
  }

  private void broken() {
    if (seat == null) {
      end(MeetingEnd.unreachable("the rendezvous server cannot be reached"));
      return;
    }
    run.broken();
    if (phase == Phase.SEATED) {
      phase = Phase.RESUMING;
      comeback.broken(System.nanoTime(), window());
    }
    Optional<Duration> pause = comeback.pause(System.nanoTime());
    if (pause.isPresent()) {
      thread.expect(pause.get(), this::connect);
    } else {
      end(dead ? MeetingEnd.ofCloseCode(MeetingEnd.DEAD) : comeback.inVain());
    }
  }

  /** How long the server holds the seat, and a dead one is worth going back to. */
  private Duration window() {
    if (dead) {
      return times.farewell();
    }
    if (paired) {
      return times.resumePaired();
    }
    return run.isOn() || !request.isInviter() ? times.resumeInRun() : times.resumeAlone();
  }

  // What the server says.

  private void handle(ServerMessage message) {
    boolean seated = seat != null;
    if (!(message instanceof ServerMessage.From) && ++notices > MAX_NOTICES) {
      end(MeetingEnd.protocol("the rendezvous server says more than it may"));
    } else if (message instanceof ServerMessage.Work asked && !seated) {
      work(asked);
    } else if (message instanceof ServerMessage.Opened opened && !seated && request.isInviter()) {
      opened(opened);
    } else if (message instanceof ServerMessage.Joined joined && !seated && !request.isInviter()) {
      seat = joined.seat();
      seated();
    } else if (message instanceof ServerMessage.Resumed resumed && phase == Phase.RESUMING) {
      resumed(resumed.seen());
    } else if (message instanceof ServerMessage.Unknown) {
      return; // a later server's
    } else if (phase == Phase.SEATED) {
      handleInRoom(message);
    } else {
      end(MeetingEnd.protocol("the rendezvous server says what has no place here"));
    }
  }

  private void work(ServerMessage.Work asked) {
    thread.forget();
    String salt = asked.salt();
    if (!work.begin(asked, request.workRoom(), nonce -> thread.post(() -> worked(salt, nonce)))) {
      end(new MeetingEnd(Reason.BUSY, "the rendezvous server asks for too much work"));
    }
  }

  private void worked(String salt, long nonce) {
    if (phase == Phase.CONNECTING) {
      say(request.firstWithWork(salt, nonce));
      thread.expect(times.answer(), this::drop);
    }
  }

  private void opened(ServerMessage.Opened opened) {
    if (!request.admits(opened.room())) {
      end(MeetingEnd.protocol("the rendezvous server gave us another room"));
      return;
    }
    request = request.inRoom(opened.room());
    seat = opened.seat();
    seated();
    tell(() -> listener.onOpened(opened.room()));
    if (run.isUnheard()) {
      tellNext();
    }
    if (paired) {
      tellServer(RoomRequest.paired());
    }
  }

  private void resumed(long serverHas) {
    if (!run.isUnheard() && !run.reaches(serverHas)) {
      end(MeetingEnd.unreachable("too much was lost with the connection to the rendezvous server"));
      return;
    }
    seated();
    if (dead) {
      return;
    }
    if (run.isUnheard()) {
      // Whether the server heard it is not known; twice costs a joiner its try, never its guess.
      tellNext();
      run.askedAgain();
      thread.expect(times.answer(), this::drop);
    } else {
      run.lackedBy(serverHas).forEach(this::transmit);
    }
    if (paired) {
      tellServer(RoomRequest.paired());
    }
  }

  private void seated() {
    phase = Phase.SEATED;
    comeback.seated(System.nanoTime());
    if (dead) {
      tellDead();
    } else {
      watchSilence();
    }
  }

  private void handleInRoom(ServerMessage message) {
    if (dead) {
      return;
    }
    if (message instanceof ServerMessage.Ice ice) {
      tell(() -> listener.onIceServers(ice.servers()));
    } else if (run.hearsTheFormer()) {
      return;
    } else if (message instanceof ServerMessage.Peer) {
      entered();
    } else if (run.isUnheard()) {
      return; // of the run that is over
    } else if (message instanceof ServerMessage.From from) {
      received(from);
    } else if (message instanceof ServerMessage.Left) {
      tell(listener::onLeft);
    } else if (message instanceof ServerMessage.Back) {
      tell(listener::onBack);
    } else {
      end(MeetingEnd.protocol("the rendezvous server says what has no place here"));
    }
  }

  /** After a break the server says it again: whoever came back meanwhile is there. */
  private void entered() {
    if (run.isOn()) {
      tell(listener::onBack);
    } else {
      enterRun();
    }
  }

  private void enterRun() {
    if (run.enter()) {
      tell(listener::onPeer);
    }
  }

  private void received(ServerMessage.From from) {
    enterRun();
    if (!run.take(from.message().toString().length())) {
      end(MeetingEnd.protocol("the other side says more than it may"));
      return;
    }
    PairingJson.read(from.message())
        .ifPresentOrElse(
            message -> tell(() -> listener.onMessage(message)), () -> tell(listener::onMalformed));
  }

  /** What a listener throws is its own affair. */
  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      Thread here = Thread.currentThread();
      here.getUncaughtExceptionHandler().uncaughtException(here, e);
    }
  }
}
