package dev.sotto.messenger;

import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.Mode;
import dev.sotto.pairing.PairingFailure;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingRun;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.signal.DirectListener;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inviter's pairing without a server: up to eight callers at once, all with the one code. The
 * first who knows it is the peer, and the others are dropped; the first wrong guess ends it for
 * all.
 */
final class ListeningPairing implements Pairing {
  private final Course course;
  private final Surroundings surroundings;
  private final Places.Listening places;
  private final PairingSecret secret;
  private final Consumer<InetSocketAddress> onListening;
  private final Outcome outcome;
  private final CodeLife life;
  private final Set<Caller> callers = new LinkedHashSet<>();
  private @Nullable DirectListener listener;
  private Course.Alarm expiry = Course.none();
  private boolean over;

  /** The secret of a code is closed at the end, that of a rejoin stays the caller's. */
  ListeningPairing(
      Course course,
      Surroundings surroundings,
      Places.Listening places,
      PairingSecret secret,
      Consumer<InetSocketAddress> onListening,
      Outcome outcome) {
    this.course = course;
    this.surroundings = surroundings;
    this.places = places;
    this.secret = secret;
    this.onListening = onListening;
    this.outcome = outcome;
    this.life = new CodeLife(secret.mode(), course.now());
  }

  @Override
  public void start() {
    try {
      DirectListener opened =
          places.open(
              place -> {
                Caller caller = new Caller(place);
                course.execute(caller::come);
                return new PlaceEvents(course, caller);
              });
      listener = opened;
      onListening.accept(opened.localAddress());
    } catch (IOException e) {
      fail(SessionEnd.of(SessionEnd.Kind.NO_PATH, "the port to listen on cannot be had"));
      return;
    }
    outcome.onWaiting();
    watchLife();
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

  private boolean goesOn() {
    if (over) {
      return false;
    }
    CodeLife.State state = life.state(course.now());
    if (state != CodeLife.State.ALIVE) {
      fail(CodeEnds.of(state));
      return false;
    }
    return true;
  }

  private void fail(SessionEnd end) {
    close();
    outcome.onFailed(end);
  }

  private void paired(Caller caller, PairingKeys keys) {
    callers.remove(caller);
    life.paired(course.now());
    caller.place.paired();
    close();
    outcome.onPaired(keys, caller.place, caller.inbox);
  }

  @Override
  public void close() {
    over = true;
    expiry.cancel();
    List.copyOf(callers).forEach(Caller::drop);
    callers.clear();
    if (listener != null) {
      listener.close();
    }
    if (secret.mode() != Mode.REJOIN) {
      secret.close();
    }
  }

  /** One who called, and its one run. */
  private final class Caller implements MeetingListener, Run.Outcome {
    private final MeetingPlace place;
    private final PairingRun engine = PairingRun.inviter(surroundings.random());
    private final Run run;
    private final Inbox inbox = new Inbox();
    private boolean spoke;
    private boolean paired;

    Caller(MeetingPlace place) {
      this.place = place;
      this.run = new Run(course, engine, place, this);
    }

    void come() {
      if (over) {
        drop();
        return;
      }
      callers.add(this);
      engine.opened(secret);
    }

    void drop() {
      run.close();
      place.close();
    }

    @Override
    public void onPeer() {
      if (callers.contains(this)) {
        outcome.onPeer();
        place.send(engine.opening());
        run.peerArrived();
      }
    }

    @Override
    public void onMessage(PairingMessage message) {
      if (paired) {
        inbox.listener().onMessage(message);
      } else if (spoke || begins()) {
        run.receive(message);
      }
    }

    /** With its first word: who calls and is silent is no run, and uses nothing up. */
    private boolean begins() {
      Monotonic now = course.now();
      if (!callers.contains(this)) {
        return false;
      }
      if (life.nextRun(now) > now.nanos()) {
        callers.remove(this);
        drop();
        return false;
      }
      spoke = true;
      life.runBegan(now);
      return true;
    }

    @Override
    public void onMalformed() {
      if (paired) {
        inbox.listener().onMalformed();
      } else {
        run.receiveMalformed();
      }
    }

    @Override
    public void onClosed(MeetingEnd end) {
      if (paired) {
        inbox.listener().onClosed(end);
      } else {
        run.lost();
      }
    }

    @Override
    public void onPaired(PairingKeys keys) {
      paired = true;
      ListeningPairing.this.paired(this, keys);
    }

    @Override
    public void onFailed(PairingFailure failure) {
      callers.remove(this);
      place.close();
      if (spoke) {
        life.failed(failure, course.now());
      }
      if (goesOn() && callers.isEmpty()) {
        outcome.onWaiting();
      }
    }
  }
}
