package dev.sotto.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values by stream identifier, 0 to 65535, without a box for each look-up. Made for few or many,
 * wherever they lie: memory is held for pages of identifiers in use only.
 */
final class StreamMap<T> {
  private static final int PAGE = 16;

  /** Which pages there are, ascending; as many are in use as there are pages. */
  private int[] numbers = new int[2];

  private final List<List<@Nullable T>> pages = new ArrayList<>(2);

  @Nullable T get(int streamId) {
    int at = find(streamId / PAGE);
    return at < 0 ? null : pages.get(at).get(streamId % PAGE);
  }

  T getOrCreate(int streamId, IntFunction<T> maker) {
    T present = get(streamId);
    if (present != null) {
      return present;
    }
    int found = find(streamId / PAGE);
    int at = found < 0 ? insert(-found - 1, streamId / PAGE) : found;
    T made = maker.apply(streamId);
    pages.get(at).set(streamId % PAGE, made);
    return made;
  }

  /** In the order of the identifiers. */
  void forEach(Consumer<T> action) {
    for (List<@Nullable T> values : pages) {
      for (T value : values) {
        if (value != null) {
          action.accept(value);
        }
      }
    }
  }

  /** Where a page is, or, negative, would be: as {@link Arrays#binarySearch} has it. */
  private int find(int number) {
    return Arrays.binarySearch(numbers, 0, pages.size(), number);
  }

  private int insert(int at, int number) {
    int used = pages.size();
    if (used == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * used);
    }
    System.arraycopy(numbers, at, numbers, at + 1, used - at);
    numbers[at] = number;
    pages.add(at, new ArrayList<>(Collections.<@Nullable T>nCopies(PAGE, null)));
    return at;
  }
}
