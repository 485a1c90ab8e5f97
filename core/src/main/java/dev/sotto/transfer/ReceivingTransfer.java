package dev.sotto.transfer;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's end of a transfer (docs/protocol.md, "Files"): takes a manifest, asks what is
 * wanted of it, and has what comes checked and written, over one channel after another if
 * connections break.
 *
 * <pre>
 *  attach: offer, entries, offered; our user decides; files come; ended
 *  detach, attach: again, and on with what there is; or unknown, and offer
 * </pre>
 *
 * <p>After every call {@link #pollCommand()} is asked until it has nothing, and then {@link
 * #pollMessage()}. {@link ReceivingCommand.Begin}, {@link ReceivingCommand.Write}, {@link
 * ReceivingCommand.Publish} and {@link ReceivingCommand.Drop} are carried out in the order in which
 * they come, and every write and publish is answered, in order; a begin that fails is answered with
 * the first of them after it, and what still comes of a file that has failed is answered as failed
 * too. No call throws for what the peer sends; what is called after the end is passed over.
 */
public final class ReceivingTransfer {
  /** The smallest window that this receiver gives, in bytes: whole chunks must fit it. */
  public static final long MIN_WINDOW = 2 << 20;

  private enum Phase {
    AWAITING,
    LISTING,
    DECIDING,
    RECEIVING,
    ENDED
  }

  private final long window;
  private final Queue<ReceivingCommand> commands = new ArrayDeque<>();
  private final Queue<TransferMessage> said = new ArrayDeque<>();

  private Phase phase = Phase.AWAITING;
  private boolean attached;
  private boolean first;
  private boolean answerDue;
  private Optional<TransferId> id = Optional.empty();
  private Optional<Token> token = Optional.empty();
  private Optional<Digest> session = Optional.empty();
  private Optional<Claim> claim = Optional.empty();
  private @Nullable OfferReader offer;
  private @Nullable Reception reception;
  private TransferMessage lastWord = new TransferMessage.Cancel(CancelReason.USER);
  private BitSet accepted = new BitSet();
  private long acceptedBytes;

  /**
   * A transfer of which nothing is known yet.
   *
   * @param window bytes that may be under way, {@link #MIN_WINDOW} to {@link
   *     SendingTransfer#MAX_WINDOW}; so much memory it may take
   */
  public ReceivingTransfer(long window) {
    if (window < MIN_WINDOW || window > SendingTransfer.MAX_WINDOW) {
      throw new IllegalArgumentException("not a window: " + window);
    }
    this.window = window;
  }

  /**
   * A channel is open: the first, or another on which the sender says {@code again}.
   *
   * @param within the number of the session that the channel is in (docs/protocol.md, section
   *     "Session")
   */
  public void attach(Digest within) {
    attached = true;
    session = Optional.of(within);
    first = true;
    if (phase == Phase.LISTING) {
      phase = Phase.AWAITING;
      offer = null;
    }
  }

  /** The channel is gone. Another may come, or {@link #abandon}. */
  public void detach() {
    attached = false;
    answerDue = false;
    said.clear();
    if (reception != null) {
      reception.interrupt();
    }
  }

  /** The connection is gone and won't come back. */
  public void abandon() {
    detach();
    end(
        reception != null && reception.isSettled()
            ? outcome(reception)
            : Outcome.of(Outcome.Ending.BROKEN));
  }

  private static Outcome outcome(Reception files) {
    return Outcome.of(files.hasFailures() ? Outcome.Ending.PARTIAL : Outcome.Ending.COMPLETE);
  }

