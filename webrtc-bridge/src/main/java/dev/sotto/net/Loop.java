package dev.sotto.net;

import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One thread and one selector, which own the channels, the timers and the mailbox of the
 * connections pinned to them. The only place that reads the clock.
 *
 * <p>Each turn serves the channels that are ready, then the timers that are due, then the mailbox,
 * each within a budget, so that nothing starves the rest. What a channel's handler puts into the
 * mailbox therefore runs once, after all that arrived with it was handled: the place to write what
 * many packets together gave cause for.
 *
 * <pre>
 *   turn:  wait ──▶ channels ──▶ timers ──▶ mailbox ──┐
 *            ▲                                        │
 *            └────────────────────────────────────────┘
 * </pre>
 *
 * <p>Actions that throw are reported and never end the loop. The mailbox has no limit: it is for
 * our own threads, who are to post no more than one task for each wish of the user or result of a
 * bounded executor; nothing that a peer sends is posted.
 */
public final class Loop implements Executor, AutoCloseable {
  private static final int TASKS_A_TURN = 1024;
  private static final int TIMERS_A_TURN = 1024;
  private static final int BUFFER_BYTES = 64 << 10;

  private final Consumer<Throwable> failures;
  private final Selector selector;
  private final Thread thread;
  private final long start = System.nanoTime();
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final TimerQueue timers = new TimerQueue();
  private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] receiveCopy = new byte[BUFFER_BYTES];
  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * Starts a loop.
   *
   * @param name the thread's name
   * @param failures told of everything that an action of the loop throws, on the loop thread
   * @throws UncheckedIOException when the system gives no selector
   */
  public Loop(String name, Consumer<Throwable> failures) {
    this.failures = failures;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Runs a task on the loop thread, in the order of posting. From any thread.
   *
   * @param task what to run; it must not block
   * @throws RejectedExecutionException when the loop is closed
   */
  @Override
  public void execute(Runnable task) {
    if (closing) {
      throw new RejectedExecutionException("loop closed");
    }
    mailbox.add(task);
    if (ended && mailbox.remove(task)) {
      throw new RejectedExecutionException("loop closed");
    }
    wake();
  }

  /**
   * Whether the caller is the loop thread.
   *
   * @return whether it is
   */
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  /**
   * The time. From any thread.
   *
   * @return the time since the loop was made
   */
  public Monotonic now() {
    return new Monotonic(nanos());
  }

  /**
   * Makes a timer. From any thread; the timer itself is for the loop thread only.
   *
   * @param action what happens when it is due, on the loop thread
   * @return the timer, not yet scheduled
   */
  public Timer timer(Runnable action) {
    return new Timer(this, action);
  }

  /**
   * Ends the loop: what was posted before is still run, then all its channels and the selector are
   * closed and the thread ends. From any thread, any number of times. A caller that is not the loop
   * thread waits for the end, also when interrupted, so it must hold no lock that a task wants.
   */
  @Override
  public void close() {
    closing = true;
    wake();
    if (inLoop()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // Nothing that the loop needs may be taken away before it has ended.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Watches a channel; the action runs on the loop thread whenever it is ready. What it is watched
   * for may be changed in the key, by the loop thread.
   */
  SelectionKey register(SelectableChannel channel, int operations, Runnable ready)
      throws ClosedChannelException {
    requireInLoop();
    return channel.register(selector, operations, ready);
  }

  /** Refuses callers on another thread. */
  void requireInLoop() {
    if (!inLoop()) {
      throw new IllegalStateException("not on the loop thread but " + Thread.currentThread());
    }
  }

  /** Reports what an action threw. */
  void report(Throwable failure) {
    try {
      failures.accept(failure);
    } catch (Throwable e) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  TimerQueue timers() {
    return timers;
  }

  /** Where all sockets of the loop receive; valid until the next receive. */
  ByteBuffer receiveBuffer() {
    return receiveBuffer;
  }

  /** The received datagram on the heap, where the ciphers are fastest. */
  byte[] receiveCopy() {
    return receiveCopy;
  }

  /** Where all sockets of the loop put what they send; free between two sends. */
  ByteBuffer sendBuffer() {
    return sendBuffer;
  }

  private void run() {
    try (selector) {
      while (!closing) {
        await();
        runTimers();
        runTasks(TASKS_A_TURN);
      }
      runTasks(Integer.MAX_VALUE);
      ended = true;
      runTasks(Integer.MAX_VALUE);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      closing = true;
      ended = true;
      report(e);
    }
  }

  private void await() throws IOException {
    // An interrupt would close the next channel that this thread touches.
    Thread.interrupted();
    long wait = mailbox.isEmpty() ? nanosToTimer() : 0;
    if (wait <= 0) {
      selector.selectNow(this::ready);
    } else if (wait == Monotonic.NEVER) {
      selector.select(this::ready);
    } else {
      selector.select(this::ready, (wait + 999_999) / 1_000_000);
    }
    woken.set(false);
  }

  private void ready(SelectionKey key) {
    guarded((Runnable) key.attachment());
  }

  private void runTimers() {
    long now = nanos();
    for (int i = 0; i < TIMERS_A_TURN; i++) {
      Timer timer = timers.pollDue(now);
      if (timer == null) {
        return;
      }
      guarded(timer.action);
    }
  }

  private void runTasks(int budget) {
    for (int i = 0; i < budget; i++) {
      Runnable task = mailbox.poll();
      if (task == null) {
        return;
      }
      guarded(task);
    }
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      report(e);
    }
  }

  private long nanosToTimer() {
    long earliest = timers.earliest();
    return earliest == Monotonic.NEVER ? Monotonic.NEVER : earliest - nanos();
  }

  private long nanos() {
    return System.nanoTime() - start;
  }

  private void wake() {
    if (!inLoop() && woken.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }
}
