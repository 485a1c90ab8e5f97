package dev.sotto.messenger;

import dev.sotto.files.FilesException;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.FileProblem;
import dev.sotto.transfer.Outcome;

/** How transfers, pipes and single files end, in words for a person. */
final class TransferEnds {
  private static final String RESUME =
      "offer the same files again, also in a new session: what has arrived is not sent again";

  private TransferEnds() {}

  /** An outcome; what was wrong with files is told of each. */
  static SessionEnd of(Outcome outcome, boolean outgoing) {
    return switch (outcome.ending()) {
      case COMPLETE ->
          SessionEnd.of(Kind.DONE, outgoing ? "all of it has arrived" : "all of it is here");
      case PARTIAL ->
          new SessionEnd(Kind.DISK, "some of the files could not be transferred", RESUME);
      case DECLINED -> SessionEnd.of(Kind.REFUSED, "the other side declined");
      case CANCELLED -> cancelled(outcome.reason().orElse(CancelReason.USER));
      case CANCELLED_BY_PEER -> cancelledByPeer(outcome.reason().orElse(CancelReason.USER));
      case INTEGRITY ->
          new SessionEnd(
              Kind.INTEGRITY,
              "what arrived is not what was sent; it was not kept",
              "try again; if it happens again, suspect the machine or the network");
      case PROTOCOL -> SessionEnd.of(Kind.PROTOCOL, "the other side broke the protocol");
      case BROKEN -> interrupted("the connection was lost before everything had arrived");
    };
  }

  /** The same for a stream, which nobody resumes. */
  static SessionEnd ofPipe(Outcome outcome, boolean outgoing) {
    return withoutResume(of(outcome, outgoing));
  }

  private static SessionEnd withoutResume(SessionEnd end) {
    return end.hint().equals(RESUME) ? SessionEnd.of(end.kind(), end.sentence()) : end;
  }

  static SessionEnd givenUp() {
    return interrupted("the other side gave it up without a word");
  }

  static SessionEnd pipeGivenUp() {
    return withoutResume(givenUp());
  }

  static SessionEnd interrupted(String sentence) {
    return new SessionEnd(Kind.INTERRUPTED, sentence, RESUME);
  }

  private static SessionEnd cancelled(CancelReason why) {
    return switch (why) {
      case USER -> interrupted("cancelled");
      case LEAVING -> interrupted("the session was closed before everything had arrived");
      case DISK_FULL -> new SessionEnd(Kind.DISK, "no room on the disk", RESUME);
      case DISK -> new SessionEnd(Kind.DISK, "cannot write what arrives", RESUME);
      case INTEGRITY -> SessionEnd.of(Kind.INTEGRITY, "what arrived is not what was sent");
      case PROTOCOL -> SessionEnd.of(Kind.PROTOCOL, "the other side broke the protocol");
      case BUSY -> SessionEnd.of(Kind.REFUSED, "too many transfers at once");
    };
  }

  private static SessionEnd cancelledByPeer(CancelReason why) {
    return switch (why) {
      case USER -> new SessionEnd(Kind.REFUSED, "the other side cancelled", RESUME);
      case LEAVING -> interrupted("the other side left before everything had arrived");
      case DISK_FULL ->
          new SessionEnd(Kind.REFUSED, "there is no room on the other side's disk", RESUME);
      case DISK -> new SessionEnd(Kind.REFUSED, "the other side cannot write it", RESUME);
      case INTEGRITY ->
          SessionEnd.of(Kind.INTEGRITY, "what arrived at the other side is not what was sent");
      case PROTOCOL ->
          SessionEnd.of(Kind.PROTOCOL, "the other side says that we broke the protocol");
      case BUSY ->
          new SessionEnd(
              Kind.REFUSED, "the other side takes no more at once", "wait for another to end");
    };
  }

  /** The worst of what went wrong with the files of a transfer that is over. */
  static SessionEnd partial(SessionEnd end, Kind worst) {
    return new SessionEnd(worst, end.sentence(), end.hint());
  }

  static Kind kind(FileProblem problem) {
    return problem == FileProblem.INTEGRITY ? Kind.INTEGRITY : Kind.DISK;
  }

  static String words(FileProblem problem) {
    return switch (problem) {
      case GONE -> "it is not there any more";
      case CHANGED -> "it was changed while it was sent";
      case UNREADABLE -> "it cannot be read";
      case SKIPPED -> "it was given up";
      case DISK_FULL -> "there is no room on the receiver's disk";
      case PERMISSION -> "the receiver may not write it";
      case EXISTS -> "its name is taken";
      case DISK -> "the receiver cannot write it";
      case INTEGRITY -> "it did not arrive as it was sent";
    };
  }

  /** What a disk said, as far as that side of a transfer may say it. */
  static FileProblem problem(FilesException failure, FileProblem otherwise) {
    FileProblem problem = failure.kind().problem();
    return problem.ofSender() == otherwise.ofSender() ? problem : otherwise;
  }
}
