package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a silent peer is taken for one that is gone. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HoldTest {
  private static final Duration SOON = Duration.ofMillis(10);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
  private final Surroundings surroundings =
      new Surroundings(factory, MessengerOptions.anonymous(), failures::add);
  private final Course course = new Course(surroundings);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Hold hold = new Hold(course, SOON, () -> told.add("gone"));

  @AfterEach
  void close() {
    factory.close();
    surroundings.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void whoIsSilentAndHasLeftIsGone() {
    assertThat(after(() -> hold.silent(true), () -> hold.left(true))).isEqualTo("gone");
  }

  @Test
  void itDoesNotMatterWhichComesFirst() {
    assertThat(after(() -> hold.left(true), () -> hold.silent(true))).isEqualTo("gone");
  }

  @Test
  void whoIsOnlySilentMayComeBack() {
    assertThat(after(() -> hold.silent(true))).isEqualTo("later");
  }

  @Test
  void whoHasOnlyLeftHasPerhapsLostTheServerAlone() {
    assertThat(after(() -> hold.left(true))).isEqualTo("later");
  }

  @Test
  void whoIsAtTheServerAgainIsNotGone() {
    assertThat(after(() -> hold.silent(true), () -> hold.left(true), () -> hold.left(false)))
        .isEqualTo("later");
  }

  @Test
  void whoSpeaksAgainIsNotGone() {
    assertThat(after(() -> hold.silent(true), () -> hold.left(true), () -> hold.silent(false)))
        .isEqualTo("later");
  }

  @Test
  void aConnectionThatHasEndedIsHeldNoMore() {
    assertThat(after(() -> hold.silent(true), () -> hold.left(true), hold::end)).isEqualTo("later");
  }

  /** What is told first after all of that: that the peer is gone, or something of much later. */
  private String after(Runnable... happenings) {
    course.execute(
        () -> {
          List.of(happenings).forEach(Runnable::run);
          course.after(SOON.multipliedBy(10), () -> told.add("later"));
        });
    return next(told);
  }
}
