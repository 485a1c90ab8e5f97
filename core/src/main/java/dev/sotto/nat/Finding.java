package dev.sotto.nat;

/** What is known of a question that has a yes or a no for an answer. */
public enum Finding {
  /** It is so. */
  YES,
  /** It is not so. */
  NO,
  /** It could not be found out. */
  UNKNOWN;

  static Finding of(boolean answer) {
    return answer ? YES : NO;
  }
}
