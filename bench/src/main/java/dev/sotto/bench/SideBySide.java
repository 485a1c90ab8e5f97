package dev.sotto.bench;

import dev.sotto.ice.AddressFilter;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures Sotto and libwebrtc in one run of about a minute and a half, and prints the result. Both
 * peers of a connection are in this process. Outside of a network namespace only Sotto is measured,
 * on loopback: libwebrtc would look at every interface of the machine.
 */
public final class SideBySide {
  private static final String ONLY_IN_NAMESPACE = "sotto0";
  private static final int BULK_MESSAGE = 16 * 1024;
  private static final Duration BULK_WARM_UP = Duration.ofSeconds(5);
  private static final Duration BULK = Duration.ofSeconds(8);

  private final List<Stack> stacks;

  private SideBySide(List<Stack> stacks) {
    this.stacks = stacks;
  }

  /** What one stack was measured to do. */
  private record Result(Distribution connect, Measurements.Bulk bulk, Distribution roundTrip) {}

  /** One number of a result. */
  @FunctionalInterface
  private interface Reading {
    double of(Result result);
  }

  /**
   * Runs all measurements.
   *
   * @param arguments none
   * @throws SocketException if the interfaces cannot be listed
   */
  public static void main(String[] arguments) throws SocketException {
    boolean namespace = NetworkInterface.getByName(ONLY_IN_NAMESPACE) != null;
    List<Stack> stacks = new ArrayList<>();
    stacks.add(
        new SottoStack(namespace ? AddressFilter.Loopback.EXCLUDED : AddressFilter.Loopback.ONLY));
    if (namespace) {
      stacks.add(new LibwebrtcStack());
    }
    System.out.printf(
        "%n%d processors, %s %s, Java %s, %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        namespace
            ? "in a network namespace"
            : "on loopback; libwebrtc is left out, it needs a network namespace");
    new SideBySide(stacks).run();
    // libwebrtc leaves threads that are not daemons.
    System.exit(0);
  }

  private void run() {
    List<Result> results = new ArrayList<>();
    for (Stack stack : stacks) {
      Distribution connect = Measurements.connect(stack);
      Measurements.Bulk bulk = Measurements.bulk(stack, BULK_MESSAGE, BULK_WARM_UP, BULK);
      Distribution roundTrip = Measurements.roundTrip(stack);
      results.add(new Result(connect, bulk, roundTrip));
    }
    StringBuilder head = new StringBuilder(String.format("%n%-34s", ""));
    for (Stack stack : stacks) {
      head.append(String.format("%12s", stack.name()));
    }
    System.out.println(head.append(stacks.size() > 1 ? "       ratio" : ""));
    print("connect, p50, ms", results, result -> result.connect().percentile(50) / 1e6);
    print("connect, p90, ms", results, result -> result.connect().percentile(90) / 1e6);
    print("bulk of 16 KiB messages, Mbit/s", results, result -> result.bulk().megabitsPerSecond());
    print("CPU seconds a GB, both sides", results, result -> result.bulk().cpuSecondsPerGigabyte());
    print("round trip of 100 bytes, p50, us", results, r -> r.roundTrip().percentile(50) / 1e3);
    print("round trip of 100 bytes, p99, us", results, r -> r.roundTrip().percentile(99) / 1e3);
    stacks.forEach(Stack::close);
  }

  private static void print(String what, List<Result> results, Reading reading) {
    StringBuilder line = new StringBuilder(String.format("%-34s", what));
    for (Result result : results) {
      line.append(String.format(Locale.ROOT, "%12.1f", reading.of(result)));
    }
    if (results.size() > 1) {
      double ratio = reading.of(results.get(0)) / reading.of(results.get(1));
      line.append(String.format(Locale.ROOT, "%12.2f", ratio));
    }
    System.out.println(line);
  }
}
