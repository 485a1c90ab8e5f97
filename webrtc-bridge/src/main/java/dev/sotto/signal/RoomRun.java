package dev.sotto.signal;

import dev.sotto.signal.SentMessages.Said;
import java.util.List;

/**
 * The run in a room: who is there to talk to, what both have said, and whether the server knows
 * that there is a new one ({@code docs/protocol.md}, "Rendezvous").
 *
 * <pre>
 *   ALONE --peer--> ON      ALONE, ON --next--> ASKED --heard--> ALONE
 *                                               |   ^ \--peer--> ON
 *                                      resumed, |   | broken
 *                                   asked again v   |
 *                                         ASKED_AGAIN --heard--> ALONE
 * </pre>
 *
 * <p>Confined to its room's thread.
 */
final class RoomRun {
  private final SentMessages sent = new SentMessages();
  private final MessageBudget budget = new MessageBudget();
  private final Backlog backlog;
  private Stage stage = Stage.ALONE;
  private int number;
  private long written;
  private long taken;

  private enum Stage {
    /** The other is not there yet. */
    ALONE,
    /** Both are there. */
    ON,
    /** What the other says is of the former run until the server says that both are there. */
    ASKED,
    /** After a break even that is: the server tells of the former run until it has heard. */
    ASKED_AGAIN
  }

  /**
   * The first.
   *
   * @param backlog counts what is said until it was written to a connection, or never will be
   */
  RoomRun(Backlog backlog) {
    this.backlog = backlog;
  }

  /** Comes back in the answer to the ping behind the request for this run. */
  int number() {
    return number;
  }

  // Who is there.

  boolean isOn() {
    return stage == Stage.ON;
  }

  /** Whether the server may not know of this run. */
  boolean isUnheard() {
    return stage == Stage.ASKED || stage == Stage.ASKED_AGAIN;
  }

  /** Whether all that the server tells of the other is of the former run. */
  boolean hearsTheFormer() {
    return stage == Stage.ASKED_AGAIN;
  }

  /** Both are there; false when that was known. */
  boolean enter() {
    boolean entered = !isOn();
    stage = Stage.ON;
    return entered;
  }

  /** The next run, with nothing of this one. The server is yet to hear of it. */
  void next() {
    sent.after(written).forEach(said -> backlog.remove(said.text().length()));
    sent.clear();
    budget.renew();
    number++;
    written = 0;
    taken = 0;
    if (!hearsTheFormer()) {
      stage = Stage.ASKED;
    }
  }

  /** The server was asked for this run again, on a new connection. */
  void askedAgain() {
    stage = Stage.ASKED_AGAIN;
  }

  /** The server has heard of the run of this number; false when it was not asked for that. */
  boolean heard(int ofRun) {
    boolean asked = ofRun == number && isUnheard();
    if (asked) {
      stage = Stage.ALONE;
    }
    return asked;
  }

  /** The connection broke. */
  void broken() {
    if (hearsTheFormer()) {
      stage = Stage.ASKED;
    }
  }

  // What we say.

  Said say(String text) {
    return sent.add(number, text);
  }

  /** It was written to a connection, for the first time or again. */
  void written(Said said) {
    if (said.run() == number && said.index() >= written) {
      written = said.index() + 1;
      backlog.remove(said.text().length());
    }
  }

  /** Whether a server that has so many can get the others. */
  boolean reaches(long serverHas) {
    return sent.reaches(serverHas);
  }

  /** What a server lacks that has so many; those were written, whether we know of it or not. */
  List<Said> lackedBy(long serverHas) {
    sent.after(written).stream().filter(said -> said.index() < serverHas).forEach(this::written);
    return sent.after(serverHas);
  }

  // What the other says.

  /** Counts a message of so many characters; false when it is more than the other may say. */
  boolean take(int length) {
    taken++;
    return budget.take(length);
  }

  /** How many there have been. */
  long taken() {
    return taken;
  }

  /** The run succeeded, and more may be said. */
  void paired() {
    budget.paired();
  }
}
