package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsnBitmapTest {
  @ParameterizedTest
  @ValueSource(ints = {0, -1, -70_000, Integer.MAX_VALUE - 500, 12_345})
  void agreesWithAPlainSetWhileItGrows(int base) {
    Random random = new Random(base);
    TsnBitmap bitmap = new TsnBitmap();
    TreeSet<Integer> expected = new TreeSet<>();
    for (int reach = 100; reach <= 65_535; reach = Math.min(reach * 3, 65_536)) {
      bitmap.reach(base, reach);
      for (int i = 0; i < 300; i++) {
        int distance = random.nextInt(reach);
        if (random.nextInt(4) == 0) {
          bitmap.clear(base + distance);
          expected.remove(distance);
        } else {
          bitmap.set(base + distance);
          expected.add(distance);
        }
      }
      for (int i = 0; i < 500; i++) {
        int from = random.nextInt(reach);
        assertThat(bitmap.contains(base + from)).isEqualTo(expected.contains(from));
        Integer next = expected.ceiling(from);
        int set = next == null || next > reach ? reach : next;
        assertThat(bitmap.nextSet(base + from, base + reach)).isEqualTo(base + set);
        int clear = from;
        while (clear < reach && expected.contains(clear)) {
          clear++;
        }
        assertThat(bitmap.nextClear(base + from, base + reach)).isEqualTo(base + clear);
      }
    }
  }
}
