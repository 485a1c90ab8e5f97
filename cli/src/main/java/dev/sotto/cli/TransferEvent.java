package dev.sotto.cli;

import dev.sotto.messenger.FailedFile;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.Progress;
import dev.sotto.messenger.ReceivedFile;
import java.nio.file.Path;
import java.util.Optional;

/** Something that happened to files on their way, either way. */
sealed interface TransferEvent {
  /** What both sides call the transfer. */
  String transfer();

  /**
   * The other side offers files.
   *
   * @param transfer the transfer
   * @param number what a person who chats answers it by; 0 when it is not answered so
   * @param from who; hostile
   * @param listing all that is offered
   */
  record Offered(String transfer, int number, String from, Listing listing)
      implements TransferEvent {}

  /**
   * We offer files and wait for the answer.
   *
   * @param transfer the transfer
   * @param name what it is called here
   * @param files how many files
   * @param bytes what they are long together
   */
  record Offering(String transfer, String name, int files, long bytes) implements TransferEvent {}

  /**
   * An offer to us is taken by nobody.
   *
   * @param transfer the transfer
   * @param reason why, when it was not a person's wish; empty when it was
   */
  record Declined(String transfer, String reason) implements TransferEvent {
    /** One that the other side did not wait to be answered. */
    static Declined withdrawn(Offer offer) {
      return new Declined(offer.id(), "it is not offered any more");
    }
  }

  /**
   * The receiver has said what it wants.
   *
   * @param transfer the transfer
   * @param outgoing whether we send
   * @param name what it is called here
   * @param progress what is accepted, and how much was there before
   */
  record Accepted(String transfer, boolean outgoing, String name, Progress progress)
      implements TransferEvent {}

  /**
   * It moves.
   *
   * @param transfer the transfer
   * @param outgoing whether we send
   * @param name what it is called here
   * @param progress how far it is
   */
  record Moved(String transfer, boolean outgoing, String name, Progress progress)
      implements TransferEvent {}

  /**
   * A file is verified and in its place at the receiver.
   *
   * @param transfer the transfer
   * @param outgoing whether we sent it
   * @param file the file
   */
  record FileDone(String transfer, boolean outgoing, ReceivedFile file) implements TransferEvent {}

  /**
   * A file will not get there; the others go on.
   *
   * @param transfer the transfer
   * @param outgoing whether we should have sent it
   * @param file the file
   */
  record FileFailed(String transfer, boolean outgoing, FailedFile file) implements TransferEvent {}

  /**
   * It is over.
   *
   * @param transfer the transfer
   * @param outgoing whether we sent
   * @param name what it is called here
   * @param failure why something is missing; empty when nothing is
   * @param files how many files are verified and in their place
   * @param failed how many accepted files are not
   * @param bytes what the former are long together
   * @param milliseconds from the answer to the end; 0 when there was none
   * @param directory what received; empty when we sent
   */
  record Ended(
      String transfer,
      boolean outgoing,
      String name,
      Optional<Failure> failure,
      int files,
      int failed,
      long bytes,
      long milliseconds,
      Optional<Path> directory)
      implements TransferEvent {}
}
