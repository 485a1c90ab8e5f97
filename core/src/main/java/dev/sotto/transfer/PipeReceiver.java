package dev.sotto.transfer;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's end of a pipe (docs/protocol.md, "Pipe"): gives a stream out as it comes, and says
 * that it got it when all of it is written out and is what was sent.
 *
 * <p>After every call {@link #pollCommand()} is asked until it has nothing, and then {@link
 * #pollMessage()}. No call throws for what the peer sends; what is called after the end is passed
 * over.
 */
public final class PipeReceiver {
  private static final int MAX_HANDED_OUT = 4 * TransferMessage.MAX_LENGTH;

  private enum Phase {
    AWAITING,
    ASKED,
    STREAMING,
    FINISHING,
    ENDED
  }

  private final long window;
  private final MessageDigest hash = Digest.sha256();
  private final StreamBuffer held = new StreamBuffer();
  private final Queue<PipeCommand> commands = new ArrayDeque<>();
  private final Queue<PipeMessage> said = new ArrayDeque<>();

  private Phase phase = Phase.AWAITING;
  private boolean attached;
  private Optional<TransferId> id = Optional.empty();
  private Optional<PipeMessage.End> end = Optional.empty();
  private PipeMessage lastWord = new PipeMessage.Cancel(CancelReason.USER);
  private boolean complete;
  private long received;
  private long written;
  private long takenSaid;

  /**
   * A stream of which nothing is known yet.
   *
   * @param window bytes that may be under way, {@link SendingTransfer#MIN_WINDOW} to {@link
   *     SendingTransfer#MAX_WINDOW}; so much memory it may take
   */
  public PipeReceiver(long window) {
    if (window < SendingTransfer.MIN_WINDOW || window > SendingTransfer.MAX_WINDOW) {
      throw new IllegalArgumentException("not a window: " + window);
    }
    this.window = window;
  }

  /** A channel is open: the first, or another after a break, of the same stream. */
  public void attach() {
    attached = true;
    if (phase != Phase.ENDED) {
      phase = Phase.AWAITING;
    }
  }

  /** The channel is gone. Another may come, or {@link #abandon}. */
  public void detach() {
    attached = false;
    said.clear();
  }

  /** The connection is gone and won't come back. */
  public void abandon() {
    detach();
    boolean complete = end.isPresent() && written == received;
    end(Outcome.of(complete ? Outcome.Ending.COMPLETE : Outcome.Ending.BROKEN));
  }

  /**
   * Our user ends it, or we have to.
   *
   * @param why what the peer is told; {@link CancelReason#DISK} when nobody reads what comes out
   */
  public void cancel(CancelReason why) {
    endSaying(Outcome.cancelled(why), why);
  }

  private void endSaying(Outcome outcome, CancelReason why) {
    if (phase == Phase.ENDED) {
      return;
    }
    end(outcome);
    lastWord = new PipeMessage.Cancel(why);
    if (attached) {
      said.add(lastWord);
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

  private void violated(Violation violation) {
    endSaying(Outcome.violated(violation), CancelReason.PROTOCOL);
  }

  /**
   * Takes a text of the peer.
   *
   * @param message what it says
   */
  public void handle(PipeMessage message) {
    if (!attached) {
      return;
    }
    if (phase == Phase.ENDED) {
      handleAfterEnd(message);
    } else if (message instanceof PipeMessage.Cancel cancel) {
      end(Outcome.cancelledByPeer(cancel.why()));
    } else if (phase == Phase.AWAITING && message instanceof PipeMessage.Pipe pipe) {
      begin(pipe);
    } else if (phase == Phase.STREAMING && message instanceof PipeMessage.End last) {
      finish(last);
    } else if (!(message instanceof PipeMessage.Other)) {
      violated(Violation.UNEXPECTED_MESSAGE);
    }
  }

  /** A sender that has not heard the last word comes again for it. */
  private void handleAfterEnd(PipeMessage message) {
    if (message instanceof PipeMessage.Pipe) {
      said.add(complete ? new PipeMessage.Ready(received, window) : lastWord);
    } else if (complete && end.equals(Optional.of(message))) {
      said.add(new PipeMessage.Got());
    }
  }

  private void begin(PipeMessage.Pipe pipe) {
    if (id.isPresent() && !id.get().equals(pipe.id())) {
      violated(Violation.UNEXPECTED_MESSAGE);
      return;
    }
    id = Optional.of(pipe.id());
    phase = Phase.ASKED;
  }

  /** The same end may come again after a break: nothing came between. */
  private void finish(PipeMessage.End last) {
    if (end.isEmpty() && last.bytes() == received && Digest.finish(hash).equals(last.hash())) {
      end = Optional.of(last);
    }
    if (end.equals(Optional.of(last))) {
      phase = Phase.FINISHING;
    } else {
      endSaying(Outcome.of(Outcome.Ending.INTEGRITY), CancelReason.INTEGRITY);
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
    if (phase != Phase.STREAMING || end.isPresent()) {
      violated(Violation.UNEXPECTED_MESSAGE);
    } else if (message.length == 0 || message.length > TransferMessage.MAX_LENGTH) {
      violated(Violation.LENGTH);
    } else if (received + message.length > takenSaid + window) {
      violated(Violation.WINDOW);
    } else {
      received += message.length;
      hash.update(message);
      held.append(message, 0, message.length);
    }
  }

  /**
   * Answers {@link PipeCommand.Write}.
   *
   * @param bytes how many more are written out, in order
   */
  public void written(int bytes) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (bytes < 0 || bytes > held.from() - written) {
      throw new IllegalArgumentException("more than was given out: " + bytes);
    }
    written += bytes;
  }

  /**
   * The next message for the peer.
   *
   * @return the message; null when there is none until something else happens
   */
  public @Nullable Outbound<PipeMessage> pollMessage() {
    PipeMessage message = said.poll();
    if (message == null && attached) {
      message = next();
    }
    return message == null ? null : new Outbound.Text<>(message);
  }

  private @Nullable PipeMessage next() {
    if (phase == Phase.ASKED && written == received) {
      phase = Phase.STREAMING;
      takenSaid = received;
      return new PipeMessage.Ready(received, window);
    }
    if (phase == Phase.FINISHING && written == received) {
      complete = true;
      end(Outcome.of(Outcome.Ending.COMPLETE));
      return new PipeMessage.Got();
    }
    boolean worthIt =
        written - takenSaid >= window / 4 || (written == received && written > takenSaid);
    if (phase == Phase.STREAMING && worthIt) {
      takenSaid = written;
      return new PipeMessage.Taken(written);
    }
    return null;
  }

  /**
   * The next command.
   *
   * @return the command; null when there is none until something else happens
   */
  public @Nullable PipeCommand pollCommand() {
    int length = (int) Math.min(held.to() - held.from(), TransferMessage.MAX_LENGTH);
    if (length == 0 || phase == Phase.ENDED || held.from() - written >= MAX_HANDED_OUT) {
      return commands.poll();
    }
    byte[] data = held.copy(held.from(), length);
    held.forgetBefore(held.from() + length);
    return new PipeCommand.Write(data);
  }

  /**
   * What the stream is called.
   *
   * @return its identifier; empty before the first message
   */
  public Optional<TransferId> id() {
    return id;
  }

  /**
   * How much has come.
   *
   * @return bytes
   */
  public long receivedBytes() {
    return received;
  }

  /**
   * Whether it is over.
   *
   * @return true after {@link PipeCommand.Ended}
   */
  public boolean ended() {
    return phase == Phase.ENDED;
  }
}
