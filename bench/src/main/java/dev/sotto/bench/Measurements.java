package dev.sotto.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** What is measured of a stack, each the same way for all. */
final class Measurements {
  private static final int WARM_UP_CONNECTIONS = 5;
  private static final int CONNECTIONS = 20;
  private static final int ECHO_MESSAGE = 100;
  private static final int WARM_UP_ECHOES = 3000;
  private static final int ECHOES = 5000;

  private Measurements() {}

  /**
   * How fast bytes went, and what that cost.
   *
   * @param megabitsPerSecond of messages, as the receiver had them
   * @param cpuSecondsPerGigabyte of this process, so of both sides together
   */
  record Bulk(double megabitsPerSecond, double cpuSecondsPerGigabyte) {}

  /** From the creation of two peers until both have the open channel. */
  static Distribution connect(Stack stack) {
    long[] nanos = new long[CONNECTIONS];
    for (int i = -WARM_UP_CONNECTIONS; i < CONNECTIONS; i++) {
      long start = System.nanoTime();
      Link link = stack.connect();
      long took = System.nanoTime() - start;
      link.close();
      if (i >= 0) {
        nanos[i] = took;
      }
    }
    return new Distribution(nanos);
  }

  /** One sender that never pauses but for backpressure. */
  static Bulk bulk(Stack stack, int messageLength, Duration warmUp, Duration measured) {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    LongAdder received = new LongAdder();
    try (Link link = stack.connect()) {
      link.far().receiver(message -> received.add(message.length));
      byte[] message = new byte[messageLength];
      sendUntil(System.nanoTime() + warmUp.toNanos(), link, message);

      long start = System.nanoTime();
      long bytesBefore = received.sum();
      long cpuBefore = process.getProcessCpuTime();
      sendUntil(start + measured.toNanos(), link, message);
      double seconds = (System.nanoTime() - start) / 1e9;
      double bytes = received.sum() - bytesBefore;
      double cpuSeconds = (process.getProcessCpuTime() - cpuBefore) / 1e9;
      return new Bulk(bytes * 8 / 1e6 / seconds, cpuSeconds / (bytes / 1e9));
    }
  }

  private static void sendUntil(long end, Link link, byte[] message) {
    while (System.nanoTime() < end) {
      link.near().send(message);
    }
  }

  /** There and back, one at a time. */
  static Distribution roundTrip(Stack stack) {
    try (Link link = stack.connect()) {
      Semaphore back = new Semaphore(0);
      link.far().receiver(link.far()::send);
      link.near().receiver(message -> back.release());
      byte[] message = new byte[ECHO_MESSAGE];
      long[] nanos = new long[ECHOES];
      for (int i = -WARM_UP_ECHOES; i < ECHOES; i++) {
        long start = System.nanoTime();
        link.near().send(message);
        back.acquireUninterruptibly();
        if (i >= 0) {
          nanos[i] = System.nanoTime() - start;
        }
      }
      return new Distribution(nanos);
    }
  }
}
