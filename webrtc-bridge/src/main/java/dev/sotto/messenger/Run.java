package dev.sotto.messenger;

import dev.sotto.pairing.PairingFailure;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingRun;
import dev.sotto.signal.MeetingPlace;
import java.util.function.Consumer;

/** One run of the exchange at one place: carries out what the run says, and keeps its time. */
final class Run {
  /** What came of it; told once. */
  interface Outcome {
    void onPaired(PairingKeys keys);

    void onFailed(PairingFailure failure);
  }

  private final Course course;
  private final PairingRun run;
  private final Consumer<PairingMessage> sender;
  private final Outcome outcome;
  private Course.Alarm alarm = Course.none();
  private boolean over;

  Run(Course course, PairingRun run, MeetingPlace place, Outcome outcome) {
    this.course = course;
    this.run = run;
    this.sender = place::send;
    this.outcome = outcome;
  }

  void peerArrived() {
    run.peerArrived(course.now());
    watch();
  }

  void receive(PairingMessage message) {
    if (!over) {
      take(run.receive(message, course.now()));
    }
  }

  void receiveMalformed() {
    if (!over) {
      take(run.receiveMalformed());
    }
  }

  void lost() {
    if (!over) {
      take(run.lost());
    }
  }

  /** Whether the code must not be run again, as far as this run goes. */
  boolean guessSpent() {
    return run.guessSpent();
  }

  /** Gives up without an outcome, and wipes what it knows. */
  void close() {
    over = true;
    alarm.cancel();
    run.close();
  }

  private void take(PairingRun.Step step) {
    step.send().forEach(sender);
    if (step instanceof PairingRun.Step.Paired paired) {
      close();
      outcome.onPaired(paired.keys());
    } else if (step instanceof PairingRun.Step.Failed failed) {
      close();
      outcome.onFailed(failed.failure());
    } else {
      watch();
    }
  }

  private void watch() {
    alarm.cancel();
    alarm = course.at(run.nextTimeout(), this::timeout);
  }

  private void timeout() {
    if (!over) {
      take(run.handleTimeout(course.now()));
    }
  }
}
