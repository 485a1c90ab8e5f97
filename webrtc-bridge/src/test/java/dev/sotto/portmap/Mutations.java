package dev.sotto.portmap;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** Damaged copies of a good message, by the hundred thousand. */
final class Mutations {
  private static final int COUNT = 100_000;

  private Mutations() {}

  /** Tries every truncation, then random damage; what fails names its seed. */
  static void of(byte[] good, Consumer<byte[]> reader) {
    for (int length = 0; length < good.length; length++) {
      reader.accept(Arrays.copyOf(good, length));
    }
    for (int seed = 0; seed < COUNT; seed++) {
      byte[] bad = mutated(good, new Random(seed));
      try {
        reader.accept(bad);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + Arrays.toString(bad), e);
      }
    }
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 8));
    int flips = 1 + random.nextInt(4);
    for (int i = 0; i < flips && bad.length > 0; i++) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
    }
    return bad;
  }
}
