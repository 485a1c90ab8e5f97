package dev.sotto.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values by stream identifier, 0 to 65535, without a box for each look-up. Made for few or many.
 */
final class StreamMap<T> {
  private static final int PAGE = 64;

  private final List<@Nullable List<@Nullable T>> pages = new ArrayList<>();

  @Nullable T get(int streamId) {
    int page = streamId / PAGE;
    if (page >= pages.size()) {
      return null;
    }
    List<@Nullable T> values = pages.get(page);
    return values == null ? null : values.get(streamId % PAGE);
  }

  T getOrCreate(int streamId, IntFunction<T> maker) {
    T present = get(streamId);
    if (present != null) {
      return present;
    }
    int page = streamId / PAGE;
    while (pages.size() <= page) {
      pages.add(null);
    }
    List<@Nullable T> values = pages.get(page);
    if (values == null) {
      values = new ArrayList<>(PAGE);
      for (int i = 0; i < PAGE; i++) {
        values.add(null);
      }
      pages.set(page, values);
    }
    T made = maker.apply(streamId);
    values.set(streamId % PAGE, made);
    return made;
  }

  void forEach(Consumer<T> action) {
    for (List<@Nullable T> values : pages) {
      if (values != null) {
        for (T value : values) {
          if (value != null) {
            action.accept(value);
          }
        }
      }
    }
  }
}
