package dev.sotto.transfer;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The sender's end of a pipe (docs/protocol.md, "Pipe"): takes a stream as far as the receiver's
 * window lets it, and keeps what the receiver has not written out, so that another channel can go
 * on where one broke.
 *
 * <p>After every call {@link #pollCommand()} is asked until it has nothing; {@link #pollMessage()}
 * as well, but only while the channel has room. No call throws for what the peer sends; what is
 * called after the end is passed over.
 */
public final class PipeSender {
  /** Bytes that are held at most, whatever the receiver's window. */
  public static final int MAX_HELD = 16 << 20;

  private enum Phase {
    DETACHED,
    ASKING,
    STREAMING,
    ENDED
  }

  private final TransferId id;
  private final MessageDigest hash = Digest.sha256();
  private final Queue<PipeCommand> commands = new ArrayDeque<>();
  private final Queue<PipeMessage> said = new ArrayDeque<>();
  private final StreamBuffer held = new StreamBuffer();

  private Phase phase = Phase.DETACHED;
  private int maxMessage;
  private long window;
  private long sent;
  private long taken;
  private @Nullable PipeMessage end;
  private boolean endSent;
  private boolean asked;
  private Optional<CancelReason> untold = Optional.empty();

  /**
   * A stream that has no channel yet.
   *
   * @param id a new identifier
   */
  public PipeSender(TransferId id) {
    this.id = id;
  }

  /**
   * A channel is open: the first, or another after a break.
   *
   * @param maxMessage bytes that the peer takes in a message, at least {@link
   *     SendingTransfer#MIN_MESSAGE}; more than {@link TransferMessage#MAX_LENGTH} is not used
   */
  public void attach(int maxMessage) {
    if (maxMessage < SendingTransfer.MIN_MESSAGE) {
      throw new IllegalArgumentException("messages too small: " + maxMessage);
    }
    if (phase != Phase.ENDED) {
      this.maxMessage = Math.min(maxMessage, TransferMessage.MAX_LENGTH);
      phase = Phase.ASKING;
      said.add(new PipeMessage.Pipe(id));
    } else if (untold.isPresent()) {
      said.add(new PipeMessage.Pipe(id));
      said.add(new PipeMessage.Cancel(untold.get()));
    }
  }

  /** The channel is gone. Another may come, or {@link #abandon}. */
  public void detach() {
    said.clear();
    if (phase != Phase.ENDED) {
      phase = Phase.DETACHED;
    }
  }

  /** Nothing more is said to the peer: the connection won't come back, or it has heard the end. */
  public void abandon() {
    untold = Optional.empty();
    said.clear();
    end(Outcome.of(Outcome.Ending.BROKEN));
  }

  /**
   * Our user ends it, or we have to.
   *
   * @param why what the peer is told, on this channel or on another one ({@link #hasUntold()})
   */
  public void cancel(CancelReason why) {
    if (phase != Phase.ENDED && asked) {
      untold = Optional.of(why);
    }
    endSaying(Outcome.cancelled(why), why);
  }

  private void endSaying(Outcome outcome, CancelReason why) {
    boolean attached = phase == Phase.ASKING || phase == Phase.STREAMING;
    end(outcome);
    if (attached) {
      said.add(new PipeMessage.Cancel(why));
    }
  }

  private void end(Outcome outcome) {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      said.clear();
      held.clear();
      commands.add(new PipeCommand.Ended(outcome));
    }
  }

  /**
   * Takes a text of the peer.
   *
   * @param message what it says
   */
  public void handle(PipeMessage message) {
    if (phase == Phase.ENDED || phase == Phase.DETACHED) {
      return;
    }
    if (message instanceof PipeMessage.Cancel cancel) {
      end(
          cancel.why() == CancelReason.INTEGRITY
              ? Outcome.of(Outcome.Ending.INTEGRITY)
              : Outcome.cancelledByPeer(cancel.why()));
    } else if (!(message instanceof PipeMessage.Other)) {
      judge(message).ifPresent(this::violated);
    }
  }

  /** A binary message of the peer, which sends none. */
  public void handleBinary() {
    if (phase != Phase.ENDED && phase != Phase.DETACHED) {
      violated(Violation.UNEXPECTED_MESSAGE);
    }
  }

  private void violated(Violation violation) {
    endSaying(Outcome.violated(violation), CancelReason.PROTOCOL);
  }

  private Optional<Violation> judge(PipeMessage message) {
    if (phase == Phase.ASKING && said.isEmpty() && message instanceof PipeMessage.Ready ready) {
      return judge(ready);
    }
    if (phase == Phase.STREAMING && message instanceof PipeMessage.Taken receipt) {
      return take(receipt.bytes()) ? Optional.empty() : Optional.of(Violation.RECEIPT);
    }
    if (phase == Phase.STREAMING && endSent && message instanceof PipeMessage.Got) {
      end(Outcome.of(Outcome.Ending.COMPLETE));
      return Optional.empty();
    }
    return Optional.of(Violation.UNEXPECTED_MESSAGE);
  }

  private Optional<Violation> judge(PipeMessage.Ready ready) {
    if (ready.window() < SendingTransfer.MIN_WINDOW
        || ready.window() > SendingTransfer.MAX_WINDOW) {
      return Optional.of(Violation.NUMBER);
    }
    if (!take(ready.bytes())) {
      return Optional.of(Violation.RECEIPT);
    }
    window = ready.window();
    sent = ready.bytes();
    endSent = false;
    phase = Phase.STREAMING;
    return Optional.empty();
  }

  /** Forgets what the receiver has; false for what it can't have. */
  private boolean take(long bytes) {
    if (bytes < taken || bytes > sent) {
      return false;
    }
    taken = bytes;
    held.forgetBefore(taken);
    return true;
  }

  /**
   * How much {@link #write} takes now; to be asked again after every {@link #handle}.
   *
   * @return bytes; 0 before the receiver is ready, after the end and while the window is full
   */
  public int room() {
    if (phase == Phase.ENDED || end != null) {
      return 0;
    }
    return (int) Math.max(0, Math.min(window, MAX_HELD) - (held.to() - held.from()));
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @param data where they are, copied
   * @param offset the first
   * @param length how many, at most {@link #room()}
   */
  public void write(byte[] data, int offset, int length) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (length < 0 || length > room()) {
      throw new IllegalArgumentException("no room for " + length + " bytes");
    }
    hash.update(data, offset, length);
    held.append(data, offset, length);
  }

  /** That was all of the stream. */
  public void end() {
    if (end == null && phase != Phase.ENDED) {
      end = new PipeMessage.End(held.to(), Digest.finish(hash));
    }
  }

  /**
   * The next message for the peer; to be asked for while the channel has room.
   *
   * @return the message; null when there is none until something else happens
   */
  public @Nullable Outbound<PipeMessage> pollMessage() {
    PipeMessage message = said.poll();
    asked |= message instanceof PipeMessage.Pipe;
    if (message == null && phase == Phase.STREAMING) {
      if (sent < held.to()) {
        return data();
      }
      if (end != null && !endSent) {
        endSent = true;
        message = end;
      }
    }
    return message == null ? null : new Outbound.Text<>(message);
  }

  private @Nullable Outbound<PipeMessage> data() {
    long room = Math.min(maxMessage, window - (sent - taken));
    int length = (int) Math.min(held.to() - sent, room);
    if (length <= 0) {
      return null;
    }
    byte[] message = held.copy(sent, length);
    sent += length;
    return new Outbound.Binary<>(message);
  }

  /**
   * The next command.
   *
   * @return the command; null when there is none until something else happens
   */
  public @Nullable PipeCommand pollCommand() {
    return commands.poll();
  }

  /**
   * What the stream is called.
   *
   * @return its identifier
   */
  public TransferId id() {
    return id;
  }

  /**
   * How much the receiver has written out.
   *
   * @return bytes
   */
  public long takenBytes() {
    return taken;
  }

  /**
   * Whether it is over.
   *
   * @return true after {@link PipeCommand.Ended}
   */
  public boolean ended() {
    return phase == Phase.ENDED;
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
