package dev.sotto.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.Ending;
import dev.sotto.web.rooms.Entry;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomView;
import dev.sotto.web.rooms.Seat;
import dev.sotto.web.rooms.SeatKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from its first byte to its last: what its peer says becomes an operation of the
 * {@link dev.sotto.web.rooms.RoomStore}, what the room looks like becomes messages to the peer.
 *
 * <pre>
 *   waiting for the first message -> entering -> in a room -> closed -> ended
 * </pre>
 *
 * <p>Everything happens in its mailbox, one thing after the other; at most one operation for the
 * peer and one look at the room are under way at a time. Safe for use by several threads.
 */
final class Visit {
  /** How a joiner can end its visit without an inviter that calls it no guess. */
  private static final Set<Ending> BY_THE_JOINER =
      EnumSet.of(Ending.DEAD, Ending.TAKEN, Ending.USED_UP, Ending.BUSY);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Reception reception;
  private final Line line;
  private final InetAddress address;
  private final Mailbox mailbox = new Mailbox();
  private final RelayServers relays;
  private long firstUntil;
  private long nextPing;
  private long silentUntil;
  private long dropAt = Monotonic.NEVER;
  private long lookAt = Monotonic.NEVER;
  private boolean busy; // with an operation for the peer
  private boolean stopping;
  private boolean closed;
  private boolean ended;
  private boolean suspect; // counted as a failed join until it proves harmless

  private @Nullable Seat seat;
  private @Nullable RoomWatch watch;
  private boolean looking;
  private boolean lookAgain;
  private boolean refused; // an operation in the room
  private boolean peerTold;
  private boolean presentTold;
  private int seen;
  private int said;

  Visit(Reception reception, Line line, InetAddress address, Monotonic now) {
    this.reception = reception;
    this.line = line;
    this.address = address;
    this.relays = new RelayServers(reception.iceServers(), reception.newTag());
    this.firstUntil = now.plus(reception.limits().firstWithin()).nanos();
    this.nextPing = now.plus(reception.limits().pingEvery()).nanos();
    this.silentUntil = now.plus(reception.limits().silence()).nanos();
  }

  InetAddress address() {
    return address;
  }

  /** The peer said something. */
  void receive(String text) {
    mailbox.execute(() -> received(text));
  }

  /** The peer sent what is not text. */
  void receiveBinary() {
    mailbox.execute(() -> close(CloseReason.BINARY));
  }

  /** The peer is still there. */
  void receivePong() {
    mailbox.execute(this::heard);
  }

  /**
   * The socket is no more.
   *
   * @param forGood whether the peer said goodbye
   */
  void end(boolean forGood) {
    mailbox.execute(() -> ended(forGood));
  }

  /** Time has passed. */
  void tick() {
    mailbox.execute(this::ticked);
  }

  /** There is no place for this one. */
  void refuse(CloseReason reason) {
    mailbox.execute(() -> close(reason));
  }

  /** The server stops: what is under way is done, then the connection ends. */
  void stop() {
    mailbox.execute(
        () -> {
          stopping = true;
          stopWhenIdle();
        });
  }

  private void received(String text) {
    if (closed || stopping) {
      line.more(); // Behind it is the answer to our close frame.
      return;
    }
    heard();
    ClientMessage message = ClientMessage.parse(text).orElse(null);
    if (message instanceof ClientMessage.First first && seat == null) {
      enter(first);
    } else if (message instanceof ClientMessage.Later later && seat != null) {
      act(later, seat);
    } else {
      close(CloseReason.MALFORMED);
    }
  }

  private void enter(ClientMessage.First message) {
    SeatKey key = reception.newKey();
    if (message instanceof ClientMessage.Open open) {
      open(open, key);
    } else if (message instanceof ClientMessage.Join join) {
      join(join, key);
    } else if (message instanceof ClientMessage.Meet meet) {
      if (tooLarge(meet.m().orElse(""))) {
        close(CloseReason.MALFORMED);
      } else if (!reception.door().meet(address, reception.now())) {
        close(CloseReason.BUSY);
      } else {
        during(
            reception.store().meet(meet.room(), meet.role(), key.digest(), meet.m()),
            entry -> entered(entry, key));
      }
    } else if (message instanceof ClientMessage.Resume resume) {
      seen = resume.seen();
      during(
          reception.store().resume(resume.room(), resume.seat().digest(), resume.seen()),
          this::resumed);
    }
  }

