package dev.sotto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SerialExecutorTest {
  @Test
  void finishesWhatItWasGivenBeforeThePoolCloses() throws InterruptedException {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    SerialExecutor executor = new SerialExecutor(pool, failures::add);
    ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
    List<Integer> all = IntStream.range(0, 1000).boxed().toList();
    CountDownLatch closed = new CountDownLatch(1);
    executor.execute(
        () -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    all.forEach(i -> executor.execute(() -> ran.add(i)));
    pool.shutdown();
    closed.countDown();

    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).containsExactlyElementsOf(all);
    assertThat(failures).isEmpty();
  }
}
