package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.ChunkHeader;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.FileProblem;
import dev.sotto.transfer.Held;
import dev.sotto.transfer.IndexRange;
import dev.sotto.transfer.ListHash;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.ReceivingCommand;
import dev.sotto.transfer.ReceivingTransfer;
import dev.sotto.transfer.SendingCommand;
import dev.sotto.transfer.SendingTransfer;
import dev.sotto.transfer.TransferId;
import dev.sotto.transfer.TransferMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** Messages of a peer in any order, while our user and our disk do what they like. */
class TransferFuzzTest {
  private static final TransferId ID = new TransferId("00".repeat(16));
  private static final Manifest MANIFEST = manifest();
  private static final Digest SESSION = Digest.of(new byte[] {1});
  private static final List<FileProblem> PROBLEMS = List.of(FileProblem.values());

  private static Manifest manifest() {
    ManifestBuilder builder = new ManifestBuilder();
    long[] sizes = {3, 0, ChunkHeader.MAX_LENGTH + 2L, 7};
    for (int index = 0; index < sizes.length; index++) {
      builder.add(Entry.file(new EntryPath("file" + index), sizes[index], 0, false));
    }
    builder.add(Entry.folder(new EntryPath("folder")));
    return ((ManifestBuilder.Built.Done) builder.build()).manifest();
  }

  /** The first byte says which end it is; then a step is an operation, a file and a number. */
  @FuzzTest
  void movesOnlyWhatWasAccepted(byte[] input) {
    Script script = new Script(input);
    if ((script.number8() & 1) == 0) {
      receive(script);
    } else {
      send(script);
    }
  }

  private static void receive(Script script) {
    ReceivingTransfer receiver = new ReceivingTransfer(ReceivingTransfer.MIN_WINDOW);
    Receiver disk = new Receiver(receiver);
    receiver.attach(SESSION);
    if ((script.number8() & 1) == 0) {
      disk.begin();
    }
    while (script.hasMore()) {
      int operation = script.number8();
      int index = script.number8() % 6 - 1;
      int number = script.number8();
      switch (operation % 20) {
        case 0 -> disk.answer(number);
        case 1 -> receiver.cancel(CancelReason.USER);
        case 2 -> receiver.decline();
        case 3 -> disk.accept();
        case 4 -> {
          receiver.detach();
          receiver.attach(SESSION);
        }
        case 5 -> receiver.handleBinary(script.bytes());
        case 6, 7, 8 -> receiver.handleBinary(frame(index, number));
        case 9, 10, 11 ->
            receiver.handle(new TransferMessage.Sent(index, hashes(index).value()), 50);
        default -> receiver.handle(message(operation, index, number, script), 50);
      }
      disk.drain();
    }
    receiver.abandon();
    disk.drain();
    assertThat(disk.ended).isTrue();
  }

  private static void send(Script script) {
    SendingTransfer sender = new SendingTransfer(ID, MANIFEST);
    Sender disk = new Sender(sender);
    sender.attach(SendingTransfer.MIN_MESSAGE, List.of());
    while (script.hasMore()) {
      int operation = script.number8();
      int index = script.number8() % 6 - 1;
      int number = script.number8();
      switch (operation % 20) {
        case 0, 1, 2 -> disk.answer(number);
        case 3, 4, 5 -> disk.send(number);
        case 6 -> {
          sender.detach();
          sender.attach(SendingTransfer.MIN_MESSAGE, List.of());
        }
        case 7 -> sender.handle(accept(script));
        case 8 -> sender.handle(new TransferMessage.Kept((long) number << ((index + 1) * 4)));
        case 9 -> sender.cancel(CancelReason.USER);
        case 10 -> sender.handleBinary();
        default -> sender.handle(message(operation, index, number, script));
      }
      disk.drain();
    }
    sender.abandon();
    disk.drain();
    assertThat(disk.ended).isTrue();
  }

