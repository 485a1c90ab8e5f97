package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.TransferMessage.Accept;
import dev.sotto.transfer.TransferMessage.Decline;
import dev.sotto.transfer.TransferMessage.Done;
import dev.sotto.transfer.TransferMessage.Failed;
import dev.sotto.transfer.TransferMessage.Got;
import dev.sotto.transfer.TransferMessage.Have;
import dev.sotto.transfer.TransferMessage.Kept;
import dev.sotto.transfer.TransferMessage.Sent;
import dev.sotto.transfer.TransferMessage.Unknown;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a sender does with receivers that keep no rule: it ends, and says why. */
class HostileReceiverTest {
  private static final int MIB = 1 << 20;
  private static final Manifest MANIFEST = TransferPair.manifest(10, 0, 2 * MIB + 5, -1, 20);
  private static final Digest NOTHING = Digest.of(new byte[0]);
  private static final List<IndexRange> ALL = List.of(new IndexRange(0, 4));

  private SendingTransfer sender = attached();
  private Optional<Outcome> ended = Optional.empty();
  private long sentBytes;

  private static SendingTransfer attached() {
    SendingTransfer sender =
        new SendingTransfer(TransferId.random(new SplittableRandom(5)), MANIFEST);
    sender.attach(1 << 16, List.of());
    return sender;
  }

  /** Sends what can be sent. */
  private void settle() {
    for (boolean moved = true; moved; ) {
      moved = false;
      for (SendingCommand next; (next = sender.pollCommand()) != null; moved = true) {
        answer(next);
      }
      Outbound<TransferMessage> message = sender.pollMessage();
      moved |= message != null;
      if (message instanceof Outbound.Binary<TransferMessage> binary) {
        sentBytes += binary.message().length;
      }
    }
  }

  private void answer(SendingCommand command) {
    if (command instanceof SendingCommand.Read read) {
      byte[] data = TransferPair.data(read.index(), read.chunk(), read.length());
      sender.chunkRead(read.index(), read.chunk(), data, Digest.of(data));
    } else if (command instanceof SendingCommand.Ended end) {
      ended = Optional.of(end.outcome());
    }
  }

  private void text(TransferMessage message) {
    settle();
    sender.handle(message);
    settle();
  }

  private static Accept accept(List<IndexRange> files, long window) {
    return new Accept(files, window, Optional.empty(), List.of(), List.of(), false);
  }

  private void requireEnd(Violation violation) {
    assertThat(ended).contains(Outcome.violated(violation));
    ended = Optional.empty();
    sender = attached();
  }

  @Test
  void refusesAnswersBeforeTheManifestIsOut() {
    for (TransferMessage message :
        List.of(accept(ALL, MIB), new Decline(), new Unknown(), new Kept(0))) {
      sender.handle(message);
      settle();
      requireEnd(Violation.UNEXPECTED_MESSAGE);
    }
  }

  @Test
  void refusesWhatIsNoAnswer() {
    for (TransferMessage message :
        List.of(
            new Unknown(),
            new Kept(0),
            new Got(List.of(0)),
            new Failed(0, FileProblem.DISK),
            new Sent(0, NOTHING),
            new Done())) {
      text(message);
      requireEnd(Violation.UNEXPECTED_MESSAGE);
    }
    settle();
    sender.handleBinary();
    settle();
    requireEnd(Violation.UNEXPECTED_MESSAGE);
    text(accept(ALL, MIB));
    text(accept(ALL, MIB));
    requireEnd(Violation.UNEXPECTED_MESSAGE);
  }

  @Test
  void refusesWindowsOutOfRange() {
    for (long window : new long[] {0, -1, (64 << 10) - 1, (64 << 20) + 1, Long.MAX_VALUE}) {
      text(accept(ALL, window));
      requireEnd(Violation.NUMBER);
    }
  }

