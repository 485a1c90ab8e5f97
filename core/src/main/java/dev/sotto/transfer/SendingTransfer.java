package dev.sotto.transfer;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The sender's end of a transfer (docs/protocol.md, "Files"): offers a manifest, has the files that
 * are accepted read, and sends them, over one channel after another if connections break.
 *
 * <pre>
 *  attach: announcing, waiting for the answer, streaming, ended
 *  detach, attach: again, waiting, and on; or announcing anew for a receiver that knows nothing
 * </pre>
 *
 * <p>After every call {@link #pollCommand()} is asked until it has nothing; {@link #pollMessage()}
 * as well, but only while the channel has room: that is the backpressure. No call throws for what
 * the peer sends; what is called after the end is passed over.
 */
public final class SendingTransfer {
  /** The smallest window that a receiver may give, in bytes. */
  public static final int MIN_WINDOW = 64 << 10;

  /** The largest window that a receiver may give, in bytes. */
  public static final int MAX_WINDOW = 64 << 20;

  /** The smallest message that a peer must take for files to be sent to it, in bytes. */
  public static final int MIN_MESSAGE = 4 << 10;

  private enum Phase {
    DETACHED,
    ANNOUNCING,
    AGAIN,
    WAITING,
    STREAMING,
    ENDED
  }

  private final TransferId id;
  private final Manifest manifest;
  private final Queue<SendingCommand> commands = new ArrayDeque<>();
  private final Queue<TransferMessage> said = new ArrayDeque<>();
  private final BitSet accepted = new BitSet();
  private final BitSet got = new BitSet();
  private final BitSet failed = new BitSet();

  private Phase phase = Phase.DETACHED;
  private int maxMessage;
  private List<Proof> proofs = List.of();
  private boolean offered;
  private boolean attached;
  private Optional<CancelReason> untold = Optional.empty();
  private Optional<Token> receivedToken = Optional.empty();
  private @Nullable Announcement announcement;
  private @Nullable Acceptance acceptance;
  private @Nullable FileStream stream;
  private long acceptedBytes;
  private long bytesBefore;
  private long keptAtLast;

  /**
   * A transfer that has no channel yet.
   *
   * @param id a new identifier
   * @param manifest what is offered
   */
  public SendingTransfer(TransferId id, Manifest manifest) {
    this.id = id;
    this.manifest = manifest;
  }

  /**
   * A channel is open: the first, on which the manifest is offered, or another after a break.
   *
   * @param maxMessage bytes that the peer takes in a message, at least {@link #MIN_MESSAGE}; more
   *     than {@link TransferMessage#MAX_LENGTH} is not used
   * @param shown proofs for this offer in the session of the channel, of the tokens that receivers
   *     gave for the same manifest; at most {@link Proof#MOST}
   */
  public void attach(int maxMessage, List<Proof> shown) {
    if (maxMessage < MIN_MESSAGE) {
      throw new IllegalArgumentException("messages too small: " + maxMessage);
    }
    attached = true;
    proofs = List.copyOf(shown);
    this.maxMessage = Math.min(maxMessage, TransferMessage.MAX_LENGTH);
    if (phase == Phase.ENDED) {
      tellTheEnd();
    } else if (offered) {
      phase = Phase.AGAIN;
      said.add(new TransferMessage.Again(id, manifest.hash()));
    } else {
      announce();
    }
  }

  private void announce() {
    phase = Phase.ANNOUNCING;
    announcement = new Announcement(id, manifest, proofs, maxMessage);
  }

  private void tellTheEnd() {
    untold.ifPresent(
        why -> {
          said.add(new TransferMessage.Again(id, manifest.hash()));
          said.add(new TransferMessage.Cancel(why));
        });
  }

  /** The channel is gone. Another may come, or {@link #abandon}. */
  public void detach() {
    attached = false;
    said.clear();
    announcement = null;
    acceptance = null;
    closeStream();
    if (phase != Phase.ENDED) {
      phase = Phase.DETACHED;
    }
  }

  private void closeStream() {
    if (stream != null) {
      stream.ahead().close();
      keptAtLast = keptBytes();
      stream = null;
    }
  }

  /** Nothing more is said to the peer: the connection won't come back, or it has heard the end. */
  public void abandon() {
    detach();
    untold = Optional.empty();
    end(Outcome.of(Outcome.Ending.BROKEN));
  }

  /**
   * Our user ends it, or we have to.
   *
   * @param why what the peer is told, on this channel or on another one ({@link #wantsChannel()})
   */
  public void cancel(CancelReason why) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (offered) {
      untold = Optional.of(why);
    }
    end(Outcome.cancelled(why));
    if (attached) {
      said.add(new TransferMessage.Cancel(why));
    }
  }

  private void end(Outcome outcome) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    said.clear();
    announcement = null;
    closeStream();
    commands.add(new SendingCommand.Ended(outcome));
  }

  private void violated(Violation violation) {
    end(Outcome.violated(violation));
    said.add(new TransferMessage.Cancel(CancelReason.PROTOCOL));
  }

  /**
   * Takes a text of the peer.
   *
   * @param message what it says
   */
  public void handle(TransferMessage message) {
    if (phase == Phase.ENDED || phase == Phase.DETACHED) {
      return;
    }
    if (message instanceof TransferMessage.Cancel cancel) {
      end(
          cancel.why() == CancelReason.INTEGRITY
              ? Outcome.of(Outcome.Ending.INTEGRITY)
              : Outcome.cancelledByPeer(cancel.why()));
    } else if (!(message instanceof TransferMessage.Other)) {
      judge(message).ifPresent(this::violated);
      continueStream();
    }
  }

  /** A binary message of the peer, which sends none. */
  public void handleBinary() {
    if (phase != Phase.ENDED && phase != Phase.DETACHED) {
      violated(Violation.UNEXPECTED_MESSAGE);
    }
  }

  private Optional<Violation> judge(TransferMessage message) {
    if (stream != null) {
      return judge(stream, message);
    }
    boolean awaited = said.isEmpty() && (phase == Phase.WAITING || phase == Phase.AGAIN);
    if (awaited && message instanceof TransferMessage.Accept accept) {
      return judge(accept);
    }
    if (awaited && acceptance == null && message instanceof TransferMessage.Decline) {
      end(Outcome.of(Outcome.Ending.DECLINED));
      return Optional.empty();
    }
    if (awaited
        && acceptance == null
        && phase == Phase.AGAIN
        && message instanceof TransferMessage.Unknown) {
      announce();
      return Optional.empty();
    }
    return Optional.of(Violation.UNEXPECTED_MESSAGE);
  }

  private Optional<Violation> judge(TransferMessage.Accept message) {
    if (acceptance == null) {
      acceptance = new Acceptance(manifest);
    }
    Optional<Violation> violation = acceptance.add(message);
    if (violation.isEmpty() && !message.more()) {
      begin(acceptance);
    }
    return violation;
  }

  private void begin(Acceptance all) {
    acceptance = null;
    phase = Phase.STREAMING;
    receivedToken = all.token().or(() -> receivedToken);
    forget(all.files());
    stream = new FileStream(manifest, all, maxMessage, commands);
    accepted.or(all.files());
    acceptedBytes = bytesOf(accepted);
    bytesBefore = bytesOf(all.got());
    commands.add(new SendingCommand.Accepted());
    BitSet before = (BitSet) got.clone();
    failed.andNot(all.files());
    got.andNot(all.files());
    got.or(all.got());
    all.got().stream()
        .filter(index -> !before.get(index))
        .forEach(index -> settle(index, Optional.empty()));
  }

  /** What is no longer wanted after a break had failed there before we could hear of it. */
  private void forget(BitSet files) {
    BitSet lost = (BitSet) accepted.clone();
    lost.andNot(files);
    lost.andNot(got);
    lost.andNot(failed);
    lost.stream().forEach(index -> settle(index, Optional.of(FileProblem.SKIPPED)));
  }

  private long bytesOf(BitSet files) {
    return files.stream().mapToLong(index -> manifest.entry(index).size()).sum();
  }

  private void settle(int index, Optional<FileProblem> problem) {
    (problem.isPresent() ? failed : got).set(index);
    commands.add(new SendingCommand.FileEnded(index, problem));
  }

  private Optional<Violation> judge(FileStream files, TransferMessage message) {
    if (message instanceof TransferMessage.Kept kept) {
      return files.kept(kept.bytes()) ? Optional.empty() : Optional.of(Violation.RECEIPT);
    }
    if (message instanceof TransferMessage.Got receipt) {
      return judge(files, receipt);
    }
    if (message instanceof TransferMessage.Failed failure) {
      return judge(files, failure);
    }
    return Optional.of(Violation.UNEXPECTED_MESSAGE);
  }

  private Optional<Violation> judge(FileStream files, TransferMessage.Got receipt) {
    if (receipt.files().size() > TransferMessage.Got.MAX_FILES) {
      return Optional.of(Violation.LENGTH);
    }
    for (int index : receipt.files()) {
      if (index < 0 || !files.isSent(index) || got.get(index) || failed.get(index)) {
        return Optional.of(Violation.RECEIPT);
      }
      settle(index, Optional.empty());
    }
    return Optional.empty();
  }

  private Optional<Violation> judge(FileStream files, TransferMessage.Failed failure) {
    int index = failure.index();
    if (index < 0 || !accepted.get(index) || got.get(index) || failure.why().ofSender()) {
      return Optional.of(Violation.RECEIPT);
    }
    if (!failed.get(index)) {
      settle(index, Optional.of(failure.why()));
      if (files.isOpen(index)) {
        files.ahead().drop(index, FileProblem.SKIPPED);
      }
    }
    return Optional.empty();
  }

  private void continueStream() {
    if (stream != null) {
      stream.ahead().fill();
    }
  }

  /**
   * Answers {@link SendingCommand.Read}.
   *
   * @param index of the file
   * @param chunk that was asked for
   * @param data as many bytes as were asked for; not changed afterwards
   * @param hash SHA-256 of the data
   */
  public void chunkRead(int index, long chunk, byte[] data, Digest hash) {
    if (stream != null) {
      stream.ahead().chunkRead(index, chunk, data, hash);
    }
  }

  /**
   * Answers {@link SendingCommand.HashPrefix}.
   *
   * @param index of the file
   * @param prefix the hashes of as many chunks as were asked for
   */
  public void prefixHashed(int index, ListHash prefix) {
    if (stream != null) {
      stream.ahead().prefixHashed(index, prefix);
      continueStream();
    }
  }

  /**
   * Answers {@link SendingCommand.Read} or {@link SendingCommand.HashPrefix}: the file can't be
   * sent, and the transfer goes on with the next.
   *
   * @param index of the file
   * @param why a problem {@link FileProblem#ofSender() of the sender}
   */
  public void readFailed(int index, FileProblem why) {
    if (!why.ofSender()) {
      throw new IllegalArgumentException("not a problem of a source: " + why);
    }
    if (stream != null && stream.ahead().isReading(index)) {
      stream.ahead().drop(index, why);
      if (!failed.get(index)) {
        settle(index, Optional.of(why));
      }
      continueStream();
    }
  }

  /**
   * The next message for the peer; to be asked for while the channel has room.
   *
   * @return the message; null when there is none until something else happens
   */
  public @Nullable Outbound<TransferMessage> pollMessage() {
    TransferMessage message = said.poll();
    if (message != null) {
      return new Outbound.Text<>(message);
    }
    if (announcement != null) {
      return announced(announcement);
    }
    if (stream == null) {
      return null;
    }
    Outbound<TransferMessage> next = stream.next();
    continueStream();
    return next == null && stream.allClosed() && allSettled() ? done() : next;
  }

  private @Nullable Outbound<TransferMessage> announced(Announcement pages) {
    TransferMessage message = pages.next();
    if (pages.ended()) {
      offered = true;
      phase = Phase.WAITING;
      announcement = null;
    }
    return message == null ? null : new Outbound.Text<>(message);
  }

  private boolean allSettled() {
    return got.cardinality() + failed.cardinality() == accepted.cardinality();
  }

  private Outbound<TransferMessage> done() {
    end(Outcome.of(failed.isEmpty() ? Outcome.Ending.COMPLETE : Outcome.Ending.PARTIAL));
    return new Outbound.Text<>(new TransferMessage.Done());
  }

  /**
   * The next command.
   *
   * @return the command; null when there is none until something else happens
   */
  public @Nullable SendingCommand pollCommand() {
    return commands.poll();
  }

  /**
   * What the transfer is called.
   *
   * @return its identifier
   */
  public TransferId id() {
    return id;
  }

  /**
   * What is offered.
   *
   * @return the manifest
   */
  public Manifest manifest() {
    return manifest;
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
   * What the receiver gave, to be proved with the next offer of the same manifest.
   *
   * @return the token; empty before the acceptance, and when it was proved to this receiver already
   */
  public Optional<Token> receivedToken() {
    return receivedToken;
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
   * How much of that the receiver has, or has passed over; after a break it may be less than
   * before.
   *
   * @return bytes, at most {@link #acceptedBytes()}
   */
  public long keptBytes() {
    return stream == null ? keptAtLast : Math.min(acceptedBytes, bytesBefore + stream.bytesKept());
  }

  /**
   * Whether it is over.
   *
   * @return true after {@link SendingCommand.Ended}
   */
  public boolean ended() {
    return phase == Phase.ENDED;
  }

  /**
   * Whether another channel would have something to carry: the files, or a cancellation that the
   * peer may not have heard of. It may be lost with its channel, so this holds until {@link
   * #abandon}.
   *
   * @return true when {@link #attach} would make sense
   */
  public boolean wantsChannel() {
    return !attached && (phase == Phase.DETACHED || untold.isPresent());
  }

  /**
   * Whether it ended by a cancellation that the peer may not have heard of.
   *
   * @return true until {@link #abandon}
   */
  public boolean hasUntold() {
    return untold.isPresent();
  }
}
