package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream from one end to the other, and ends that break the rules. */
class PipeTest {
  private static final int WINDOW = 256 << 10;
  private static final TransferId ID = TransferId.random(new SplittableRandom(5));

  private final PipeSender sender = new PipeSender(ID);
  private final PipeReceiver receiver = new PipeReceiver(WINDOW);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private @Nullable Outcome sent;
  private @Nullable Outcome received;
  private boolean reading = true;

  private void attach() {
    sender.attach(1 << 16);
    receiver.attach();
  }

  private void breakOff() {
    sender.detach();
    receiver.detach();
  }

  private static byte[] stream(int length) {
    byte[] data = new byte[length];
    for (int at = 0; at < length; at++) {
      data[at] = (byte) (at * 7 + (at >> 9));
    }
    return data;
  }

  /** Writes as much as there is room for; returns where it stopped. */
  private int write(byte[] data, int from) {
    int length = Math.min(sender.room(), data.length - from);
    sender.write(data, from, length);
    return from + length;
  }

  private void run(int messages) {
    int left = messages;
    for (boolean moved = true; moved; ) {
      moved = work();
      Outbound<PipeMessage> message = left > 0 ? sender.pollMessage() : null;
      if (message != null) {
        left--;
        moved = true;
        if (message instanceof Outbound.Text<PipeMessage> text) {
          receiver.handle(text.message());
        } else {
          receiver.handleBinary(((Outbound.Binary<PipeMessage>) message).message());
        }
        work();
      }
      for (Outbound<PipeMessage> next; (next = receiver.pollMessage()) != null; moved = true) {
        sender.handle(((Outbound.Text<PipeMessage>) next).message());
      }
    }
  }

