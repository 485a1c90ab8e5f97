package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With which secrets the peer is looked for, and in which order. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RejoinSecretsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
  private final Surroundings surroundings =
      new Surroundings(factory, MessengerOptions.anonymous(), failures::add);
  private final Course course = new Course(surroundings);
  private final BlockingQueue<PairingSecret> tries = new LinkedBlockingQueue<>();
  private final PairingSecret first = secret();
  private final PairingSecret second = secret();
  private final PairingSecret third = secret();

  private PairingSecret secret() {
    return PairingSecret.code(
        PairingCode.random("1", 3, surroundings.words(), surroundings.random()));
  }

  private Rejoin rejoin(Duration stay) {
    return new Rejoin(course, new Rejoin.Pace(SHORT, stay), this::attempt, () -> {});
  }

  private Pairing attempt(PairingSecret secret) {
    return new Pairing() {
      @Override
      public void start() {
        tries.add(secret);
      }

      @Override
      public void close() {}
    };
  }

  @AfterEach
  void close() {
    factory.close();
    surroundings.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void bothAreTriedInTurnUntilThePeerHasSpoken() {
    Rejoin rejoin = rejoin(SHORT);
    course.execute(
        () -> {
          rejoin.replace(first);
          rejoin.begin(LONG);
        });
    assertThat(next(tries)).isSameAs(first);
    course.execute(
        () -> {
          rejoin.paired();
          rejoin.replace(second);
          rejoin.begin(LONG); // the new connection broke
        });
    assertThat(next(tries)).isSameAs(first);
    assertThat(next(tries)).isSameAs(second);
    assertThat(next(tries)).isSameAs(first);
    course.execute(
        () -> {
          rejoin.succeeded();
          tries.clear();
          rejoin.begin(LONG);
        });
    assertThat(next(tries)).isSameAs(second);
    course.execute(rejoin::again);
    assertThat(next(tries)).isSameAs(second);
    course.execute(rejoin::close);
  }

  @Test
  void whatTheLastConnectionWasMadeWithIsKeptAndNothingOlder() {
    Rejoin rejoin = rejoin(LONG);
    course.execute(
        () -> {
          rejoin.replace(first);
          rejoin.begin(LONG);
          rejoin.replace(second);
          rejoin.again();
        });
    assertThat(next(tries)).isSameAs(first);
    assertThat(next(tries)).isSameAs(first);
    course.execute(rejoin::again);
    assertThat(next(tries)).isSameAs(second);
    course.execute(
        () -> {
          rejoin.replace(third);
          rejoin.again();
        });
    assertThat(next(tries)).isSameAs(second);
    course.execute(rejoin::again);
    assertThat(next(tries)).isSameAs(third);
    course.execute(rejoin::close);
  }

  @Test
  void itIsTooLateAfterTheTimeThatItWasGiven() {
    CompletableFuture<Void> tooLate = new CompletableFuture<>();
    Rejoin.Pace pace = new Rejoin.Pace(LONG, LONG);
    Rejoin rejoin = new Rejoin(course, pace, this::attempt, () -> tooLate.complete(null));
    course.execute(
        () -> {
          rejoin.replace(first);
          rejoin.begin(SHORT);
        });
    tooLate.join();
    course.execute(rejoin::close);
  }
}