  private void open(ClientMessage.Open open, SeatKey key) {
    if (tooLarge(open.m())) {
      close(CloseReason.MALFORMED);
    } else if (!reception.tokens().permit(open.token())) {
      close(CloseReason.NO_TOKEN);
    } else if (!isToWork(reception.door().open(address, open.work(), reception.now()))) {
      during(reception.store().open(key.digest(), open.m()), entry -> entered(entry, key));
    }
  }

  private void join(ClientMessage.Join join, SeatKey key) {
    RoomName room = join.room();
    if (!isToWork(reception.door().join(room.text(), address, join.work(), reception.now()))) {
      suspect = true;
      during(reception.store().join(room, key.digest()), entry -> entered(entry, key));
    }
  }

  /** Asks for work, and gives time for it. */
  private boolean isToWork(Optional<Doorkeeper.Demand> demand) {
    demand.ifPresent(
        it -> {
          reception.metrics().workAsked();
          firstUntil = reception.now().plus(ProofOfWork.VALID).nanos();
          line.send(ServerMessage.work(it));
          line.more();
        });
    return demand.isPresent();
  }

  private void entered(Entry entry, SeatKey key) {
    sit(
        entry,
        taken ->
            line.send(
                taken.seat().role() == Role.INVITER
                    ? ServerMessage.opened(taken.seat().room(), key)
                    : ServerMessage.joined(key)));
  }

  private void resumed(Entry entry) {
    sit(entry, taken -> line.send(ServerMessage.resumed(taken.taken())));
  }

  private void sit(Entry entry, Consumer<Entry.Entered> tell) {
    if (entry instanceof Entry.Refused refused) {
      if (suspect) {
        suspect = false;
        reception.metrics().joinFailed();
      }
      close(CloseReason.of(refused.why()));
    } else if (entry instanceof Entry.Entered taken) {
      seat = taken.seat();
      said = taken.taken();
      if (closed) {
        leave(true); // Nobody was told of the seat.
        return;
      }
      reception.metrics().joined();
      tell.accept(taken);
      watch = new RoomWatch(reception.store(), seat.room(), () -> mailbox.execute(this::look));
    }
  }

  private void act(ClientMessage.Later message, Seat own) {
    boolean inviter = own.role() == Role.INVITER;
    if (message instanceof ClientMessage.To to && !tooLarge(to.m())) {
      said++;
      reception.metrics().relayed(size(to.m()));
      during(reception.store().append(own, to.m()), this::done);
    } else if (message instanceof ClientMessage.Next next && inviter && !tooLarge(next.m())) {
      during(reception.store().next(own, next.m()), this::begun);
    } else if (message instanceof ClientMessage.Dead && inviter && !own.room().isMeeting()) {
      during(reception.store().dead(own), this::done);
    } else if (message instanceof ClientMessage.Paired && inviter) {
      during(reception.store().paired(own), this::done);
    } else {
      close(CloseReason.MALFORMED);
    }
  }

  private void done(Optional<Ending> over) {
    // The look that follows tells what else was said before the end, and the reason. Where it finds
    // no end, the peer spoke in a run that has not begun.
    if (over.isPresent()) {
      refused = true;
      look();
    }
  }

  private void begun(Entry entry) {
    if (entry instanceof Entry.Entered next) {
      seat = next.seat();
      seen = 0;
      said = 0;
      peerTold = false;
      presentTold = false;
      look();
    } else if (entry instanceof Entry.Refused refused) {
      close(CloseReason.of(refused.why()));
    }
  }

  /** The room has changed, or may have. */
  private void look() {
    Seat own = seat;
    if (closed || own == null) {
      return;
    }
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    reception
        .store()
        .read(own, seen)
        .whenComplete((view, failure) -> mailbox.execute(() -> looked(own, view, failure)));
  }

  private void looked(Seat from, @Nullable RoomView view, @Nullable Throwable failure) {
    looking = false;
    if (closed) {
      return;
    }
    if (view == null || failure != null) {
      reception.failed(failure);
      close(CloseReason.BUSY);
      return;
    }
    boolean again = lookAgain;
    lookAgain = false;
    if (!from.equals(seat)) {
      again = true; // It was a look at the run before.
    } else if (view instanceof RoomView.Ended over) {
      ended(over);
    } else if (refused) {
      close(CloseReason.MALFORMED);
    } else if (view instanceof RoomView.Standing standing) {
      again |= !standing.messages().isEmpty();
      tell(standing);
    }
    if (again) {
      look();
    }
  }