  private void end(Outcome outcome) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    said.clear();
    answerDue = false;
    if (reception != null) {
      reception.end();
    }
    commands.add(new ReceivingCommand.Ended(outcome));
  }

  private void endSaying(Outcome outcome, TransferMessage last) {
    if (phase == Phase.ENDED) {
      return;
    }
    end(outcome);
    lastWord = last;
    if (attached) {
      said.add(last);
    }
  }

  private void violated(Violation violation) {
    endSaying(Outcome.violated(violation), new TransferMessage.Cancel(CancelReason.PROTOCOL));
  }

  /**
   * Takes a text of the peer.
   *
   * @param message what it says
   * @param length bytes of UTF-8 that it came in
   */
  public void handle(TransferMessage message, int length) {
    if (!attached) {
      return;
    }
    if (length > TransferMessage.MAX_LENGTH) {
      violated(Violation.LENGTH);
    } else if (message instanceof TransferMessage.Cancel cancel) {
      end(Outcome.cancelledByPeer(cancel.why()));
    } else if (reception != null && reception.isInFrame()) {
      violated(Violation.TEXT_IN_FILE);
    } else if (!(message instanceof TransferMessage.Other)) {
      judge(message, length).ifPresent(this::violated);
    }
  }

  private Optional<Violation> judge(TransferMessage message, int length) {
    boolean opening = first;
    first = false;
    if (message instanceof TransferMessage.Again again) {
      return opening ? judge(again) : Optional.of(Violation.UNEXPECTED_MESSAGE);
    }
    if (phase == Phase.ENDED) {
      return Optional.empty();
    }
    if (phase == Phase.AWAITING && message instanceof TransferMessage.Offer begun) {
      return judge(begun);
    }
    if (phase == Phase.LISTING && offer != null) {
      return judge(offer, message, length);
    }
    if (phase == Phase.RECEIVING && reception != null && said.isEmpty() && !opening && !answerDue) {
      return judge(reception, message);
    }
    return Optional.of(Violation.UNEXPECTED_MESSAGE);
  }

  private Optional<Violation> judge(TransferMessage.Again again) {
    if (phase == Phase.ENDED) {
      said.add(lastWord);
      return Optional.empty();
    }
    if (phase == Phase.AWAITING) {
      id = Optional.of(again.id());
      said.add(new TransferMessage.Unknown());
      return Optional.empty();
    }
    boolean same =
        id.equals(Optional.of(again.id()))
            && manifest().map(Manifest::hash).equals(Optional.of(again.manifest()));
    answerDue = same && phase == Phase.RECEIVING;
    return same ? Optional.empty() : Optional.of(Violation.MANIFEST_HASH);
  }

  private Optional<Violation> judge(TransferMessage.Offer begun) {
    if (id.isPresent() && !id.get().equals(begun.id())) {
      return Optional.of(Violation.UNEXPECTED_MESSAGE);
    }
    id = Optional.of(begun.id());
    claim = session.map(within -> new Claim(within, begun.id(), begun.proofs()));
    Optional<OfferReader> reader = OfferReader.of(begun);
    phase = Phase.LISTING;
    offer = reader.orElse(null);
    return reader.isPresent() ? Optional.empty() : Optional.of(Violation.NUMBER);
  }

  private Optional<Violation> judge(OfferReader reader, TransferMessage message, int length) {
    if (message instanceof TransferMessage.Entries page) {
      return reader.add(page, length);
    }
    if (!(message instanceof TransferMessage.Offered offered)) {
      return Optional.of(Violation.UNEXPECTED_MESSAGE);
    }
    Optional<Violation> violation = reader.finish(offered.manifest());
    reader
        .manifest()
        .ifPresent(
            manifest -> {
              phase = Phase.DECIDING;
              commands.add(new ReceivingCommand.Offered(manifest));
            });
    return violation;
  }

  private Optional<Violation> judge(Reception files, TransferMessage message) {
    if (message instanceof TransferMessage.Sent sent) {
      Reception.Closed closed = files.sent(sent);
      if (!closed.whole()) {
        corrupt(sent.index());
      }
      return closed.violation();
    }
    if (message instanceof TransferMessage.Failed failed) {
      return files.failed(failed);
    }
    if (message instanceof TransferMessage.From from) {
      return files.from(from);
    }
    if (message instanceof TransferMessage.Done && files.isOver()) {
      end(outcome(files));
      return Optional.empty();
    }
    return Optional.of(
        message instanceof TransferMessage.Done
            ? Violation.INCOMPLETE
            : Violation.UNEXPECTED_MESSAGE);
  }

  private void corrupt(int index) {
    endSaying(
        Outcome.of(Outcome.Ending.INTEGRITY), new TransferMessage.Cancel(CancelReason.INTEGRITY));
    said.clear();
    if (attached) {
      said.add(new TransferMessage.Failed(index, FileProblem.INTEGRITY));
      said.add(lastWord);
    }
  }

  /**
   * Takes a binary message of the peer.
   *
   * @param message whole
   */
  public void handleBinary(byte[] message) {
    if (!attached || phase == Phase.ENDED) {
      return;
    }
    if (phase == Phase.RECEIVING && reception != null && said.isEmpty() && !first && !answerDue) {
      reception.receive(message).ifPresent(this::violated);
    } else {
      violated(Violation.UNEXPECTED_MESSAGE);
    }
  }

  /**
   * Our user wants files of the offer; none is an answer too. Folders are made without the peer.
   *
   * @param files their indexes; those of folders are passed over
   * @param given what the sender may prove in another session; empty when it has shown that it is
   *     known already
   * @param held what there is of these files already, each checked by hashing it again
   */
  public void accept(BitSet files, Optional<Token> given, List<Held> held) {
    Manifest manifest = manifest().orElse(null);
    if (phase != Phase.DECIDING || manifest == null) {
      return;
    }
    BitSet wanted = filesOf(manifest, files);
    for (Held one : held) {
      requirePart(manifest, wanted, one);
    }
    phase = Phase.RECEIVING;
    accepted = wanted;
    acceptedBytes = wanted.stream().mapToLong(index -> manifest.entry(index).size()).sum();
    token = given;
    reception = new Reception(manifest, wanted, held, window, commands);
    answerDue = attached && !first;
  }

  private static BitSet filesOf(Manifest manifest, BitSet chosen) {
    if (chosen.length() > manifest.size()) {
      throw new IllegalArgumentException("no such file: " + (chosen.length() - 1));
    }
    BitSet files = new BitSet();
    chosen.stream().filter(index -> manifest.entry(index).isFile()).forEach(files::set);
    return files;
  }

  private static void requirePart(Manifest manifest, BitSet wanted, Held held) {
    boolean possible =
        held.index() >= 0
            && wanted.get(held.index())
            && held.chunks() >= 1
            && held.chunks() <= manifest.entry(held.index()).chunks()
            && (held.hashes().isPresent()
                || held.chunks() == manifest.entry(held.index()).chunks());
    if (!possible) {
      throw new IllegalArgumentException(
          "not a part: " + held.chunks() + " chunks of " + held.index());
    }
  }

  /** Our user wants nothing of the offer. */
  public void decline() {
    if (phase == Phase.DECIDING) {
      endSaying(Outcome.of(Outcome.Ending.DECLINED), new TransferMessage.Decline());
    }
  }

  /**
   * Our user ends it, or we have to; at any time.
   *
   * @param why what the peer is told
   */
  public void cancel(CancelReason why) {
    endSaying(Outcome.cancelled(why), new TransferMessage.Cancel(why));
  }

  /**
   * Answers {@link ReceivingCommand.Write}: the chunk had the right hash and is written.
   *
   * @param index of the file
   * @param chunk that was written
   */
  public void written(int index, long chunk) {
    if (reception != null && phase == Phase.RECEIVING) {
      reception.written(index);
    }
  }

  /**
   * Answers {@link ReceivingCommand.Publish}: the file is in its place.
   *
   * @param index of the file
   */
  public void published(int index) {
    if (reception != null && phase == Phase.RECEIVING) {
      reception.published(index);
    }
  }

  /**
   * Answers {@link ReceivingCommand.Write} or {@link ReceivingCommand.Publish}: the file will not
   * be kept. The others go on, but for {@link FileProblem#INTEGRITY}, which ends the transfer;
   * where the next would fail as well, {@link #cancel} does.
   *
   * @param index of the file
   * @param why a problem that is not {@link FileProblem#ofSender() of the sender}
   */
  public void writeFailed(int index, FileProblem why) {
    if (why.ofSender()) {
      throw new IllegalArgumentException("not a problem of a receiver: " + why);
    }
    if (reception != null && phase == Phase.RECEIVING) {
      reception.writeFailed(index, why);
      if (why == FileProblem.INTEGRITY) {
        corrupt(index);
      }
    }
  }

  /**
   * The next message for the peer.
   *
   * @return the message; null when there is none until something else happens
   */
  public @Nullable Outbound<TransferMessage> pollMessage() {
    if (answerDue && reception != null && reception.isQuiet()) {
      answerDue = false;
      said.addAll(reception.answer(token));
    }
    TransferMessage message = said.poll();
    if (message == null && attached && phase == Phase.RECEIVING && reception != null && !first) {
      message = answerDue ? null : reception.nextReceipt();
    }
    return message == null ? null : new Outbound.Text<>(message);
  }

  /**
   * The next command.
   *
   * @return the command; null when there is none until something else happens
   */
  public @Nullable ReceivingCommand pollCommand() {
    return commands.poll();
  }

  /**
   * What a sender is to hear that comes again after the end.
   *
   * @return the last word; of no meaning before the end
   */
  public TransferMessage lastWord() {
    return lastWord;
  }

  /**
   * What the transfer is called.
   *
   * @return its identifier; empty before the first message
   */
  public Optional<TransferId> id() {
    return id;
  }

  /**
   * What the sender shows of earlier acceptances.
   *
   * @return the claim of its offer; empty before that
   */
  public Optional<Claim> claim() {
    return claim;
  }

  /**
   * What is offered.
   *
   * @return the manifest; empty before it is complete
   */
  public Optional<Manifest> manifest() {
    return offer == null ? Optional.empty() : offer.manifest();
  }

  /**
   * The files that were accepted.
   *
   * @return a copy of their indexes
   */
  public BitSet accepted() {
    return (BitSet) accepted.clone();
  }

  /**
   * How long the accepted files are together.
   *
   * @return bytes
   */
  public long acceptedBytes() {
    return acceptedBytes;
  }

  /**
   * How much of that is here.
   *
   * @return bytes, at most {@link #acceptedBytes()}
   */
  public long keptBytes() {
    return reception == null ? 0 : Math.min(acceptedBytes, reception.bytesArrived());
  }

  /**
   * Whether it is over.
   *
   * @return true after {@link ReceivingCommand.Ended}
   */
  public boolean ended() {
    return phase == Phase.ENDED;
  }
}