  private boolean work() {
    boolean worked = false;
    for (PipeCommand next; (next = sender.pollCommand()) != null; worked = true) {
      sent = ((PipeCommand.Ended) next).outcome();
    }
    for (PipeCommand next; reading && (next = receiver.pollCommand()) != null; worked = true) {
      if (next instanceof PipeCommand.Write write) {
        out.writeBytes(write.data());
        receiver.written(write.data().length);
      } else {
        received = ((PipeCommand.Ended) next).outcome();
      }
    }
    return worked;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, 3_000_000})
  void carriesAStreamExactly(int length) {
    byte[] data = stream(length);
    attach();
    run(1);
    for (int at = 0; at < length; ) {
      at = write(data, at);
      run(1000);
    }
    sender.end();
    run(1000);
    assertThat(out.toByteArray()).isEqualTo(data);
    assertThat(sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(received).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(sender.takenBytes()).isLessThanOrEqualTo(length);
    assertThat(receiver.receivedBytes()).isEqualTo(length);
  }

  @Test
  void takesNothingBeforeTheReceiverIsReady() {
    assertThat(sender.room()).isZero();
    attach();
    assertThat(sender.room()).isZero();
    assertThatThrownBy(() -> sender.write(new byte[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesNoMoreThanTheWindowWhileNobodyReads() {
    attach();
    run(1);
    reading = false;
    byte[] data = stream(2 * WINDOW);
    int written = write(data, 0);
    run(1000);
    assertThat(written).isEqualTo(WINDOW);
    assertThat(sender.room()).isZero();
    assertThat(receiver.receivedBytes()).isEqualTo(WINDOW);
    reading = true;
    run(1000);
    assertThat(sender.room()).isEqualTo(WINDOW);
  }

  @Test
  void goesOnAfterABreakAtEveryMessage() {
    for (int step = 1; step < 60; step++) {
      PipeTest pipe = new PipeTest();
      byte[] data = stream(1_000_000);
      pipe.attach();
      pipe.run(1);
      int at = 0;
      for (int round = 0; !pipe.receiver.ended() || !pipe.sender.ended(); round++) {
        at = pipe.write(data, at);
        if (at == data.length) {
          pipe.sender.end();
        }
        pipe.run(step);
        if (round % 2 == 0) {
          pipe.breakOff();
          pipe.attach();
          pipe.run(step);
        }
        assertThat(round).isLessThan(1000);
      }
      assertThat(pipe.out.toByteArray()).isEqualTo(data);
      assertThat(pipe.sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    }
  }

  @Test
  void saysAgainThatItGotAllToASenderThatDidNotHearIt() {
    attach();
    run(1);
    write(stream(100), 0);
    sender.end();
    run(1);
    receiver.handle(new PipeMessage.End(100, Digest.of(stream(100))));
    work();
    assertThat(receiver.pollMessage()).isEqualTo(new Outbound.Text<>(new PipeMessage.Got()));
    breakOff();
    attach();
    run(1000);
    assertThat(sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(received).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(out.toByteArray()).isEqualTo(stream(100));
  }

  @Test
  void endsWhenTheStreamIsAnother() {
    attach();
    run(1);
    write(stream(100), 0);
    run(1);
    receiver.handle(new PipeMessage.End(100, Digest.of(new byte[100])));
    run(1000);
    assertThat(received).isEqualTo(Outcome.of(Outcome.Ending.INTEGRITY));
    assertThat(sent).isEqualTo(Outcome.of(Outcome.Ending.INTEGRITY));
  }

  @Test
  void endsWhenTheStreamIsShorterThanItsEndSays() {
    attach();
    run(1);
    receiver.handle(new PipeMessage.End(1, Digest.of(new byte[0])));
    run(1000);
    assertThat(received).isEqualTo(Outcome.of(Outcome.Ending.INTEGRITY));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isCancelled(boolean bySender) {
    attach();
    run(1);
    if (bySender) {
      sender.cancel(CancelReason.USER);
    } else {
      receiver.cancel(CancelReason.DISK);
    }
    run(10);
    assertThat(bySender ? received : sent)
        .isEqualTo(Outcome.cancelledByPeer(bySender ? CancelReason.USER : CancelReason.DISK));
    assertThat(bySender ? sent : received)
        .isEqualTo(Outcome.cancelled(bySender ? CancelReason.USER : CancelReason.DISK));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsAfterABreakThatItWasCancelled(boolean bySender) {
    attach();
    run(1);
    breakOff();
    if (bySender) {
      sender.cancel(CancelReason.USER);
    } else {
      receiver.cancel(CancelReason.DISK);
    }
    assertThat(bySender == sender.hasUntold()).isTrue();
    attach();
    run(10);
    assertThat(bySender ? received : sent)
        .isEqualTo(Outcome.cancelledByPeer(bySender ? CancelReason.USER : CancelReason.DISK));
  }

  @Test
  void tellsAgainThatItWasCancelledWhenThatWasLostWithItsChannel() {
    attach();
    run(1);
    sender.cancel(CancelReason.USER);
    breakOff();
    assertThat(sender.hasUntold()).isTrue();
    attach();
    run(10);
    assertThat(received).isEqualTo(Outcome.cancelledByPeer(CancelReason.USER));
    sender.abandon();
    assertThat(sender.hasUntold()).isFalse();
  }

  @Test
  void aSourceMayBeginWithNothing() {
    sender.write(new byte[0], 0, 0);
    assertThat(sender.ended()).isFalse();
  }

  @Test
  void isBrokenWhenNothingComesBack() {
    attach();
    run(1);
    sender.abandon();
    receiver.abandon();
    work();
    assertThat(sent).isEqualTo(Outcome.of(Outcome.Ending.BROKEN));
    assertThat(received).isEqualTo(Outcome.of(Outcome.Ending.BROKEN));
  }

  @Test
  void refusesWhatAReceiverCanNotSay() {
    requireSenderEnds(Violation.UNEXPECTED_MESSAGE, new PipeMessage.Taken(0));
    requireSenderEnds(Violation.UNEXPECTED_MESSAGE, new PipeMessage.Got());
    requireSenderEnds(Violation.UNEXPECTED_MESSAGE, new PipeMessage.Pipe(ID));
    requireSenderEnds(Violation.NUMBER, new PipeMessage.Ready(0, 1));
    requireSenderEnds(Violation.NUMBER, new PipeMessage.Ready(0, 1L << 40));
    requireSenderEnds(Violation.RECEIPT, new PipeMessage.Ready(1, WINDOW));
    requireSenderEnds(Violation.RECEIPT, new PipeMessage.Ready(-1, WINDOW));
    PipeMessage ready = new PipeMessage.Ready(0, WINDOW);
    requireSenderEnds(Violation.UNEXPECTED_MESSAGE, ready, ready);
    requireSenderEnds(Violation.RECEIPT, ready, new PipeMessage.Taken(1));
    requireSenderEnds(Violation.RECEIPT, ready, new PipeMessage.Taken(-1));
    requireSenderEnds(Violation.RECEIPT, ready, new PipeMessage.Taken(Long.MAX_VALUE));
    requireSenderEnds(Violation.UNEXPECTED_MESSAGE, ready, new PipeMessage.Got());
  }

  private static void requireSenderEnds(Violation violation, PipeMessage... messages) {
    PipeSender sender = new PipeSender(ID);
    sender.attach(1 << 16);
    sender.pollMessage();
    Arrays.stream(messages).forEach(sender::handle);
    assertThat(sender.pollCommand()).isEqualTo(new PipeCommand.Ended(Outcome.violated(violation)));
    assertThat(sender.pollMessage())
        .isEqualTo(new Outbound.Text<>(new PipeMessage.Cancel(CancelReason.PROTOCOL)));
  }

  @Test
  void refusesWhatASenderCanNotSay() {
    PipeMessage pipe = new PipeMessage.Pipe(ID);
    requireReceiverEnds(Violation.UNEXPECTED_MESSAGE, new PipeMessage.Got());
    requireReceiverEnds(Violation.UNEXPECTED_MESSAGE, new byte[1]);
    requireReceiverEnds(Violation.UNEXPECTED_MESSAGE, pipe, pipe);
    requireReceiverEnds(Violation.LENGTH, pipe, new byte[0]);
    requireReceiverEnds(Violation.LENGTH, pipe, new byte[65_537]);
    byte[] most = new byte[65_536];
    requireReceiverEnds(Violation.WINDOW, pipe, most, most, most, most, new byte[1]);
  }

  private static void requireReceiverEnds(Violation violation, Object... messages) {
    PipeReceiver receiver = new PipeReceiver(WINDOW);
    receiver.attach();
    for (Object message : messages) {
      if (message instanceof PipeMessage text) {
        receiver.handle(text);
      } else {
        receiver.handleBinary((byte[]) message);
      }
      receiver.pollMessage();
    }
    PipeCommand last = null;
    for (PipeCommand next; (next = receiver.pollCommand()) != null; ) {
      last = next;
    }
    assertThat(last).isEqualTo(new PipeCommand.Ended(Outcome.violated(violation)));
  }
}