  private void tell(RoomView.Standing room) {
    lookAt = reception.now().plus(room.goodFor()).nanos();
    if (room.paired()) {
      acquit();
    }
    if (!room.begun()) {
      return;
    }
    if (!peerTold) {
      peerTold = true;
      presentTold = true;
      line.send(ServerMessage.PEER);
    }
    pass(room.messages());
    if (presentTold != room.otherPresent()) {
      presentTold = room.otherPresent();
      line.send(presentTold ? ServerMessage.BACK : ServerMessage.LEFT);
    }
    if (presentTold) {
      relays.renew(this::grantsRelay, line, reception.now());
    }
  }

  private boolean grantsRelay() {
    return reception.door().relay(address, reception.now());
  }

  private void pass(Iterable<String> messages) {
    for (String message : messages) {
      seen++;
      line.send(ServerMessage.from(message));
    }
  }

  private void ended(RoomView.Ended over) {
    if (peerTold) {
      pass(over.messages());
    }
    if (suspect && BY_THE_JOINER.contains(over.why())) {
      suspect = false;
      reception.metrics().joinFailed();
    } else if (over.why() == Ending.RUN_ENDED) {
      excuse();
    }
    acquit();
    close(CloseReason.of(over.why()));
  }

  /** The join was no guess. */
  private void acquit() {
    if (suspect) {
      suspect = false;
      reception.door().forgive(address);
    }
  }

  /** The join came to nothing before it was a guess. */
  private void excuse() {
    Seat own = seat;
    if (suspect && own != null) {
      suspect = false;
      reception.door().excuse(own.room().text(), address, reception.now());
    }
  }

  private void ended(boolean forGood) {
    if (ended) {
      return;
    }
    ended = true;
    closed = true;
    reception.gone(this);
    // Who confirmed its guess and ran would never be there when the code is burned; nor would who
    // breaks off before, and guesses from a socket that resumes.
    if (forGood && said < 2) {
      excuse();
    }
    if (seat != null) {
      leave(forGood);
    }
  }

  private void leave(boolean forGood) {
    Seat own = seat;
    if (watch != null) {
      watch.close();
    }
    if (own != null) {
      reception
          .store()
          .leave(own, forGood)
          .whenComplete((left, failure) -> reception.failed(failure));
    }
  }

  private void ticked() {
    Monotonic now = reception.now();
    if (closed) {
      dropInTime(now);
    } else if (seat == null && now.hasReached(firstUntil)) {
      close(CloseReason.NOTHING_SAID);
    } else if (now.hasReached(silentUntil)) {
      line.drop();
    } else {
      pingAndLookInTime(now);
    }
  }

  private void pingAndLookInTime(Monotonic now) {
    if (now.hasReached(nextPing)) {
      nextPing = now.plus(reception.limits().pingEvery()).nanos();
      line.ping();
      if (seat != null) {
        reception.store().renew(seat).whenComplete((done, failure) -> reception.failed(failure));
      }
    }
    if (now.hasReached(lookAt)) {
      lookAt = Monotonic.NEVER;
      look();
    } else if (presentTold) {
      relays.renew(this::grantsRelay, line, now);
    }
  }

  /** Who does not answer a close frame is not waited for. */
  private void dropInTime(Monotonic now) {
    if (dropAt == Monotonic.NEVER) {
      dropAt = now.plus(CLOSE_WITHIN).nanos();
    } else if (now.hasReached(dropAt)) {
      line.drop();
    }
  }

  private void heard() {
    silentUntil = reception.now().plus(reception.limits().silence()).nanos();
  }

  /** Does something for the peer, and reads its next message after that. */
  private <T> void during(CompletionStage<T> operation, Consumer<T> then) {
    busy = true;
    operation.whenComplete(
        (result, failure) ->
            mailbox.execute(
                () -> {
                  busy = false;
                  if (failure != null) {
                    reception.failed(failure);
                    close(CloseReason.BUSY);
                    return;
                  }
                  then.accept(result);
                  if (!closed) {
                    line.more();
                  }
                  stopWhenIdle();
                }));
  }

  private void stopWhenIdle() {
    if (stopping && !busy) {
      close(CloseReason.SERVER_STOPS);
    }
  }

  private void close(CloseReason reason) {
    if (!closed) {
      closed = true;
      if (watch != null) {
        watch.close();
      }
      line.close(reason);
    }
  }

  private boolean tooLarge(String m) {
    return size(m) > reception.limits().messageBytes();
  }

  private static int size(String m) {
    return m.getBytes(UTF_8).length;
  }
}
