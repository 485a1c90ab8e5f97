package dev.sotto.messenger;

import dev.sotto.pairing.WordList;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.SerialExecutor;
import dev.sotto.time.Monotonic;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What the sessions of one messenger share: threads, time, randomness, the makers of the rest. */
final class Surroundings {
  private final PeerConnectionFactory connections;
  private final MessengerOptions options;
  private final Consumer<Throwable> failures;
  private final Tokens tokens = new Tokens();
  private final WordList words = Words.list();
  private final SecureRandom random = new SecureRandom();
  private final long epoch = System.nanoTime();
  private final ExecutorService pool =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          named("sotto-messenger"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("sotto-messenger-timer"));

  Surroundings(
      PeerConnectionFactory connections, MessengerOptions options, Consumer<Throwable> failures) {
    this.connections = connections;
    this.options = options;
    this.failures = failures;
    timer.setRemoveOnCancelPolicy(true);
  }

  PeerConnectionFactory connections() {
    return connections;
  }

  MessengerOptions options() {
    return options;
  }

  WordList words() {
    return words;
  }

  Tokens tokens() {
    return tokens;
  }

  SecureRandom random() {
    return random;
  }

  /** The time now, from an arbitrary start. */
  Monotonic now() {
    return new Monotonic(System.nanoTime() - epoch);
  }

  /**
   * A thread of its own for whoever runs one thing after another, as long as there is something.
   */
  Executor serial() {
    return new SerialExecutor(pool, failures);
  }

  /** Where what may block runs. */
  Executor pool() {
    return pool;
  }

  /** The one thread of all timers; what it runs must not block. */
  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  /** Lets what has begun come to its end. */
  void close() {
    timer.shutdownNow();
    pool.shutdown();
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
