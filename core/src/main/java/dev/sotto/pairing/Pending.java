package dev.sotto.pairing;

import java.util.List;

/** Stands where the exchange is still to be filled in. */
final class Pending {
  private Pending() {}

  static <T> T value(List<T> none) {
    return none.get(0);
  }
}
