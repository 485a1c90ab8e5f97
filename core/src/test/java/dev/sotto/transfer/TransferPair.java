package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a transfer and the channel between them in memory, with made up data: that of a
 * chunk follows from the file and its number.
 */
final class TransferPair {
  static final long WINDOW = 4L << 20;
  static final int LENGTH_OF_TEXT = 100;
  static final Digest SESSION = Digest.of(new byte[] {1});

  private static final Digest NO_HASH = Digest.of(new byte[0]);

  final SplittableRandom random = new SplittableRandom(1);
  final Manifest manifest;
  final SendingTransfer sender;
  ReceivingTransfer receiver = new ReceivingTransfer(WINDOW);
  final Map<Integer, FileProblem> unreadable = new HashMap<>();
  final Map<Integer, FileProblem> unwritable = new HashMap<>();
  final Map<Integer, Optional<FileProblem>> sentFiles = new HashMap<>();
  final Map<Integer, Optional<FileProblem>> receivedFiles = new HashMap<>();
  final Map<Integer, Long> begun = new HashMap<>();
  final Map<Integer, Boolean> dropped = new HashMap<>();
  final List<TransferMessage> said = new ArrayList<>();
  final Deque<Outbound<TransferMessage>> toReceiver = new ArrayDeque<>();
  final Deque<Outbound<TransferMessage>> toSender = new ArrayDeque<>();
  final BitSet published = new BitSet();
  List<Proof> proofs = List.of();
  List<Held> held = List.of();
  @Nullable BitSet wanted;
  boolean decides = true;
  int changedBy;
  boolean virtual;
  final BitSet open = new BitSet();
  int mostOpen;
  long dataRead;
  long dataWritten;
  @Nullable Outcome sent;
  @Nullable Outcome received;

  TransferPair(Manifest manifest) {
    this.manifest = manifest;
    this.sender = new SendingTransfer(TransferId.random(new SplittableRandom(7)), manifest);
  }

  static Manifest manifest(long... sizes) {
    ManifestBuilder builder = new ManifestBuilder();
    for (int index = 0; index < sizes.length; index++) {
      Entry entry =
          sizes[index] < 0
              ? Entry.folder(new EntryPath("folder" + index))
              : Entry.file(new EntryPath("file" + index), sizes[index], 1000 + index, false);
      assertThat(builder.add(entry)).isEmpty();
    }
    return ((ManifestBuilder.Built.Done) builder.build()).manifest();
  }

  static byte[] data(int index, long chunk, int length) {
    byte[] data = new byte[length];
    for (int at = 0; at < Math.min(length, 64); at++) {
      data[at] = (byte) (index * 31L + chunk * 7 + at);
    }
    return data;
  }

  static ListHash hashes(Manifest manifest, int index, long chunks) {
    ListHash hashes = new ListHash();
    for (long chunk = 0; chunk < chunks; chunk++) {
      hashes.add(Digest.of(data(index, chunk, manifest.entry(index).chunkLength(chunk))));
    }
    return hashes;
  }

  void attach() {
    sender.attach(1 << 16, proofs);
    receiver.attach(SESSION);
  }

  void breakOff() {
    toReceiver.clear();
    toSender.clear();
    sender.detach();
    receiver.detach();
  }

  /** Until nothing moves any more. */
  void run() {
    run(Integer.MAX_VALUE);
  }

  /** At most so many messages of the sender. Returns whether there were as many. */
  boolean run(int messages) {
    int left = messages;
    for (boolean moved = true; moved; ) {
      moved = work();
      Outbound<TransferMessage> message = left == 0 ? null : sender.pollMessage();
      if (message != null) {
        left--;
        toReceiver.add(message);
      }
      for (Outbound<TransferMessage> next; (next = toReceiver.poll()) != null; moved = true) {
        deliver(next);
        work();
      }
      for (Outbound<TransferMessage> next; (next = receiver.pollMessage()) != null; ) {
        toSender.add(next);
      }
      for (Outbound<TransferMessage> next; (next = toSender.poll()) != null; moved = true) {
        TransferMessage text = ((Outbound.Text<TransferMessage>) next).message();
        said.add(text);
        sender.handle(text);
      }
    }
    return left == 0;
  }

