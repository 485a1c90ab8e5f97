package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.PipeCommand;
import dev.sotto.transfer.PipeMessage;
import dev.sotto.transfer.PipeReceiver;
import dev.sotto.transfer.PipeSender;
import dev.sotto.transfer.SendingTransfer;
import dev.sotto.transfer.TransferId;

/** Messages of a peer in any order into either end of a pipe, whose stream is all zeros. */
class PipeFuzzTest {
  private static final TransferId ID = new TransferId("00".repeat(16));
  private static final TransferId OTHER = new TransferId("11".repeat(16));
  private static final int WINDOW = SendingTransfer.MIN_WINDOW;

  /** The first byte says which end it is; then a step is an operation and a number. */
  @FuzzTest
  void movesTheStreamInOrderAndWithinItsWindow(byte[] input) {
    Script script = new Script(input);
    if ((script.number8() & 1) == 0) {
      new Receiver().run(script);
    } else {
      new Sender().run(script);
    }
  }

  private static PipeMessage message(int operation, int number) {
    return switch (operation % 8) {
      case 0 -> new PipeMessage.Pipe((number & 1) == 0 ? ID : OTHER);
      case 1 -> new PipeMessage.Ready(number - 1L, WINDOW);
      case 2 -> new PipeMessage.Ready(0, number << 8);
      case 3 -> new PipeMessage.Taken(number - 1L);
      case 4 -> new PipeMessage.End(number, Digest.of(new byte[number]));
      case 5 -> new PipeMessage.Got();
      case 6 -> new PipeMessage.Cancel(CancelReason.USER);
      default -> new PipeMessage.Other();
    };
  }

  private static final class Receiver {
    private final PipeReceiver receiver = new PipeReceiver(WINDOW);
    private long handedOut;
    private long written;
    private boolean endWasRight;
    private boolean ended;

    void run(Script script) {
      receiver.attach();
      while (script.hasMore()) {
        int operation = script.number8();
        int number = script.number16();
        switch (operation % 16) {
          case 0, 1 -> write(number);
          case 2 -> receiver.cancel(CancelReason.DISK);
          case 3 -> {
            receiver.detach();
            receiver.attach();
          }
          case 4, 5, 6 -> receiver.handleBinary(new byte[number]);
          case 7 -> finish();
          default -> handle(message(operation, number));
        }
        drain();
      }
      receiver.abandon();
      drain();
      assertThat(ended).isTrue();
    }

    private void write(int most) {
      int count = (int) Math.min(most, handedOut - written);
      written += count;
      receiver.written(count);
    }

    private void finish() {
      long bytes = receiver.receivedBytes();
      if (bytes <= 4 * WINDOW) {
        handle(new PipeMessage.End(bytes, Digest.of(new byte[(int) bytes])));
      }
    }

    private void handle(PipeMessage message) {
      endWasRight |=
          message instanceof PipeMessage.End end && end.bytes() == receiver.receivedBytes();
      receiver.handle(message);
    }

    private void drain() {
      for (PipeCommand next; (next = receiver.pollCommand()) != null; ) {
        if (next instanceof PipeCommand.Write write) {
          assertThat(ended).isFalse();
          handedOut += write.data().length;
          assertThat(handedOut).isLessThanOrEqualTo(receiver.receivedBytes());
        } else {
          assertThat(ended).as("ended once").isFalse();
          ended = true;
        }
      }
      assertThat(receiver.receivedBytes() - written).isLessThanOrEqualTo(2L * WINDOW);
      for (Outbound<PipeMessage> next; (next = receiver.pollMessage()) != null; ) {
        check(((Outbound.Text<PipeMessage>) next).message());
      }
      for (PipeCommand next; (next = receiver.pollCommand()) != null; ) {
        assertThat(next).isInstanceOf(PipeCommand.Ended.class);
        assertThat(ended).as("ended once").isFalse();
        ended = true;
      }
    }

    private void check(PipeMessage said) {
      if (said instanceof PipeMessage.Ready ready) {
        assertThat(ready.bytes()).isEqualTo(written);
      } else if (said instanceof PipeMessage.Taken taken) {
        assertThat(taken.bytes()).isEqualTo(written);
      } else if (said instanceof PipeMessage.Got) {
        assertThat(written).isEqualTo(receiver.receivedBytes());
        assertThat(endWasRight).isTrue();
      }
    }
  }

  private static final class Sender {
    private final PipeSender sender = new PipeSender(ID);
    private long given;
    private long sent;
    private boolean ended;

    void run(Script script) {
      sender.attach(SendingTransfer.MIN_MESSAGE);
      while (script.hasMore()) {
        int operation = script.number8();
        int number = script.number16();
        switch (operation % 16) {
          case 0, 1 -> give(number);
          case 2 -> sender.end();
          case 3, 4, 5 -> send(number & 0xff);
          case 6 -> {
            sender.detach();
            sender.attach(SendingTransfer.MIN_MESSAGE);
          }
          case 7 -> ready(new PipeMessage.Ready(sender.takenBytes(), WINDOW));
          case 8 -> sender.cancel(CancelReason.USER);
          case 9 -> sender.handleBinary();
          case 10 -> sender.handle(new PipeMessage.Taken(sent));
          default -> ready(message(operation, number));
        }
        drain();
      }
      sender.abandon();
      drain();
      assertThat(ended).isTrue();
      assertThat(sender.hasUntold()).isFalse();
    }

    /** A receiver that is ready has the stream sent from where it says. */
    private void ready(PipeMessage message) {
      sender.handle(message);
      if (message instanceof PipeMessage.Ready && !sender.ended()) {
        sent = sender.takenBytes();
      }
    }

    private void give(int most) {
      int count = Math.min(most, sender.room());
      sender.write(new byte[count], 0, count);
      given += count;
      assertThat(given - sender.takenBytes()).isLessThanOrEqualTo(PipeSender.MAX_HELD);
    }

    private void send(int messages) {
      for (int left = messages; left > 0; left--) {
        Outbound<PipeMessage> next = sender.pollMessage();
        if (next instanceof Outbound.Binary<PipeMessage> binary) {
          assertThat(binary.message()).hasSizeBetween(1, SendingTransfer.MIN_MESSAGE);
          sent += binary.message().length;
          assertThat(sent).isLessThanOrEqualTo(given);
        }
        drain();
      }
    }

    private void drain() {
      for (PipeCommand next; (next = sender.pollCommand()) != null; ) {
        assertThat(next).isInstanceOf(PipeCommand.Ended.class);
        assertThat(ended).as("ended once").isFalse();
        ended = true;
      }
      assertThat(sender.takenBytes()).isLessThanOrEqualTo(given);
    }
  }
}
