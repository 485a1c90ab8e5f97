package dev.sotto.messenger;

import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.Outcome;
import dev.sotto.transfer.PipeCommand;
import dev.sotto.transfer.PipeMessage;
import dev.sotto.transfer.PipeReceiver;
import dev.sotto.transfer.TransferId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The peer's stream on its way: written where that may block, and no more of it taken than is
 * written. Until the user accepts it its channel only waits. Confined to the order of the transfers
 * but for what {@link Pipe} and {@link PipeOffer} promise.
 */
final class IncomingPipe implements Pipe, PipeOffer, Lane.End<PipeMessage> {
  private static final long WINDOW = 4 << 20;

  private final Course order;
  private final Executor writing;
  private final TransferId id;
  private final PipeOwner owner;
  private final PipeEnd end;
  private final PipeReceiver engine = new PipeReceiver(WINDOW);
  private final Lane<PipeMessage> lane = new Lane<>(PipeJson::read, PipeJson::write, this);
  private final AtomicBoolean answered = new AtomicBoolean();
  private @Nullable OutputStream sink;
  private boolean hasFailed; // of the order that writes
  private volatile boolean isOver;
  private boolean isComplete;
  private boolean isGivenUp;
  private volatile long bytes; // written on the order alone

  IncomingPipe(Course order, Executor writing, PipeEnd end, TransferId id, PipeOwner owner) {
    this.order = order;
    this.writing = writing;
    this.end = end;
    this.id = id;
    this.owner = owner;
  }

  @Override
  public Pipe accept(OutputStream into) {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("it was answered before");
    }
    order.execute(
        () -> {
          sink = into;
          turn();
        });
    return this;
  }

  @Override
  public void decline() {
    if (answered.compareAndSet(false, true)) {
      order.execute(() -> cancel(CancelReason.USER));
    }
  }

  @Override
  public boolean outgoing() {
    return false;
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

  TransferId id() {
    return id;
  }

  /** The peer opened a channel for it, and has said so on it. */
  void comesOver(SideChannel channel) {
    lane.over(channel);
    engine.handle(new PipeMessage.Pipe(id));
    turn();
    if (isOver && !isComplete) {
      lane.finish();
    }
  }

  boolean isOver() {
    return isOver;
  }

  void cancel(CancelReason why) {
    engine.cancel(why);
    turn();
  }

  /** The connection is gone; what is said from now on waits for another. */
  void away() {
    lane.leave();
  }

  /** The connection is there again: the peer is to go on, or to hear that it is over. */
  void back() {
    if (!engine.ended()) {
      lane.expect(order, Lane.RETURN);
    }
  }

  void abandon() {
    engine.abandon();
    turn();
  }

  @Override
  public void attached(int maxMessageSize) {
    engine.attach();
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
  }

  @Override
  public boolean waits() {
    return !isOver;
  }

  @Override
  public void text(PipeMessage message, int length) {
    engine.handle(message);
    turn();
    if (isOver) {
      lane.finish();
    }
  }

  @Override
  public void binary(byte[] message) {
    engine.handleBinary(message);
    turn();
  }

  @Override
  public void malformed() {
    cancel(CancelReason.PROTOCOL);
    owner.onFoul();
  }

  @Override
  public @Nullable Outbound<PipeMessage> next() {
    return sink == null && !engine.ended() ? null : engine.pollMessage();
  }

  private void turn() {
    for (PipeCommand next = engine.pollCommand(); next != null; next = engine.pollCommand()) {
      if (next instanceof PipeCommand.Write write) {
        OutputStream into = sink;
        if (into != null) {
          writing.execute(() -> write(write.data(), into));
        }
      } else if (next instanceof PipeCommand.Ended ended) {
        ended(ended.outcome());
      }
    }
    lane.pump();
  }

  private void write(byte[] data, OutputStream into) {
    if (hasFailed) {
      return;
    }
    try {
      if (!isOver) {
        into.write(data);
        into.flush();
      }
      order.execute(
          () -> {
            long before = bytes;
            bytes = before + data.length;
            engine.written(data.length);
            turn();
          });
    } catch (IOException e) {
      unwritable();
    } catch (RuntimeException e) {
      unwritable();
      throw e; // reported as what it is: a bug of whoever made the sink
    }
  }

  private void unwritable() {
    hasFailed = true;
    order.execute(() -> cancel(CancelReason.DISK));
  }

  private void ended(Outcome outcome) {
    isOver = true;
    isComplete = outcome.ending() == Outcome.Ending.COMPLETE;
    lane.finish();
    end.tell(
        isGivenUp && !isComplete ? TransferEnds.pipeGivenUp() : TransferEnds.ofPipe(outcome, false),
        bytes);
    owner.onOver();
    if (outcome.ending() == Outcome.Ending.PROTOCOL) {
      owner.onFoul();
    }
  }
}
