package dev.sotto.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sotto.ice.AddressFilter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Measures what files cost beside the channel that they go over, both in one process on loopback:
 * the raw channel and one large file in turns, as others may use the machine too; then many small
 * files.
 */
public final class FileTransfer {
  private static final int MESSAGE = 64 << 10;
  private static final int SMALL_FILE = 1000;
  private static final int A_FOLDER = 1000;
  private static final long WARM_UP_BYTES = 300_000_000;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration RAW = Duration.ofSeconds(5);
  private static final int ROUNDS = 3;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Path place;
  private final Random random = new Random(1);

  private FileTransfer(Path place) {
    this.place = place;
  }

  /**
   * Runs all measurements.
   *
   * @param arguments how many megabytes the large file has, how many small files there are, and the
   *     directory to work in
   * @throws IOException if the disk fails
   */
  public static void main(String[] arguments) throws IOException {
    Path place = Files.createTempDirectory(Path.of(arguments[2]), "sotto-bench");
    try {
      new FileTransfer(place)
          .run(Long.parseLong(arguments[0]) * 1_000_000, Integer.parseInt(arguments[1]));
    } finally {
      remove(place);
    }
  }

  private void run(long bytes, int count) throws IOException {
    System.out.printf(
        "%nFiles, in %s; load average %.1f%n",
        place.getParent(), ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    try (SottoStack stack = new SottoStack(AddressFilter.Loopback.ONLY);
        FilePair pair = new FilePair()) {
      Measurements.bulk(stack, MESSAGE, WARM_UP, WARM_UP);
      send(pair, file("warm-up", WARM_UP_BYTES), WARM_UP_BYTES);
      for (int round = 0; round < ROUNDS; round++) {
        Measurements.Bulk raw = Measurements.bulk(stack, MESSAGE, Duration.ZERO, RAW);
        print("raw channel, messages of 64 KiB", raw, raw);
        print("file of " + bytes / 1_000_000 + " MB", send(pair, file("large", bytes), bytes), raw);
      }
      if (count > 0) {
        long start = System.nanoTime();
        send(pair, folder(count), (long) count * SMALL_FILE);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "%-34s%12.1f s, with the time to make them%n",
            count + " files of " + SMALL_FILE + " bytes", seconds);
      }
    }
  }

  private Measurements.Bulk send(FilePair pair, Path path, long bytes) throws IOException {
    Path target = Files.createDirectory(place.resolve("to-" + path.getFileName()));
    long start = System.nanoTime();
    long cpu = process.getProcessCpuTime();
    pair.send(path, target);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (process.getProcessCpuTime() - cpu) / 1e9;
    remove(target);
    remove(path);
    return new Measurements.Bulk(bytes * 8 / 1e6 / seconds, cpuSeconds / (bytes / 1e9));
  }

  private static void print(String what, Measurements.Bulk result, Measurements.Bulk raw) {
    System.out.printf(
        "%-34s%12.1f Mbit/s %8.0f %% %8.1f CPU seconds a GB%n",
        what,
        result.megabitsPerSecond(),
        100 * result.megabitsPerSecond() / raw.megabitsPerSecond(),
        result.cpuSecondsPerGigabyte());
  }

  private Path file(String name, long bytes) throws IOException {
    Path path = place.resolve(name);
    byte[] some = new byte[1 << 20];
    random.nextBytes(some);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      for (long left = bytes; left > 0; left -= some.length) {
        out.write(some, 0, (int) Math.min(some.length, left));
      }
    }
    return path;
  }

  private Path folder(int count) throws IOException {
    Path all = Files.createDirectory(place.resolve("small"));
    byte[] data = new byte[SMALL_FILE];
    for (int i = 0; i < count; i++) {
      Path folder = all.resolve("folder-" + i / A_FOLDER);
      if (i % A_FOLDER == 0) {
        Files.createDirectory(folder);
      }
      random.nextBytes(data);
      Files.write(folder.resolve("file-" + i), data);
    }
    return all;
  }

  private static void remove(Path tree) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
