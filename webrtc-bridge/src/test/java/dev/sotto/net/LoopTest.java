package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("loop under test", failures::add);

  @AfterEach
  void close() {
    loop.close();
    assertThat(threads()).isEmpty();
  }

  @Test
  void runsTasksInTheOrderOfPosting() throws Exception {
    List<Integer> done = new ArrayList<>();
    CompletableFuture<List<Integer>> all = new CompletableFuture<>();
    for (int i = 0; i < 5000; i++) {
      int number = i;
      loop.execute(() -> done.add(number));
    }
    loop.execute(() -> all.complete(done));
    assertThat(all.get()).hasSize(5000).isSorted();
  }

  @Test
  void losesNoTaskOfManyThreads() throws Exception {
    int threads = 8;
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(threads * each);
    List<Thread> posters = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread poster =
          new Thread(
              () -> {
                for (int j = 0; j < each; j++) {
                  loop.execute(done::countDown);
                }
              });
      poster.start();
      posters.add(poster);
    }
    for (Thread poster : posters) {
      poster.join();
    }
    done.await();
    assertThat(done.getCount()).isZero();
  }

  @Test
  void wakesForEachTaskWhenItIsIdle() throws Exception {
    for (int i = 0; i < 1000; i++) {
      CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
      loop.execute(() -> inLoop.complete(loop.inLoop()));
      assertThat(inLoop.get()).isTrue();
    }
    assertThat(loop.inLoop()).isFalse();
  }

  @Test
  void aTaskThatPostsItselfStarvesNobody() throws Exception {
    CompletableFuture<Void> fired = new CompletableFuture<>();
    Runnable greedy =
        new Runnable() {
          @Override
          public void run() {
            if (!fired.isDone()) {
              loop.execute(this);
            }
          }
        };
    loop.execute(
        () -> {
          loop.timer(() -> fired.complete(null)).schedule(after(Duration.ofMillis(1)));
          greedy.run();
        });
    fired.get();
    assertThat(failures).isEmpty();
  }

  @Test
  void firesTimersInTheOrderOfTheirDeadlines() throws Exception {
    List<String> fired = new ArrayList<>();
    CompletableFuture<List<String>> all = new CompletableFuture<>();
    loop.execute(
        () -> {
          long base = after(Duration.ofMillis(5));
          loop.timer(() -> all.complete(fired)).schedule(base + 3);
          loop.timer(() -> fired.add("second")).schedule(base + 2);
          loop.timer(() -> fired.add("first")).schedule(base + 1);
          loop.timer(() -> fired.add("second too")).schedule(base + 2);
        });
    assertThat(all.get()).containsExactly("first", "second", "second too");
  }

  @Test
  void firesNoTimerEarlyAndEachOnce() throws Exception {
    List<Long> early = new ArrayList<>();
    CompletableFuture<Void> all = new CompletableFuture<>();
    loop.execute(
        () -> {
          for (int i = 0; i < 20; i++) {
            long deadline = after(Duration.ofMillis(i));
            loop.timer(() -> early.add(loop.now().nanos() - deadline)).schedule(deadline);
          }
          loop.timer(() -> all.complete(null)).schedule(after(Duration.ofMillis(50)));
        });
    all.get();
    assertThat(early).hasSize(20).allMatch(lateness -> lateness >= 0);
  }

  @Test
  void movesAndCancelsTimers() throws Exception {
    List<String> fired = new ArrayList<>();
    CompletableFuture<List<String>> all = new CompletableFuture<>();
    loop.execute(
        () -> {
          Timer cancelled = loop.timer(() -> fired.add("cancelled"));
          Timer sooner = loop.timer(() -> fired.add("sooner"));
          Timer later = loop.timer(() -> all.complete(fired));
          cancelled.schedule(after(Duration.ofMillis(1)));
          sooner.schedule(after(Duration.ofHours(1)));
          later.schedule(after(Duration.ofMillis(1)));
          cancelled.cancel();
          cancelled.cancel();
          assertThat(cancelled.deadline()).isEqualTo(Monotonic.NEVER);
          sooner.schedule(after(Duration.ofMillis(2)));
          later.schedule(after(Duration.ofMillis(20)));
        });
    assertThat(all.get()).containsExactly("sooner");
    assertThat(failures).isEmpty();
  }

  @Test
  void reportsWhatTasksAndTimersThrowAndGoesOn() throws Exception {
    CompletableFuture<Void> all = new CompletableFuture<>();
    loop.execute(
        () -> {
          throw new IllegalStateException("task");
        });
    loop.execute(
        () -> {
          throw new AssertionError("error");
        });
    loop.execute(
        () ->
            loop.timer(
                    () -> {
                      throw new IllegalStateException("timer");
                    })
                .schedule(0));
    loop.execute(() -> loop.timer(() -> all.complete(null)).schedule(after(Duration.ofMillis(1))));
    all.get();
    assertThat(failures).extracting(Throwable::getMessage).contains("task", "error", "timer");
  }

  @Test
  void survivesAHandlerOfFailuresThatFails() throws Exception {
    CompletableFuture<Throwable> last = new CompletableFuture<>();
    Loop careless =
        new Loop(
            "careless",
            failure -> {
              throw new IllegalStateException("handler");
            });
    careless.execute(
        () -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((thread, failure) -> last.complete(failure));
          throw new IllegalStateException("task");
        });
    assertThat(last.get()).hasMessage("handler");
    CompletableFuture<Void> alive = new CompletableFuture<>();
    careless.execute(() -> alive.complete(null));
    alive.get();
    careless.close();
  }

  @Test
  void survivesAnInterrupt() throws Exception {
    loop.execute(() -> Thread.currentThread().interrupt());
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    loop.execute(
        () ->
            loop.timer(() -> interrupted.complete(Thread.currentThread().isInterrupted()))
                .schedule(after(Duration.ofMillis(2))));
    assertThat(interrupted.get()).isFalse();
  }

  @Test
  void runsWhatWasPostedBeforeTheCloseAndRefusesTheRest() {
    List<Integer> done = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3000; i++) {
      int number = i;
      loop.execute(() -> done.add(number));
    }
    loop.close();
    loop.close();
    assertThat(done).hasSize(3000);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> loop.execute(() -> done.add(-1)));
    assertThat(done).hasSize(3000);
  }

  @Test
  void canBeClosedByItsOwnTasks() throws Exception {
    CompletableFuture<Thread> closer = new CompletableFuture<>();
    loop.execute(
        () -> {
          loop.close();
          closer.complete(Thread.currentThread());
        });
    closer.get().join(TimeUnit.MINUTES.toMillis(1));
    assertThat(closer.get().isAlive()).isFalse();
  }

  @Test
  void everyTaskIsRunOrRefusedWhenItIsClosedMeanwhile() throws Exception {
    for (int round = 0; round < 200; round++) {
      Loop closing = new Loop("closing", failures::add);
      List<Integer> run = new CopyOnWriteArrayList<>();
      int accepted = 0;
      CompletableFuture<Void> started = new CompletableFuture<>();
      closing.execute(() -> started.complete(null));
      started.get();
      Thread closer = new Thread(closing::close);
      closer.start();
      try {
        for (int i = 0; i < 1000; i++) {
          closing.execute(() -> run.add(1));
          accepted++;
        }
      } catch (RejectedExecutionException e) {
        assertThat(e).hasMessage("loop closed");
      }
      closer.join();
      closing.close();
      assertThat(run).hasSize(accepted);
    }
  }

  @Test
  void refusesTimersOnOtherThreads() {
    Timer timer = loop.timer(() -> {});
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> timer.schedule(0));
  }

  private long after(Duration duration) {
    return loop.now().plus(duration).nanos();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("loop under test"))
        .toList();
  }

  @Test
  void closingWaitsForTheEndAlsoWhenInterrupted() throws InterruptedException {
    Loop interrupted = new Loop("interrupted", failure -> {});
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    interrupted.execute(
        () -> {
          try {
            go.await();
            done.set(true);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Thread closer = Thread.currentThread();
    Thread helper =
        new Thread(
            () -> {
              while (closer.getState() != Thread.State.WAITING && go.getCount() > 0) {
                Thread.onSpinWait();
              }
              go.countDown();
            });
    closer.interrupt();
    helper.start();
    interrupted.close();

    boolean doneInTime = done.get();
    go.countDown();
    assertThat(Thread.interrupted()).isTrue();
    helper.join();
    assertThat(doneInTime).isTrue();
  }
}