  private static TransferMessage message(int operation, int index, int number, Script script) {
    FileProblem problem = PROBLEMS.get(number % PROBLEMS.size());
    return switch (operation % 17) {
      case 0 -> new TransferMessage.Offer(ID, index, number, number, List.of());
      case 1 -> new TransferMessage.Entries(List.of());
      case 2 -> new TransferMessage.Offered(MANIFEST.hash());
      case 3 -> new TransferMessage.Decline();
      case 4 -> accept(script);
      case 5 -> new TransferMessage.From(index, number);
      case 6 -> new TransferMessage.Sent(index, hashes(index).value());
      case 7, 8 -> new TransferMessage.Failed(index, problem);
      case 9 -> new TransferMessage.Kept(number);
      case 10, 11 -> new TransferMessage.Got(List.of(index));
      case 12 -> new TransferMessage.Done();
      case 13 -> new TransferMessage.Cancel(CancelReason.USER);
      case 14 -> new TransferMessage.Again(ID, MANIFEST.hash());
      case 15 -> new TransferMessage.Unknown();
      default -> new TransferMessage.Other();
    };
  }

  private static TransferMessage.Accept accept(Script script) {
    int flags = script.number8();
    List<IndexRange> files = List.of(new IndexRange(script.number8() % 6, script.number8() % 6));
    List<IndexRange> got =
        (flags & 1) == 0 ? List.of() : List.of(new IndexRange(0, script.number8() % 6));
    int index = script.number8() % 6 - 1;
    List<TransferMessage.Have> have =
        (flags & 2) == 0
            ? List.of()
            : List.of(new TransferMessage.Have(index, flags >> 4, hashes(index).value()));
    long window = (long) SendingTransfer.MIN_WINDOW + (flags << 8);
    return new TransferMessage.Accept(files, window, Optional.empty(), got, have, (flags & 4) != 0);
  }

  private static byte[] data(int length) {
    return new byte[length];
  }

  private static ListHash hashes(int index) {
    ListHash hashes = new ListHash();
    if (index >= 0 && index < MANIFEST.size()) {
      Entry entry = MANIFEST.entry(index);
      for (long chunk = 0; chunk < entry.chunks(); chunk++) {
        hashes.add(Digest.of(data(entry.chunkLength(chunk))));
      }
    }
    return hashes;
  }

  /** A frame that is right if it comes in its place and is short. */
  private static byte[] frame(int index, int number) {
    boolean known = index >= 0 && index < 4 && number < MANIFEST.entry(index).chunks();
    int length = known ? MANIFEST.entry(index).chunkLength(number) : 1 + number;
    ByteBuffer frame = ByteBuffer.allocate(ChunkHeader.LENGTH + Math.min(length, 60_000));
    new ChunkHeader(Math.max(index, 0), number, length, Digest.of(data(length))).writeTo(frame);
    return frame.array();
  }

  /** Our side of a transfer that comes. */
  private static final class Receiver {
    private final ReceivingTransfer receiver;
    private final Queue<ReceivingCommand> open = new ArrayDeque<>();
    private final Set<Integer> settled = new HashSet<>();
    private boolean ended;

    Receiver(ReceivingTransfer receiver) {
      this.receiver = receiver;
    }

    void begin() {
      List<TransferMessage.Listed> listed = new ArrayList<>();
      MANIFEST.entries().forEach(entry -> listed.add(TransferMessage.Listed.of(entry)));
      receiver.handle(new TransferMessage.Offer(ID, 4, 1, MANIFEST.bytes(), List.of()), 100);
      receiver.handle(new TransferMessage.Entries(listed), 100);
      receiver.handle(new TransferMessage.Offered(MANIFEST.hash()), 100);
      drain();
      accept();
      drain();
    }

