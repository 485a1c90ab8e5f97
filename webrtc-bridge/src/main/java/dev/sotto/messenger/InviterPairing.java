package dev.sotto.messenger;

import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.Mode;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingFailure;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingRun;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import org.jspecify.annotations.Nullable;

/**
 * The inviter's pairing in a room: one run after another, until one succeeds or the code is used
 * up.
 *
 * <pre>
 *   open -- room: code -- peer: run --+-- paired: the place stays for the session
 *                           ^         +-- no guess spent: next, with a fresh run
 *                           +---------+
 *                                     +-- wrong code, 8 runs, 60 min: dead
 * </pre>
 */
final class InviterPairing implements Pairing, MeetingListener, Run.Outcome {
  private final Course course;
  private final Surroundings surroundings;
  private final Places.Rooms rooms;
  private final Outcome outcome;
  private final CodeLife life;
  private final Inbox inbox = new Inbox();
  private @Nullable PairingSecret secret;
  private @Nullable MeetingPlace place;
  private @Nullable Run run;
  private PairingRun engine;
  private Course.Alarm expiry = Course.none();
  private Course.Alarm nextRun = Course.none();
  private boolean paired;
  private boolean over;

  /** With a new code, or with the secret of a rejoin, which stays the caller's. */
  InviterPairing(
      Course course,
      Surroundings surroundings,
      Places.Rooms rooms,
      @Nullable PairingSecret rejoin,
      Outcome outcome) {
    this.course = course;
    this.surroundings = surroundings;
    this.rooms = rooms;
    this.secret = rejoin;
    this.outcome = outcome;
    this.life = new CodeLife(rejoin == null ? Mode.CODE : Mode.REJOIN, course.now());
    this.engine = PairingRun.inviter(surroundings.random());
  }

  @Override
  public void start() {
    PairingMessage.P0 opening = engine.opening();
    MeetingListener events = new PlaceEvents(course, this);
    PairingSecret known = secret;
    if (known == null) {
      place = rooms.open(opening, events);
    } else {
      engine.opened(known);
      place = rooms.meetAsInviter(known.room(), opening, events);
    }
    watchLife();
  }

  @Override
  public void onOpened(String room) {
    if (over || secret != null) {
      return; // closed meanwhile; or the room of a rejoin, which has its secret already
    }
    int words = surroundings.options().words();
    PairingCode code;
    PairingSecret made;
    try {
      code = PairingCode.random(room, words, surroundings.words(), surroundings.random());
      made = PairingSecret.code(code);
    } catch (IllegalArgumentException e) {
      fail(SessionEnd.of(SessionEnd.Kind.PROTOCOL, "the rendezvous server gave no room"));
      return;
    }
    secret = made;
    engine.opened(made);
    outcome.onCode(code);
    outcome.onWaiting();
  }

  @Override
  public void onPeer() {
    MeetingPlace at = place;
    if (over || paired || at == null || secret == null) {
      return;
    }
    life.runBegan(course.now());
    Run begun = new Run(course, engine, at, this);
    run = begun;
    outcome.onPeer();
    begun.peerArrived();
  }

  @Override
  public void onMessage(PairingMessage message) {
    if (paired) {
      inbox.listener().onMessage(message);
    } else if (!over && run != null) {
      run.receive(message);
    }
  }

  @Override
  public void onMalformed() {
    if (paired) {
      inbox.listener().onMalformed();
    } else if (!over && run != null) {
      run.receiveMalformed();
    }
  }

  @Override
  public void onLeft() {
    inbox.listener().onLeft();
  }

  @Override
  public void onBack() {
    inbox.listener().onBack();
  }

  @Override
  public void onIceServers(IceServers servers) {
    if (paired || !over) {
      outcome.onIceServers(servers);
    }
  }

  @Override
  public void onClosed(MeetingEnd end) {
    if (paired) {
      inbox.listener().onClosed(end);
    } else if (!over) {
      fail(Pairing.ended(end));
    }
  }

  @Override
  public void onPaired(PairingKeys keys) {
    MeetingPlace at = place;
    if (at == null) {
      throw new IllegalStateException("a run without a place");
    }
    paired = true;
    life.paired(course.now());
    at.paired();
    stop();
    outcome.onPaired(keys, at, inbox);
  }

  @Override
  public void onFailed(PairingFailure failure) {
    run = null;
    life.failed(failure, course.now());
    if (!goesOn()) {
      return;
    }
    engine = PairingRun.inviter(surroundings.random());
    PairingSecret known = secret;
    if (known != null) {
      engine.opened(known);
    }
    outcome.onWaiting();
    nextRun.cancel();
    nextRun = course.at(life.nextRun(course.now()), this::next);
  }

  private void next() {
    MeetingPlace at = place;
    if (!over && at != null) {
      at.next(engine.opening());
    }
  }

  private void watchLife() {
    expiry.cancel();
    expiry =
        course.at(
            life.nextTimeout(),
            () -> {
              if (goesOn()) {
                watchLife();
              }
            });
  }

  /** Whether another run is allowed; if not, all is over. */
  private boolean goesOn() {
    if (over) {
      return false;
    }
    CodeLife.State state = life.state(course.now());
    if (state == CodeLife.State.ALIVE) {
      return true;
    }
    if (place != null) {
      place.dead();
    }
    fail(CodeEnds.of(state));
    return false;
  }

  private void fail(SessionEnd end) {
    close();
    outcome.onFailed(end);
  }

  @Override
  public void close() {
    stop();
    if (!paired && place != null) {
      place.close();
    }
  }

  private void stop() {
    over = true;
    expiry.cancel();
    nextRun.cancel();
    if (run != null) {
      run.close();
    }
    engine.close();
    if (secret != null && secret.mode() == Mode.CODE) {
      secret.close();
    }
  }
}