  private void deliver(Outbound<TransferMessage> next) {
    if (next instanceof Outbound.Text<TransferMessage> text) {
      said.add(text.message());
      receiver.handle(text.message(), LENGTH_OF_TEXT);
    } else {
      receiver.handleBinary(((Outbound.Binary<TransferMessage>) next).message());
    }
  }

  boolean work() {
    boolean worked = false;
    for (SendingCommand next; (next = sender.pollCommand()) != null; worked = true) {
      carryOut(next);
    }
    for (ReceivingCommand next; (next = receiver.pollCommand()) != null; worked = true) {
      carryOut(next);
    }
    return worked;
  }

  private void carryOut(SendingCommand command) {
    if (command instanceof SendingCommand.Close close) {
      open.clear(close.index());
    } else if (command instanceof SendingCommand.Read read) {
      open.set(read.index());
      mostOpen = Math.max(mostOpen, open.cardinality());
      FileProblem problem = unreadable.get(read.index());
      if (problem != null && read.last()) {
        sender.readFailed(read.index(), problem);
        return;
      }
      byte[] data =
          virtual ? new byte[read.length()] : data(read.index(), read.chunk(), read.length());
      dataRead += data.length;
      Digest hash = virtual ? NO_HASH : Digest.of(data);
      if (changedBy != 0 && data.length > 0) {
        data[0] += (byte) changedBy;
      }
      sender.chunkRead(read.index(), read.chunk(), data, hash);
    } else if (command instanceof SendingCommand.HashPrefix prefix) {
      open.set(prefix.index());
      mostOpen = Math.max(mostOpen, open.cardinality());
      sender.prefixHashed(prefix.index(), hashes(manifest, prefix.index(), prefix.chunks()));
    } else if (command instanceof SendingCommand.FileEnded ended) {
      assertThat(sentFiles.put(ended.index(), ended.problem())).isNull();
    } else if (command instanceof SendingCommand.Ended ended) {
      assertThat(sent).isNull();
      sent = ended.outcome();
    }
  }

  private void carryOut(ReceivingCommand command) {
    if (command instanceof ReceivingCommand.Offered && decides) {
      decide();
    } else if (command instanceof ReceivingCommand.Begin begin) {
      assertThat(published.get(begin.index())).isFalse();
      begun.put(begin.index(), begin.chunk());
    } else if (command instanceof ReceivingCommand.Write write) {
      write(write);
    } else if (command instanceof ReceivingCommand.Publish publish) {
      FileProblem problem = unwritable.get(publish.index());
      if (problem != null) {
        receiver.writeFailed(publish.index(), problem);
      } else {
        requireRightHash(publish);
        published.set(publish.index());
        receiver.published(publish.index());
      }
    } else if (command instanceof ReceivingCommand.Drop drop) {
      dropped.put(drop.index(), drop.keep());
    } else if (command instanceof ReceivingCommand.FileEnded ended) {
      assertThat(receivedFiles.put(ended.index(), ended.problem())).isNull();
    } else if (command instanceof ReceivingCommand.Ended ended) {
      assertThat(received).isNull();
      received = ended.outcome();
    }
  }

  private void requireRightHash(ReceivingCommand.Publish publish) {
    if (!virtual) {
      long chunks = manifest.entry(publish.index()).chunks();
      assertThat(publish.hash()).isEqualTo(hashes(manifest, publish.index(), chunks).value());
    }
  }

  private void write(ReceivingCommand.Write write) {
    FileProblem problem = unwritable.get(write.index());
    if (problem != null) {
      receiver.writeFailed(write.index(), problem);
    } else if (!virtual && !Digest.of(write.data()).equals(write.hash())) {
      receiver.writeFailed(write.index(), FileProblem.INTEGRITY);
    } else {
      dataWritten += write.data().length;
      receiver.written(write.index(), write.chunk());
    }
  }

  void decide() {
    BitSet all = new BitSet();
    all.set(0, manifest.size());
    receiver.accept(wanted == null ? all : wanted, Optional.of(Token.random(random)), held);
  }

  /** A session in which the receiver has accepted. */
  TransferPair accepted() {
    attach();
    while (sender.accepted().isEmpty() && !sender.ended()) {
      assertThat(run(1)).isTrue();
    }
    return this;
  }
}
