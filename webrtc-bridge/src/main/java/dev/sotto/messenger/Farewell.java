package dev.sotto.messenger;

import dev.sotto.messenger.SessionEnd.Kind;
import java.time.Duration;

/**
 * Taking leave: as soon as every line of ours has its receipt, or without it after a while; then
 * what the listener is being told, then a word to the peer. Confined to the course.
 */
final class Farewell {
  /** How long the last receipts are waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long the channel's end is waited for. */
  private static final Duration HANG_UP = Duration.ofSeconds(3);

  private final Course course;
  private final Voice voice;
  private final ChatLines lines;
  private final Parting parting;
  private boolean wanted;
  private boolean waiting;
  private boolean said;
  private Course.Alarm lastMoment = Course.none();

  /** What can be done about the peer. */
  interface Parting {
    /** Whether somebody was ever there. */
    boolean hasMet();

    boolean isTalking();

    /** Tells the peer, and closes the channel when it has heard. */
    void hangUp();

    void end(SessionEnd end);
  }

  Farewell(Course course, Voice voice, ChatLines lines, Parting parting) {
    this.course = course;
    this.voice = voice;
    this.lines = lines;
    this.parting = parting;
  }

  /** From now on leave is taken as soon as possible. */
  void begin() {
    if (!wanted) {
      wanted = true;
      proceed();
    }
  }

  /** It ends anyway, so that nobody is looked for any more. */
  void isComing() {
    wanted = true;
  }

  boolean isWanted() {
    return wanted;
  }

  /** What was to be said before is said. */
  boolean isSaid() {
    return said;
  }

  /** Something has changed that may let us go. */
  void proceed() {
    if (!wanted) {
      return;
    }
    boolean allConfirmed = lines.allConfirmed();
    if (!parting.hasMet() || (allConfirmed && !parting.isTalking())) {
      parting.end(whatIsMissing("closed", "the other side was not there for the last lines"));
    } else if (allConfirmed) {
      say();
    } else if (!waiting) {
      waiting = true;
      lastMoment =
          course.after(
              PATIENCE,
              () ->
                  parting.end(
                      whatIsMissing("closed", "the other side has not confirmed the last lines")));
    }
  }

  /** What the peer wrote and the listener is being told comes first: its receipt is due. */
  private void say() {
    if (said) {
      return;
    }
    said = true;
    lastMoment.cancel();
    lastMoment = course.after(PATIENCE, this::hangUp);
    voice.say(listener -> {}, () -> course.execute(this::hangUp));
  }

  private void hangUp() {
    parting.hangUp();
    lastMoment.cancel();
    lastMoment = course.after(HANG_UP, () -> parting.end(SessionEnd.of(Kind.DONE, "closed")));
  }

  /** An end that is a good one if every line of ours has arrived. */
  SessionEnd whatIsMissing(String sentence, String otherwise) {
    return lines.allConfirmed()
        ? SessionEnd.of(Kind.DONE, sentence)
        : SessionEnd.of(Kind.INTERRUPTED, otherwise);
  }

  void end() {
    lastMoment.cancel();
  }
}
