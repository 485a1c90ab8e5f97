package dev.sotto.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sotto.peer.PeerConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Measures what connections cost that stand and have nothing to say: many at once on loopback, each
 * with an open channel, both ends of each in this process, first with ports of their own, then with
 * one UDP port for all on the answering side.
 */
public final class IdleConnections {
  private static final int AT_ONCE = 8;
  private static final int WARM_UP = 50;

  /** ice4j's pools keep a thread for a minute, and its timers what was cancelled for 15 s. */
  private static final Duration SETTLED = Duration.ofSeconds(80);

  private static final int COLLECTIONS = 5;
  private static final Duration CLEANING = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final int connections;

  private IdleConnections(int connections) {
    this.connections = connections;
  }

  /** What the process has and holds at a moment, when garbage is collected. */
  private record Holding(int threads, long sockets, long heap, long direct) {
    static Holding now() throws InterruptedException {
      for (int i = 0; i < COLLECTIONS; i++) {
        System.gc();
        // What was found to be unreachable is cleaned up on a thread, and then garbage itself.
        Thread.sleep(CLEANING.toMillis());
      }
      long direct =
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum();
      return new Holding(
          threadCount(),
          openSockets(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          direct);
    }

    /** Only Linux tells; elsewhere 0. */
    private static long openSockets() {
      Path descriptors = Path.of("/proc/self/fd");
      if (!Files.isDirectory(descriptors)) {
        return 0;
      }
      try (Stream<Path> open = Files.list(descriptors)) {
        return open.filter(Holding::isSocket).count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static boolean isSocket(Path descriptor) {
      try {
        return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
      } catch (IOException e) {
        // That of the listing itself is closed again.
        return false;
      }
    }
  }

  /**
   * Runs both measurements.
   *
   * @param arguments how many connections
   * @throws IOException if no port is free
   * @throws InterruptedException never
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    IdleConnections bench = new IdleConnections(Integer.parseInt(arguments[0]));
    PeerConfiguration own = PeerConfiguration.localOnly();
    bench.measure("ports of their own", own, own);
    bench.measure("one UDP port on the answering side", own, own.withSharedUdpPort(freePort()));
    System.exit(0);
  }

  private void measure(String how, PeerConfiguration offering, PeerConfiguration answering)
      throws InterruptedException {
    try (SottoStack stack = new SottoStack(offering, answering)) {
      connect(stack, WARM_UP).forEach(Link::close);
      Thread.sleep(SETTLED.toMillis());
      Holding before = Holding.now();

      long start = System.nanoTime();
      List<Link> links = connect(stack, connections);
      double took = (System.nanoTime() - start) / 1e9;
      Thread.sleep(SETTLED.toMillis());
      Holding after = Holding.now();
      double cpu = cpuWhileIdle();

      int ends = 2 * connections;
      System.out.printf("%n%d idle connections, both ends in this process: %s%n", connections, how);
      print("time to connect them all, s", took);
      print("threads before", before.threads());
      print("threads with them", after.threads());
      print("sockets", (double) (after.sockets() - before.sockets()));
      print("heap an end, kB", (after.heap() - before.heap()) / 1e3 / ends);
      print("direct memory an end, kB", (after.direct() - before.direct()) / 1e3 / ends);
      print("CPU of them all, % of a core", cpu * 100);
      links.forEach(Link::close);
    }
  }

  private static List<Link> connect(SottoStack stack, int count) {
    ExecutorService some = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<CompletableFuture<Link>> connecting = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        connecting.add(CompletableFuture.supplyAsync(stack::connect, some));
      }
      return connecting.stream().map(CompletableFuture::join).toList();
    } finally {
      some.shutdown();
    }
  }

  private static int threadCount() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static double cpuWhileIdle() throws InterruptedException {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long start = System.nanoTime();
    long before = process.getProcessCpuTime();
    Thread.sleep(IDLE.toMillis());
    return (process.getProcessCpuTime() - before) / (double) (System.nanoTime() - start);
  }

  private static void print(String what, double number) {
    System.out.printf(Locale.ROOT, "%-34s%12.1f%n", what, number);
  }

  private static int freePort() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DatagramChannel free = DatagramChannel.open().bind(any)) {
      return free.socket().getLocalPort();
    }
  }
}