  @Test
  void refusesRangesThatAreNotInOrder() {
    for (List<IndexRange> files :
        List.of(
            List.of(new IndexRange(-1, 0)),
            List.of(new IndexRange(1, 0)),
            List.of(new IndexRange(0, 5)),
            List.of(new IndexRange(0, Integer.MAX_VALUE)),
            List.of(new IndexRange(0, 1), new IndexRange(1, 2)),
            List.of(new IndexRange(2, 2), new IndexRange(0, 0)))) {
      text(accept(files, MIB));
      requireEnd(Violation.ORDER);
    }
    text(new Accept(ALL, MIB, Optional.empty(), List.of(), List.of(), true));
    text(accept(List.of(new IndexRange(0, 0)), 0));
    requireEnd(Violation.ORDER);
  }

  @Test
  void refusesPartsOfFilesThatAreNotWanted() {
    IndexRange first = new IndexRange(0, 0);
    for (Have have :
        List.of(
            new Have(-1, 1, NOTHING),
            new Have(5, 1, NOTHING),
            new Have(3, 1, NOTHING),
            new Have(1, 1, NOTHING),
            new Have(0, 0, NOTHING),
            new Have(0, 2, NOTHING),
            new Have(0, -1, NOTHING),
            new Have(2, 1, NOTHING))) {
      text(new Accept(List.of(first), MIB, Optional.empty(), List.of(), List.of(have), false));
      requireEnd(Violation.UNKNOWN_FILE);
    }
    Have twice = new Have(0, 1, NOTHING);
    text(new Accept(ALL, MIB, Optional.empty(), List.of(), List.of(twice, twice), false));
    requireEnd(Violation.UNKNOWN_FILE);
    text(new Accept(ALL, MIB, Optional.empty(), List.of(first), List.of(twice), false));
    requireEnd(Violation.UNKNOWN_FILE);
    IndexRange second = new IndexRange(1, 1);
    text(new Accept(List.of(first), MIB, Optional.empty(), List.of(second), List.of(), false));
    requireEnd(Violation.UNKNOWN_FILE);
  }

  @Test
  void refusesReceiptsForWhatWasNotSent() {
    for (long kept : new long[] {-1, 10L + MIB + 1, Long.MAX_VALUE}) {
      text(accept(ALL, MIB));
      text(new Kept(kept));
      requireEnd(Violation.RECEIPT);
    }
    text(accept(ALL, MIB));
    text(new Kept(20));
    text(new Kept(19));
    requireEnd(Violation.RECEIPT);
    for (int index : new int[] {-1, 2, 3, 4, 5, Integer.MAX_VALUE}) {
      text(accept(ALL, MIB));
      text(new Got(List.of(index)));
      requireEnd(Violation.RECEIPT);
    }
    text(accept(ALL, MIB));
    text(new Got(List.of(0, 0)));
    requireEnd(Violation.RECEIPT);
    text(accept(ALL, MIB));
    text(new Got(Collections.nCopies(257, 0)));
    requireEnd(Violation.LENGTH);
  }

  @Test
  void refusesFailuresThatCanNotBe() {
    for (Failed failed :
        List.of(
            new Failed(-1, FileProblem.DISK),
            new Failed(3, FileProblem.DISK),
            new Failed(5, FileProblem.DISK),
            new Failed(0, FileProblem.GONE))) {
      text(accept(ALL, MIB));
      text(failed);
      requireEnd(Violation.RECEIPT);
    }
    text(accept(ALL, MIB));
    text(new Got(List.of(0)));
    text(new Failed(0, FileProblem.DISK));
    requireEnd(Violation.RECEIPT);
  }

  @Test
  void sendsNoMoreThanTheWindow() {
    text(accept(ALL, 64 << 10));
    assertThat(sentBytes).isEqualTo((64 << 10) + 2L * ChunkHeader.LENGTH);
    text(new Kept(100));
    assertThat(sentBytes).isEqualTo((64 << 10) + 2L * ChunkHeader.LENGTH + 100);
    assertThat(sender.ended()).isFalse();
  }

  @Test
  void readsNoMoreThanABoundedPartAhead() {
    long[] sizes = {100L * MIB};
    SendingTransfer large =
        new SendingTransfer(
            TransferId.random(new SplittableRandom(5)), TransferPair.manifest(sizes));
    sender = large;
    large.attach(1 << 16, List.of());
    text(accept(List.of(new IndexRange(0, 0)), 64 << 10));
    assertThat(large.ended()).isFalse();
    assertThat(sentBytes).isLessThan(MIB);
  }
}
