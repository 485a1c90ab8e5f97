package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.util.Optional;

/** The line that a person carries back from the other side, of a manual session. */
final class CarriedAnswer {
  private CarriedAnswer() {}

  /**
   * Takes it, or sees that the session is over.
   *
   * @param watch the session that waits for it
   * @param input where it is entered
   * @param events told of lines that are none, if a person can try again
   * @param person whether one is there
   * @throws Failure when there is none
   */
  static void take(SessionWatch watch, Lines input, EventSink events, boolean person) {
    while (true) {
      Optional<String> line = watch.next(input);
      if (line.isEmpty()) {
        if (watch.isOver()) {
          return;
        }
        throw new Failure(Kind.USAGE, "standard input ended where an answer should be", "");
      }
      if (line.get().isBlank()) {
        continue;
      }
      try {
        if (watch.session().answer(line.get().strip())) {
          return;
        }
      } catch (IllegalStateException e) {
        return;
      }
      Failure failure =
          new Failure(
              Kind.USAGE,
              "that line is not the answer to ours",
              "the other side is started with --manual --answer, and is given our line");
      if (!person) {
        throw failure;
      }
      events.accept(new Event.Problem(failure));
    }
  }
}
