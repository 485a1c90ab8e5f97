package dev.sotto.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Loads a rendezvous server of another process, on loopback: rooms that wait, pairs that say
 * nothing, exchanges at a steady rate whether or not the server keeps up, and then the same while
 * one address floods. Measures, and judges nothing.
 */
public final class RendezvousLoad {
  private static final int WAITING = 2_000;
  private static final int SILENT_PAIRS = 1_500;
  private static final int AT_ONCE = 32;
  private static final int RATE = 200;
  private static final int FLOOD_AT_ONCE = 64;
  private static final int MOST_UNDER_WAY = 2_000;
  private static final int WARM_UP_SECONDS = 30;
  private static final int WARM_UP_RATE = 50;
  private static final int PATIENCE_SECONDS = 30;
  private static final String FLOODER = "203.0.113.1";

  private final HttpClient http =
      HttpClient.newBuilder()
          .executor(
              Executors.newFixedThreadPool(
                  4,
                  task -> {
                    Thread thread = new Thread(task, "load");
                    thread.setDaemon(true);
                    return thread;
                  }))
          .build();
  private final Process server;
  private final BufferedReader answers;
  private final int port;
  private int claimed;

  private RendezvousLoad(Process server, BufferedReader answers) throws IOException {
    this.server = server;
    this.answers = answers;
    this.port = Integer.parseInt(String.valueOf(answers.readLine()));
  }

  /**
   * Runs it.
   *
   * @param arguments how many seconds each part lasts, then the address of a Redis if there is one
   * @throws IOException if the server cannot be started
   * @throws InterruptedException never
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = Integer.parseInt(arguments[0]);
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.config.file="
                    + System.getProperty("java.util.logging.config.file", ""),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sotto.bench.LoadServer",
                arguments.length > 1 ? arguments[1] : "")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader answers = server.inputReader(US_ASCII)) {
      new RendezvousLoad(server, answers).run(seconds);
    } finally {
      server.destroy();
    }
    System.exit(0);
  }

  private void run(int seconds) throws IOException, InterruptedException {
    Own empty = ask();
    List<LoadPeer> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i += AT_ONCE) {
      waiting.addAll(openRooms(Math.min(AT_ONCE, WAITING - i)));
    }
    List<LoadExchange> silent = new ArrayList<>();
    for (int i = 0; i < SILENT_PAIRS; i += AT_ONCE) {
      silent.addAll(pairs(Math.min(AT_ONCE, SILENT_PAIRS - i)));
    }
    Own full = ask();
    System.out.printf(
        "%n%d rooms that wait, %d pairs that say nothing: %d idle WebSockets%n",
        WAITING, SILENT_PAIRS, WAITING + 2 * SILENT_PAIRS);
    print("heap of the server without them, MB", empty.heap());
    print("heap of the server with them, MB", full.heap());
    print("threads of the server", full.threads());

    exchange("warm-up, does not count", WARM_UP_RATE, WARM_UP_SECONDS);
    exchange(RATE + " exchanges a second", RATE, seconds);
    LongAdder refused = new LongAdder();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Semaphore places = new Semaphore(FLOOD_AT_ONCE);
    ScheduledFuture<?> flood =
        timer.scheduleAtFixedRate(() -> flood(places, refused), 0, 2, TimeUnit.MILLISECONDS);
    exchange("the same while one address floods", RATE, seconds);
    flood.cancel(false);
    timer.shutdown();
    print("joins of the flood a second", refused.sum() / (double) seconds);
    long there = waiting.stream().filter(peer -> !peer.ended().isDone()).count();
    print("rooms that still wait", (double) there);
    print("pairs that are still there", silent.size());
  }

  private List<LoadPeer> openRooms(int count) {
    List<LoadPeer> peers = new ArrayList<>();
    List<CompletableFuture<String>> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<String> one = new CompletableFuture<>();
      String open = "{\"t\":\"open\",\"m\":\"p0\"}";
      peers.add(LoadPeer.connect(http, port, nextAddress(), open, one::complete, code -> {}));
      opened.add(one);
    }
    opened.forEach(one -> one.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    return peers;
  }

  private List<LoadExchange> pairs(int count) {
    List<LoadExchange> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(LoadExchange.begin(http, port, nextAddress()));
    }
    pairs.forEach(pair -> pair.took().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    return pairs;
  }

  /** Begins at the times of the plan, however long the others take. */
  private void exchange(String what, int rate, int seconds)
      throws IOException, InterruptedException {
    double before = ask().processor();
    int planned = rate * seconds;
    ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
    LongAdder failed = new LongAdder();
    Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
    long start = System.nanoTime();
    for (int i = 0; i < planned; i++) {
      long due = start + i * 1_000_000_000L / rate;
      long early = due - System.nanoTime();
      if (early > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
      }
      underWay.acquire();
      // What begins late because we were late counts from when it should have begun.
      long late = Math.max(0, System.nanoTime() - due);
      LoadExchange exchange = LoadExchange.begin(http, port, nextAddress());
      CompletionStage<Long> over = exchange.took().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
      over.whenComplete(
          (nanos, failure) -> {
            exchange.leave();
            if (failure == null) {
              took.add(nanos + late);
            } else {
              failed.increment();
            }
            underWay.release();
          });
    }
    underWay.acquire(MOST_UNDER_WAY);
    Distribution distribution =
        new Distribution(took.stream().mapToLong(Long::longValue).toArray());
    System.out.printf("%n%s, %d s%n", what, seconds);
    print("exchanges that were done", took.size());
    print("exchanges that failed", (double) failed.sum());
    print("processor time of the server for one, ms", (ask().processor() - before) / planned);
    for (int percent : new int[] {50, 90, 99, 100}) {
      print("p" + percent + ", ms", distribution.percentile(percent) / 1e6);
    }
  }

  /** One join of a room that is not there; as many as have a place. */
  private void flood(Semaphore places, LongAdder refused) {
    if (!places.tryAcquire()) {
      return;
    }
    CompletableFuture<String> answered = new CompletableFuture<>();
    String join = "{\"t\":\"join\",\"room\":\"1\"}";
    LoadPeer guest = LoadPeer.connect(http, port, FLOODER, join, answered::complete, code -> {});
    CompletionStage<Object> over =
        CompletableFuture.anyOf(answered, guest.ended())
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    over.whenComplete(
        (what, failure) -> {
          guest.drop();
          refused.increment();
          places.release();
        });
  }

  private String nextAddress() {
    claimed++;
    return "10." + (claimed >> 16 & 255) + "." + (claimed >> 8 & 255) + "." + (claimed & 255);
  }

  /** What the server says of itself. */
  private record Own(double heap, double threads, double processor) {}

  private Own ask() throws IOException {
    server.getOutputStream().write('\n');
    server.getOutputStream().flush();
    String[] numbers = String.valueOf(answers.readLine()).split(" ", 3);
    return new Own(
        Long.parseLong(numbers[0]) / 1e6,
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]) / 1e6);
  }

  private static void print(String what, double number) {
    System.out.printf(Locale.ROOT, "%-42s%12.1f%n", what, number);
  }
}
