package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.MeetingEnd.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A seat in a room of a rendezvous server ({@code docs/protocol.md}, "Rendezvous"), over one
 * WebSocket after another: a broken one is replaced, and what was lost with it said again, as long
 * as the server holds the seat.
 *
 * <pre>
 *   CONNECTING --opened, joined--> SEATED --broken--> RESUMING
 *                                    ^                   |
 *                                    +-----resumed-------+      each --> ENDED
 * </pre>
 *
 * <p>Trusts the server with nothing. Memory is bounded both ways: what waits to be sent has a
 * limit, and so has what a run may bring.
 */
public final class RendezvousRoom implements MeetingPlace {
  private static final int HTTP_THREADS = 2;
  private static final int MAX_WAITING_MESSAGES = 256;
  private static final int MAX_WAITING_CHARACTERS = 1 << 20;

  /** Of all that is no message of the peer; for a day with servers renewed every few minutes. */
  private static final int MAX_NOTICES = 10_000;

  private static final int MAX_WORKS = 3;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern MEETING = Pattern.compile("[0-9a-f]{32}");

  private enum Phase {
    CONNECTING,
    SEATED,
    RESUMING,
    ENDED
  }

  private final URI address;
  private final RoomTimes times;
  private final MeetingListener listener;
  private final ScheduledThreadPoolExecutor thread;
  private final ExecutorService http =
      Executors.newFixedThreadPool(HTTP_THREADS, daemon("sotto-room-http"));
  private final ExecutorService worker = Executors.newSingleThreadExecutor(daemon("sotto-work"));
  private final HttpClient client;
  private final Backlog backlog = new Backlog(MAX_WAITING_MESSAGES, MAX_WAITING_CHARACTERS);
  private volatile boolean over;

  // Below: the room's thread alone.
  private final SocketEvents events = new SocketEvents();
  private final MessageBudget budget = new MessageBudget();
  private final SentMessages sent = new SentMessages();
  private RoomRequest request;
  private Phase phase = Phase.CONNECTING;
  private @Nullable RoomSocket socket;
  private @Nullable String room;
  private @Nullable String seat;
  private int run;
  private boolean inRun;
  private long seen;
  private long flushed;
  private boolean nextUnheard;
  private boolean formerRun;
  private boolean paired;
  private boolean dead;
  private boolean stopped;
  private int notices;
  private int works;
  private int attempts;
  private long resumeUntil;
  private long seatedAt;
  private long lastHeard;
  private @Nullable ScheduledFuture<?> patience;

  private RendezvousRoom(
      RoomServer server, RoomRequest request, RoomTimes times, MeetingListener listener) {
    this.address = server.webSocket();
    this.request = request;
    this.room = request.room();
    this.times = times;
    this.listener = listener;
    this.thread = new ScheduledThreadPoolExecutor(1, daemon("sotto-room"));
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.client = server.client().executor(http).connectTimeout(times.connect()).build();
  }

  /**
   * The inviter's: asks for a room. Returns at once; what comes of it, the listener is told.
   *
   * @param server where the server is
   * @param token what lets us open rooms there, if the server asks for it; secret, never logged
   * @param opening what the first joiner gets first
   * @param listener told of everything that happens
   * @return the place
   */
  public static RendezvousRoom open(
      RoomServer server,
      Optional<String> token,
      PairingMessage.P0 opening,
      MeetingListener listener) {
    return start(server, new RoomRequest("open", null, opening, token), RoomTimes.USUAL, listener);
  }

  /**
   * The joiner's: takes the other seat of a room.
   *
   * @param server see {@link #open}
   * @param room the number in the code
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the room is no number
   */
  public static RendezvousRoom join(RoomServer server, String room, MeetingListener listener) {
    require(NUMBER, room);
    return start(
        server, new RoomRequest("join", room, null, Optional.empty()), RoomTimes.USUAL, listener);
  }

  /**
   * The inviter's again: takes its seat in the room of a rejoin, where either side may be first.
   *
   * @param server see {@link #open}
   * @param room 32 lower-case hexadecimal digits
   * @param opening what the joiner gets first
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the room is malformed
   */
  public static RendezvousRoom meetAsInviter(
      RoomServer server, String room, PairingMessage.P0 opening, MeetingListener listener) {
    require(MEETING, room);
    return start(
        server,
        new RoomRequest("meet", room, opening, Optional.empty()),
        RoomTimes.USUAL,
        listener);
  }

