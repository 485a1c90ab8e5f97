package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMapTest {
  @Test
  void hasNothingUntilItIsMade() {
    StreamMap<String> map = new StreamMap<>();
    assertThat(map.get(0)).isNull();
    assertThat(map.get(65_535)).isNull();
    assertThat(map.getOrCreate(65_535, id -> "made " + id)).isEqualTo("made 65535");
    assertThat(map.getOrCreate(65_535, id -> "again")).isEqualTo("made 65535");
    assertThat(map.get(65_534)).isNull();
    assertThat(map.get(0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void findsAllInTheOrderOfTheirIdentifiers(long seed) {
    Random random = new Random(seed);
    StreamMap<Integer> map = new StreamMap<>();
    TreeMap<Integer, Integer> model = new TreeMap<>();
    for (int i = 0; i < 2000; i++) {
      int id = random.nextInt(random.nextBoolean() ? 65_536 : 64);
      int made = i;
      assertThat(map.getOrCreate(id, same -> made)).isEqualTo(model.computeIfAbsent(id, k -> made));
    }
    for (int id = 0; id < 65_536; id++) {
      assertThat(map.get(id)).isEqualTo(model.get(id));
    }
    List<Integer> seen = new ArrayList<>();
    map.forEach(seen::add);
    assertThat(seen).containsExactlyElementsOf(model.values());
  }

  @Test
  void holdsAllThereCanBe() {
    StreamMap<Integer> map = new StreamMap<>();
    List<Integer> ids = new ArrayList<>(IntStream.range(0, 65_536).boxed().toList());
    Collections.shuffle(ids, new Random(7));
    ids.forEach(id -> map.getOrCreate(id, made -> made));
    List<Integer> seen = new ArrayList<>();
    map.forEach(seen::add);
    assertThat(seen).isSorted().hasSize(65_536);
  }
}
