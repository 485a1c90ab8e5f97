package dev.sotto.messenger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What one side of a session takes from the other: docs/protocol.md, "On the channel", the member
 * {@code can} of {@code name}.
 */
public enum Ability {
  /** Lines of chat. */
  CHAT,
  /** Offers of files. */
  FILES,
  /** A stream of bytes. */
  PIPE;

  static Optional<Ability> ofWord(String word) {
    return Arrays.stream(values()).filter(ability -> ability.word().equals(word)).findFirst();
  }

  /** The word of the protocol. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