  /**
   * The joiner's again: takes its seat in the room of a rejoin, where either side may be first.
   *
   * @param server see {@link #open}
   * @param room 32 lower-case hexadecimal digits
   * @param listener told of everything that happens
   * @return the place
   * @throws IllegalArgumentException when the room is malformed
   */
  public static RendezvousRoom meetAsJoiner(
      RoomServer server, String room, MeetingListener listener) {
    require(MEETING, room);
    return start(
        server, new RoomRequest("meet", room, null, Optional.empty()), RoomTimes.USUAL, listener);
  }

  static RendezvousRoom start(
      RoomServer server, RoomRequest request, RoomTimes times, MeetingListener listener) {
    RendezvousRoom made = new RendezvousRoom(server, request, times, listener);
    made.thread.execute(made::begin);
    return made;
  }

  private static void require(Pattern form, String room) {
    if (!form.matcher(room).matches()) {
      throw new IllegalArgumentException("not a room");
    }
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    };
  }

  @Override
  public boolean send(PairingMessage message) {
    String text = RoomRequest.to(message);
    if (over || text.length() > PairingJson.MAX_LENGTH || !backlog.add(text.length())) {
      return false;
    }
    return post(() -> sendInRun(text));
  }

  @Override
  public void next(PairingMessage.P0 opening) {
    post(() -> beginNext(opening));
  }

  @Override
  public void dead() {
    post(this::burn);
  }

  @Override
  public void paired() {
    post(
        () -> {
          if (!paired) {
            paired = true;
            budget.paired();
            tellServer(RoomRequest.paired());
          }
        });
  }

  @Override
  public void close() {
    post(() -> end(MeetingEnd.closed()));
  }

  private boolean post(Runnable task) {
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // over, and the listener knows
    }
  }

  // What the user wants, on the room's thread.

  private void sendInRun(String text) {
    if (phase == Phase.ENDED || dead || !inRun) {
      backlog.remove(text.length()); // there is nobody to hear it
      return;
    }
    long index = sent.total();
    sent.add(text);
    if (phase == Phase.SEATED) {
      transmit(index, text);
    }
  }

  private void transmit(long index, String text) {
    int ofRun = run;
    RoomSocket to = socket;
    if (to != null) {
      to.send(text, () -> flushed(ofRun, index, text.length()));
    }
  }

  private void flushed(int ofRun, long index, int length) {
    if (ofRun == run && index >= flushed) {
      flushed = index + 1;
      backlog.remove(length);
    }
  }

  private void beginNext(PairingMessage.P0 opening) {
    if (phase == Phase.ENDED || dead || !request.isInviter()) {
      return;
    }
    request = request.withOpening(opening);
    sent.after(flushed).forEach(text -> backlog.remove(text.length()));
    sent.clear();
    budget.renew();
    run++;
    seen = 0;
    flushed = 0;
    inRun = false;
    nextUnheard = true;
    tellNext(opening);
  }

  /** With a ping behind it, whose pong says that it was heard. */
  private void tellNext(PairingMessage.P0 opening) {
    tellServer(RoomRequest.next(opening));
    if (phase == Phase.SEATED && socket != null) {
      socket.ping(run);
    }
  }

  private void nextHeard(int ofRun) {
    if (ofRun == run && nextUnheard) {
      nextUnheard = false;
      if (formerRun) {
        formerRun = false;
        if (!dead) {
          watchSilence();
        }
      }
    }
  }

  private void burn() {
    if (phase == Phase.ENDED || dead) {
      return;
    }
    dead = true;
    if (seat == null || !request.mayBurn()) {
      end(MeetingEnd.ofCloseCode(MeetingEnd.DEAD));
      return;
    }
    tellServer(RoomRequest.dead());
    expect(times.farewell(), () -> end(MeetingEnd.ofCloseCode(MeetingEnd.DEAD)));
  }

  /** What the server is to know; said again when it is not known whether it heard. */
  private void tellServer(String text) {
    RoomSocket to = socket;
    if (phase == Phase.SEATED && to != null && request.isInviter()) {
      to.send(text, () -> {});
    }
  }

  // The socket.

  private void begin() {
    if (phase != Phase.ENDED) {
      socket = RoomSocket.connect(client, address, thread, events);
    }
  }

  /** Ends whatever is waited for, unless something else is in time. */
  private void expect(Duration time, Runnable otherwise) {
    forget();
    patience = thread.schedule(otherwise, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void forget() {
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }

  private void broken() {
    if (seat == null) {
      end(MeetingEnd.unreachable("the rendezvous server cannot be reached"));
      return;
    }
    formerRun = false;
    if (phase == Phase.SEATED) {
      phase = Phase.RESUMING;
      if (System.nanoTime() - seatedAt > times.steady().toNanos()) {
        attempts = 0; // else one that lets us in and throws us out would have us try without end
      }
      resumeUntil = System.nanoTime() + window().toNanos();
    }
    Duration pause = times.pause(attempts++);
    if (resumeUntil - System.nanoTime() < pause.toNanos()) {
      end(
          stopped
              ? MeetingEnd.ofCloseCode(MeetingEnd.STOPPED)
              : MeetingEnd.unreachable("the connection to the rendezvous server broke"));
    } else {
      expect(pause, this::begin);
    }
  }

  /** How long the server holds the seat. */
  private Duration window() {
    if (paired) {
      return times.resumePaired();
    }
    return inRun || !request.isInviter() ? times.resumeInRun() : times.resumeAlone();
  }

  private void watchSilence() {
    if (phase != Phase.SEATED) {
      return;
    }
    long left = times.silence().toNanos() - (System.nanoTime() - lastHeard);
    if (left > 0) {
      expect(Duration.ofNanos(left), this::watchSilence);
    } else {
      dropSocket();
      broken();
    }
  }

  private void dropSocket() {
    if (socket != null) {
      socket.abort();
      socket = null;
    }
  }

  private void seated() {
    phase = Phase.SEATED;
    stopped = false;
    seatedAt = System.nanoTime();
    lastHeard = seatedAt;
    if (dead) {
      tellServer(RoomRequest.dead());
      expect(times.farewell(), () -> end(MeetingEnd.ofCloseCode(MeetingEnd.DEAD)));
    } else {
      watchSilence();
    }
  }

  private void end(MeetingEnd why) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    over = true;
    forget();
    Future<?> unused =
        thread.schedule(this::free, times.farewell().toNanos(), TimeUnit.NANOSECONDS);
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
    thread.shutdown();
    worker.shutdown();
    http.shutdown();
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

  // What the server says.

  private void handle(ServerMessage message) {
    boolean seated = seat != null;
    if (!(message instanceof ServerMessage.From) && ++notices > MAX_NOTICES) {
      end(MeetingEnd.protocol("the rendezvous server says more than it may"));
    } else if (message instanceof ServerMessage.Work work && !seated) {
      work(work);
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

  private void handleInRoom(ServerMessage message) {
    if (dead) {
      return;
    }
    if (formerRun && !(message instanceof ServerMessage.Ice)) {
      return;
    }
    if (message instanceof ServerMessage.Peer) {
      enterRun();
    } else if (message instanceof ServerMessage.From from) {
      received(from);
    } else if (message instanceof ServerMessage.Left) {
      tell(listener::onLeft);
    } else if (message instanceof ServerMessage.Back) {
      tell(listener::onBack);
    } else if (message instanceof ServerMessage.Ice ice) {
      tell(() -> listener.onIceServers(ice.servers()));
    } else {
      end(MeetingEnd.protocol("the rendezvous server says what has no place here"));
    }
  }

  private void opened(ServerMessage.Opened opened) {
    String asked = request.room();
    boolean right =
        asked == null ? NUMBER.matcher(opened.room()).matches() : asked.equals(opened.room());
    if (!right) {
      end(MeetingEnd.protocol("the rendezvous server gave us another room"));
      return;
    }
    room = opened.room();
    seat = opened.seat();
    seated();
    tell(() -> listener.onOpened(opened.room()));
    if (nextUnheard) {
      tellNext(opening());
    }
    if (paired) {
      tellServer(RoomRequest.paired());
    }
  }

  private PairingMessage.P0 opening() {
    PairingMessage.P0 opening = request.opening();
    if (opening == null) {
      throw new IllegalStateException("a joiner opens nothing");
    }
    return opening;
  }

  private void resumed(long serverHas) {
    if (!nextUnheard && !sent.reaches(serverHas)) {
      end(MeetingEnd.unreachable("too much was lost with the connection to the rendezvous server"));
      return;
    }
    seated();
    if (nextUnheard) {
      // Whether the server heard it is not known; twice costs a joiner its try, never its guess.
      tellNext(opening());
      formerRun = true; // is what the server tells of until it has heard
      expect(times.answer(), this::unanswered);
    } else {
      long index = serverHas;
      for (String text : sent.after(serverHas)) {
        transmit(index++, text);
      }
    }
    if (paired) {
      tellServer(RoomRequest.paired());
    }
  }

  private void enterRun() {
    if (!inRun) {
      inRun = true;
      nextUnheard = false;
      tell(listener::onPeer);
    }
  }

  private void received(ServerMessage.From from) {
    if (nextUnheard && !inRun) {
      return; // of the run that is over
    }
    enterRun();
    seen++;
    if (!budget.take(from.message().toString().length())) {
      end(MeetingEnd.protocol("the other side says more than it may"));
      return;
    }
    PairingJson.read(from.message())
        .ifPresentOrElse(
            message -> tell(() -> listener.onMessage(message)), () -> tell(listener::onMalformed));
  }

  private void work(ServerMessage.Work work) {
    if (work.bits() > ProofOfWork.MAX_BITS || ++works > MAX_WORKS) {
      end(new MeetingEnd(Reason.BUSY, "the rendezvous server asks for too much work"));
      return;
    }
    forget();
    String subject = request.workRoom();
    Future<?> unused =
        worker.submit(
            () -> {
              OptionalLong nonce =
                  ProofOfWork.search(work.salt(), subject, work.bits(), () -> over);
              nonce.ifPresent(found -> post(() -> worked(work.salt(), found)));
            });
  }

  private void worked(String salt, long nonce) {
    RoomSocket to = socket;
    if (phase == Phase.CONNECTING && to != null) {
      to.send(request.firstWithWork(salt, nonce), () -> {});
      expect(times.answer(), this::unanswered);
    }
  }

  private void unanswered() {
    dropSocket();
    broken();
  }

  private final class SocketEvents implements RoomSocket.Owner {
    @Override
    public void onOpen(RoomSocket from) {
      if (from == socket) {
        boolean first = seat == null || room == null;
        from.send(
            first ? request.first() : RoomRequest.resume(text(room), text(seat), seen), () -> {});
        expect(times.answer(), RendezvousRoom.this::unanswered);
      }
    }

    @Override
    public void onText(RoomSocket from, String text) {
      if (from == socket && phase != Phase.ENDED) {
        lastHeard = System.nanoTime();
        ServerMessage.read(text)
            .ifPresentOrElse(
                RendezvousRoom.this::handle,
                () -> end(MeetingEnd.protocol("the rendezvous server sent what is no message")));
      }
    }

    @Override
    public void onPing(RoomSocket from) {
      lastHeard = System.nanoTime();
    }

    @Override
    public void onPong(RoomSocket from, int number) {
      if (from == socket) {
        lastHeard = System.nanoTime();
        nextHeard(number);
      }
    }

    @Override
    public void onClosed(RoomSocket from, int code) {
      if (from != socket) {
        return;
      }
      socket = null;
      MeetingEnd end = MeetingEnd.ofCloseCode(code);
      boolean mayComeBack =
          code == MeetingEnd.ABNORMAL || code == MeetingEnd.STOPPED || code == MeetingEnd.BUSY;
      if (dead) {
        end(MeetingEnd.ofCloseCode(MeetingEnd.DEAD));
      } else if (mayComeBack && seat != null) {
        stopped = code == MeetingEnd.STOPPED;
        broken();
      } else if (code == MeetingEnd.ABNORMAL) {
        broken();
      } else {
        end(end);
      }
    }

    @Override
    public void onAbused(RoomSocket from) {
      if (from == socket) {
        socket = null;
        end(MeetingEnd.protocol("the rendezvous server sent what is no message"));
      }
    }

    @Override
    public void onBroken(RoomSocket from) {
      if (from == socket) {
        socket = null;
        broken();
      }
    }

    @Override
    public void onRefused(RoomSocket from, int status) {
      if (from != socket) {
        return;
      }
      socket = null;
      if (seat != null) {
        broken(); // a balancer whose servers are coming back
      } else {
        end(new MeetingEnd(Reason.REFUSED, "the server refused us with HTTP status " + status));
      }
    }
  }

  private static String text(@Nullable String known) {
    if (known == null) {
      throw new IllegalStateException("no seat to resume");
    }
    return known;
  }
}
