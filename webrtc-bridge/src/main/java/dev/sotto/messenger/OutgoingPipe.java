package dev.sotto.messenger;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.Outcome;
import dev.sotto.transfer.PipeCommand;
import dev.sotto.transfer.PipeMessage;
import dev.sotto.transfer.PipeSender;
import dev.sotto.transfer.SendingTransfer;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Our stream on its way: is read, where that may block, only as far as the peer has room. Confined
 * to the order of the transfers but for what {@link Pipe} promises.
 */
final class OutgoingPipe implements Pipe, Lane.End<PipeMessage> {
  private static final int MOST_AT_ONCE = 256 << 10;

  private final Course order;
  private final Executor reading;
  private final InputStream source;
  private final PipeSender engine;
  private final PipeOwner owner;
  private final PipeEnd end;
  private final Lane<PipeMessage> lane = new Lane<>(PipeJson::read, PipeJson::write, this);
  private final byte[] buffer = new byte[MOST_AT_ONCE];
  private boolean isReading;
  private boolean isAtEnd;
  private boolean isGivenUp;
  private volatile long bytes; // written on the order alone

  OutgoingPipe(
      Course order,
      Executor reading,
      PipeEnd end,
      InputStream source,
      PipeSender engine,
      PipeOwner owner) {
    this.order = order;
    this.reading = reading;
    this.end = end;
    this.source = source;
    this.engine = engine;
    this.owner = owner;
  }

  @Override
  public boolean outgoing() {
    return true;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void cancel() {
    order.execute(() -> cancel(CancelReason.USER));
  }

  @Override
  public CompletableFuture<TransferEnd> ended() {
    return end.ended();
  }

  /** A channel for it is being opened. */
  void goesOver(Function<SideChannel.Receiver, SideChannel> opening) {
    lane.open(opening);
  }

  boolean isOver() {
    return engine.ended();
  }

  /** Whether the peer may not have heard that it is over. */
  boolean hasUntold() {
    return engine.hasUntold();
  }

  void cancel(CancelReason why) {
    engine.cancel(why);
    turn();
  }

  /** The connection is gone; what is said from now on waits for another. */
  void away() {
    lane.leave();
  }

  void abandon() {
    engine.abandon();
    turn();
  }

  @Override
  public void attached(int maxMessageSize) {
    if (maxMessageSize < SendingTransfer.MIN_MESSAGE) {
      cancel(CancelReason.PROTOCOL); // no message of any use would be taken
      return;
    }
    engine.attach(maxMessageSize);
    turn();
  }

  @Override
  public void detached() {
    engine.detach();
    turn();
  }

  @Override
  public void givenUp() {
    isGivenUp = true;
    abandon();
    owner.onOver();
  }

  @Override
  public boolean waits() {
    return !engine.ended() || engine.hasUntold();
  }

  @Override
  public void text(PipeMessage message, int length) {
    engine.handle(message);
    turn();
  }

  @Override
  public void binary(byte[] message) {
    engine.handleBinary();
    turn();
  }

  @Override
  public void malformed() {
    cancel(CancelReason.PROTOCOL);
    owner.onFoul();
  }

  @Override
  public @Nullable Outbound<PipeMessage> next() {
    return engine.pollMessage();
  }

  private void turn() {
    for (PipeCommand next = engine.pollCommand(); next != null; next = engine.pollCommand()) {
      if (next instanceof PipeCommand.Ended ended) {
        ended(ended.outcome());
      }
    }
    readOn();
    lane.pump();
  }

  private void ended(Outcome outcome) {
    lane.finish();
    end.tell(isGivenUp ? TransferEnds.pipeGivenUp() : TransferEnds.ofPipe(outcome, true), bytes);
    owner.onOver();
    if (outcome.ending() == Outcome.Ending.PROTOCOL) {
      owner.onFoul();
    }
  }

  private void readOn() {
    int room = Math.min(engine.room(), buffer.length);
    if (isReading || isAtEnd || engine.ended() || room <= 0) {
      return;
    }
    isReading = true;
    reading.execute(() -> read(room));
  }

  private void read(int room) {
    try {
      int count = source.read(buffer, 0, room);
      if (count > room) {
        throw new IllegalStateException("the source has read more than was asked for");
      }
      order.execute(() -> took(count));
    } catch (IOException e) {
      order.execute(this::unreadable);
    } catch (RuntimeException e) {
      order.execute(this::unreadable);
      throw e; // reported as what it is: a bug of whoever made the source
    }
  }

  private void took(int count) {
    isReading = false;
    if (engine.ended()) {
      return;
    }
    if (count < 0) {
      isAtEnd = true;
      engine.end();
    } else {
      long before = bytes;
      bytes = before + count;
      engine.write(buffer, 0, count);
    }
    turn();
  }

  private void unreadable() {
    isReading = false;
    isAtEnd = true;
    end.tell(SessionEnd.of(Kind.DISK, "what was to be sent cannot be read"), bytes);
    cancel(CancelReason.USER);
  }
}