    void accept() {
      if (receiver.manifest().isEmpty()) {
        return;
      }
      boolean ours = receiver.manifest().get().hash().equals(MANIFEST.hash());
      BitSet files = new BitSet();
      files.set(0, ours ? 3 : 0);
      ListHash part = new ListHash();
      part.add(Digest.of(data(ChunkHeader.MAX_LENGTH)));
      List<Held> held = ours ? List.of(Held.part(2, part)) : List.of();
      receiver.accept(files, Optional.empty(), held);
    }

    void answer(int how) {
      ReceivingCommand next = open.poll();
      if (next instanceof ReceivingCommand.Write write) {
        if (how % 8 == 0) {
          receiver.writeFailed(write.index(), FileProblem.DISK);
        } else {
          receiver.written(write.index(), write.chunk());
        }
      } else if (next instanceof ReceivingCommand.Publish publish) {
        if (how % 8 == 0) {
          receiver.writeFailed(publish.index(), FileProblem.EXISTS);
        } else {
          receiver.published(publish.index());
        }
      }
    }

    void drain() {
      for (boolean moved = true; moved; ) {
        moved = false;
        for (ReceivingCommand next; (next = receiver.pollCommand()) != null; moved = true) {
          take(next);
        }
        for (; receiver.pollMessage() != null; moved = true) {
          assertThat(open).hasSizeLessThan(100);
        }
      }
    }

    private void take(ReceivingCommand command) {
      if (command instanceof ReceivingCommand.Write write) {
        assertThat(receiver.accepted().get(write.index())).isTrue();
        Entry entry = MANIFEST.entry(write.index());
        assertThat(write.data()).hasSize(entry.chunkLength(write.chunk()));
        open.add(command);
      } else if (command instanceof ReceivingCommand.Publish publish) {
        assertThat(receiver.accepted().get(publish.index())).isTrue();
        open.add(command);
      } else if (command instanceof ReceivingCommand.FileEnded file) {
        assertThat(settled.add(file.index())).as("settled once").isTrue();
      } else if (command instanceof ReceivingCommand.Ended) {
        assertThat(ended).as("ended once").isFalse();
        ended = true;
      }
    }
  }

  /** Our side of a transfer that goes. */
  private static final class Sender {
    private final SendingTransfer sender;
    private final Queue<SendingCommand> open = new ArrayDeque<>();
    private boolean ended;

    Sender(SendingTransfer sender) {
      this.sender = sender;
    }

    void send(int messages) {
      for (int left = messages; left > 0; left--) {
        Outbound<TransferMessage> next = sender.pollMessage();
        if (next instanceof Outbound.Binary<TransferMessage> binary) {
          assertThat(binary.message()).hasSizeBetween(1, SendingTransfer.MIN_MESSAGE);
          assertThat(sender.accepted().isEmpty()).isFalse();
        }
        drain();
      }
    }

    void answer(int how) {
      SendingCommand next = open.poll();
      if (next instanceof SendingCommand.Read read) {
        if (how % 8 == 0) {
          sender.readFailed(read.index(), FileProblem.CHANGED);
        } else {
          byte[] data = data(read.length());
          sender.chunkRead(read.index(), read.chunk(), data, Digest.of(data));
        }
      } else if (next instanceof SendingCommand.HashPrefix prefix) {
        ListHash hashes = new ListHash();
        for (long chunk = 0; chunk < prefix.chunks(); chunk++) {
          int length = MANIFEST.entry(prefix.index()).chunkLength(chunk);
          hashes.add(Digest.of(data(length)));
        }
        sender.prefixHashed(prefix.index(), hashes);
      }
    }

    void drain() {
      for (SendingCommand next; (next = sender.pollCommand()) != null; ) {
        if (next instanceof SendingCommand.Read read) {
          assertThat(sender.accepted().get(read.index())).isTrue();
          open.add(next);
        } else if (next instanceof SendingCommand.HashPrefix) {
          open.add(next);
        } else if (next instanceof SendingCommand.Ended) {
          assertThat(ended).as("ended once").isFalse();
          ended = true;
        }
      }
    }
  }
}
