package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.TransferMessage.Again;
import dev.sotto.transfer.TransferMessage.Cancel;
import dev.sotto.transfer.TransferMessage.Decline;
import dev.sotto.transfer.TransferMessage.Done;
import dev.sotto.transfer.TransferMessage.Entries;
import dev.sotto.transfer.TransferMessage.Failed;
import dev.sotto.transfer.TransferMessage.From;
import dev.sotto.transfer.TransferMessage.Kept;
import dev.sotto.transfer.TransferMessage.Listed;
import dev.sotto.transfer.TransferMessage.Offer;
import dev.sotto.transfer.TransferMessage.Offered;
import dev.sotto.transfer.TransferMessage.Other;
import dev.sotto.transfer.TransferMessage.Sent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a receiver does with senders that keep no rule: it ends, and says why. */
class HostileSenderTest {
  private static final int MIB = 1 << 20;
  private static final int LENGTH = 100;
  private static final TransferId ID = TransferId.random(new SplittableRandom(5));
  private static final Manifest MANIFEST = TransferPair.manifest(10, 0, 2 * MIB + 5, -1, 20);
  private static final Digest NOTHING = Digest.of(new byte[0]);

  private final List<ReceivingCommand> work = new ArrayList<>();
  private ReceivingTransfer receiver = attached();
  private boolean answers = true;

  private static ReceivingTransfer attached() {
    ReceivingTransfer receiver = new ReceivingTransfer(ReceivingTransfer.MIN_WINDOW);
    receiver.attach(TransferPair.SESSION);
    return receiver;
  }

  private void text(TransferMessage message) {
    receiver.handle(message, LENGTH);
    settle();
  }

  private void settle() {
    for (ReceivingCommand next; (next = receiver.pollCommand()) != null; ) {
      work.add(next);
      if (answers && next instanceof ReceivingCommand.Write write) {
        receiver.written(write.index(), write.chunk());
      } else if (answers && next instanceof ReceivingCommand.Publish publish) {
        receiver.published(publish.index());
      }
    }
    while (receiver.pollMessage() != null) {
      settle();
    }
  }

  private static Offer offer(Manifest manifest) {
    return new Offer(ID, manifest.files(), manifest.folders(), manifest.bytes(), List.of());
  }

  private static Entries entries(Manifest manifest) {
    List<Listed> listed = new ArrayList<>();
    manifest.entries().forEach(entry -> listed.add(Listed.of(entry)));
    return new Entries(listed);
  }

  private void accepted(Held... held) {
    text(offer(MANIFEST));
    text(entries(MANIFEST));
    text(new Offered(MANIFEST.hash()));
    BitSet all = new BitSet();
    all.set(0, 4);
    receiver.accept(all, Optional.empty(), List.of(held));
    settle();
    assertThat(receiver.accepted().stream()).containsExactly(0, 1, 2);
  }

  private void frame(int index, long chunk, int length) {
    byte[] data = TransferPair.data(index, chunk, length);
    frame(new ChunkHeader(index, chunk, length, Digest.of(data)), data);
  }

  private void frame(ChunkHeader header, byte[] data) {
    ByteBuffer first = ByteBuffer.allocate(ChunkHeader.LENGTH + Math.min(data.length, 1000));
    header.writeTo(first);
    first.put(data, 0, first.remaining());
    binary(first.array());
    for (int at = 1000; at < data.length; at += 60_000) {
      byte[] more = new byte[Math.min(60_000, data.length - at)];
      System.arraycopy(data, at, more, 0, more.length);
      binary(more);
    }
  }

  private void binary(byte[] message) {
    receiver.handleBinary(message);
    settle();
  }

  private void sent(int index) {
    text(
        new Sent(
            index, TransferPair.hashes(MANIFEST, index, MANIFEST.entry(index).chunks()).value()));
  }

  private void requireEnd(Violation violation) {
    assertThat(work.get(work.size() - 1))
        .isEqualTo(new ReceivingCommand.Ended(Outcome.violated(violation)));
    work.clear();
    receiver = attached();
  }

  @Test
  void refusesWhatComesBeforeAnOffer() {
    for (TransferMessage message :
        List.of(
            entries(MANIFEST),
            new Offered(NOTHING),
            new Sent(0, NOTHING),
            new From(0, 1),
            new Done(),
            new Decline(),
            new Kept(0))) {
      text(message);
      requireEnd(Violation.UNEXPECTED_MESSAGE);
    }
    binary(new byte[100]);
    requireEnd(Violation.UNEXPECTED_MESSAGE);
    text(offer(MANIFEST));
    text(offer(MANIFEST));
    requireEnd(Violation.UNEXPECTED_MESSAGE);
  }

  @Test
  void refusesOffersOfImpossibleNumbers() {
    for (Offer offer :
        List.of(
            new Offer(ID, -1, 0, 0, List.of()),
            new Offer(ID, 0, -1, 0, List.of()),
            new Offer(ID, 200_000, 1, 0, List.of()),
            new Offer(ID, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, List.of()),
            new Offer(ID, 1, 0, -1, List.of()),
            new Offer(ID, 1, 0, 1L << 53, List.of()))) {
      text(offer);
      requireEnd(Violation.NUMBER);
    }
  }

  @Test
  void refusesManifestsThatAreNotWhatWasOffered() {
    text(offer(TransferPair.manifest(1)));
    text(entries(TransferPair.manifest(1, 2)));
    requireEnd(Violation.MANIFEST);
    for (Manifest other : List.of(TransferPair.manifest(2), TransferPair.manifest(-1))) {
      text(offer(TransferPair.manifest(1)));
      text(entries(other));
      text(new Offered(other.hash()));
      requireEnd(Violation.MANIFEST);
    }
    text(offer(TransferPair.manifest(1)));
    text(new Offered(NOTHING));
    requireEnd(Violation.MANIFEST);
    text(offer(MANIFEST));
    text(entries(MANIFEST));
    text(new Offered(NOTHING));
    requireEnd(Violation.MANIFEST_HASH);
    text(offer(MANIFEST));
    text(new Entries(List.of()));
    requireEnd(Violation.UNEXPECTED_MESSAGE);
  }

  @Test
  void refusesNamesThatAreNotAcceptable() {
    for (String name : new Vectors().all("refused")) {
      text(new Offer(ID, 1, 0, 0, List.of()));
      text(
          new Entries(
              List.of(new Listed(name.substring(name.indexOf(' ') + 1), false, 0, 0, false))));
      requireEnd(Violation.MANIFEST);
    }
  }

  @Test
  void refusesMoreTextThanAManifestMayHave() {
    text(new Offer(ID, 200_000, 0, 0, List.of()));
    int pages = 0;
    while (!receiver.ended()) {
      Listed entry = new Listed("file" + pages, false, 0, 0, false);
      receiver.handle(new Entries(List.of(entry)), TransferMessage.MAX_LENGTH);
      settle();
      pages++;
    }
    assertThat(pages).isEqualTo(Manifest.MAX_LENGTH / TransferMessage.MAX_LENGTH + 1);
    requireEnd(Violation.MANIFEST);
    receiver.handle(offer(MANIFEST), TransferMessage.MAX_LENGTH + 1);
    settle();
    requireEnd(Violation.LENGTH);
  }

  @Test
  void refusesFilesThatComeUnasked() {
    text(offer(MANIFEST));
    text(entries(MANIFEST));
    text(new Offered(MANIFEST.hash()));
    frame(0, 0, 10);
    requireEnd(Violation.UNEXPECTED_MESSAGE);
    for (int index : new int[] {3, 4, 5, 199_999}) {
      accepted();
      frame(index, 0, 10);
      requireEnd(Violation.UNKNOWN_FILE);
      accepted();
      text(new Sent(index, NOTHING));
      requireEnd(Violation.UNKNOWN_FILE);
      accepted();
      text(new Failed(index, FileProblem.GONE));
      requireEnd(Violation.UNKNOWN_FILE);
    }
    accepted();
    text(new Failed(-1, FileProblem.GONE));
    requireEnd(Violation.UNKNOWN_FILE);
  }

  @Test
  void refusesFilesAndChunksOutOfOrder() {
    accepted();
    frame(2, 0, MIB);
    requireEnd(Violation.ORDER);
    accepted();
    frame(0, 0, 10);
    sent(0);
    frame(0, 0, 10);
    requireEnd(Violation.ORDER);
    accepted();
    text(new Failed(0, FileProblem.GONE));
    text(new Failed(0, FileProblem.GONE));
    requireEnd(Violation.ORDER);
    accepted();
    frame(0, 1, 10);
    requireEnd(Violation.CHUNK);
    large();
    frame(2, 1, MIB);
    requireEnd(Violation.CHUNK);
    large();
    frame(2, 0, MIB);
    frame(2, 0, MIB);
    requireEnd(Violation.CHUNK);
    large();
    frame(2, 0, MIB - 1);
    requireEnd(Violation.CHUNK);
  }

  /** Before the large file. */
  private void large() {
    accepted();
    frame(0, 0, 10);
    sent(0);
    sent(1);
  }

  @Test
  void refusesMoreAndLessThanAFileHas() {
    accepted();
    frame(0, 0, 11);
    requireEnd(Violation.CHUNK);
    accepted();
    frame(0, 0, 10);
    frame(0, 1, 10);
    requireEnd(Violation.EXCESS);
    accepted();
    frame(0, 0, 10);
    sent(0);
    frame(1, 0, 1);
    requireEnd(Violation.EXCESS);
    accepted();
    sent(0);
    requireEnd(Violation.INCOMPLETE);
    large();
    frame(2, 0, MIB);
    sent(2);
    requireEnd(Violation.INCOMPLETE);
    accepted();
    byte[] data = TransferPair.data(0, 0, 10);
    frame(new ChunkHeader(0, 0, 10, Digest.of(data)), new byte[11]);
    requireEnd(Violation.EXCESS);
  }

  @Test
  void refusesTextsWithinChunksButForACancellation() {
    byte[] part = new byte[ChunkHeader.LENGTH + 3];
    new ChunkHeader(0, 0, 10, NOTHING).writeTo(ByteBuffer.wrap(part));
    for (TransferMessage text :
        List.of(new Other(), new Sent(0, NOTHING), new Failed(0, FileProblem.GONE), new Done())) {
      accepted();
      binary(part);
      text(text);
      requireEnd(Violation.TEXT_IN_FILE);
    }
    accepted();
    binary(part);
    text(new Cancel(CancelReason.USER));
    assertThat(work.get(work.size() - 1))
        .isEqualTo(new ReceivingCommand.Ended(Outcome.cancelledByPeer(CancelReason.USER)));
  }

  @Test
  void refusesMessagesThatAreNoChunks() {
    accepted();
    binary(new byte[0]);
    requireEnd(Violation.LENGTH);
    accepted();
    binary(new byte[TransferMessage.MAX_LENGTH + 1]);
    requireEnd(Violation.LENGTH);
    accepted();
    binary(new byte[ChunkHeader.LENGTH - 1]);
    requireEnd(Violation.CHUNK);
    accepted();
    binary(new byte[ChunkHeader.LENGTH]);
    requireEnd(Violation.CHUNK);
  }

  @Test
  void refusesMoreThanTheWindowWhileNothingIsWritten() {
    Manifest manifest = TransferPair.manifest(5 * MIB);
    text(offer(manifest));
    text(entries(manifest));
    text(new Offered(manifest.hash()));
    BitSet all = new BitSet();
    all.set(0);
    receiver.accept(all, Optional.empty(), List.of());
    settle();
    answers = false;
    frame(0, 0, MIB);
    frame(0, 1, MIB);
    assertThat(receiver.ended()).isFalse();
    frame(0, 2, MIB);
    requireEnd(Violation.WINDOW);
  }

  @Test
  void goesOnOnlyWhereItHasSaidItHasSomething() {
    Held part = Held.part(2, TransferPair.hashes(MANIFEST, 2, 1));
    accepted(part);
    text(new From(0, 1));
    requireEnd(Violation.CHUNK);
    for (long chunk : new long[] {-1, 0, 2, 3}) {
      beforeThePart(part);
      text(new From(2, chunk));
      requireEnd(Violation.CHUNK);
    }
    beforeThePart(part);
    text(new From(2, 1));
    text(new From(2, 1));
    requireEnd(Violation.CHUNK);
    beforeThePart(part);
    text(new From(2, 1));
    frame(2, 0, MIB);
    requireEnd(Violation.CHUNK);
    beforeThePart(part);
    frame(2, 0, MIB);
    text(new From(2, 1));
    requireEnd(Violation.CHUNK);
  }

  private void beforeThePart(Held part) {
    accepted(part);
    frame(0, 0, 10);
    sent(0);
    sent(1);
  }

  @Test
  void keepsNothingWithAnotherHash() {
    accepted();
    frame(0, 0, 10);
    text(new Sent(0, NOTHING));
    assertThat(work)
        .contains(new ReceivingCommand.Drop(0, false))
        .contains(new ReceivingCommand.FileEnded(0, Optional.of(FileProblem.INTEGRITY)))
        .endsWith(new ReceivingCommand.Ended(Outcome.of(Outcome.Ending.INTEGRITY)));
    assertThat(work).noneMatch(ReceivingCommand.Publish.class::isInstance);
  }

  @Test
  void refusesAnEndBeforeEveryFileIsSettled() {
    accepted();
    text(new Done());
    requireEnd(Violation.INCOMPLETE);
    accepted();
    answers = false;
    text(new Failed(0, FileProblem.GONE));
    text(new Failed(1, FileProblem.GONE));
    frame(2, 0, MIB);
    frame(2, 1, MIB);
    text(new Failed(2, FileProblem.CHANGED));
    text(new Done());
    assertThat(work.get(work.size() - 1))
        .isEqualTo(new ReceivingCommand.Ended(Outcome.of(Outcome.Ending.PARTIAL)));
  }

  @Test
  void refusesProblemsThatOnlyAReceiverHas() {
    accepted();
    text(new Failed(0, FileProblem.DISK_FULL));
    requireEnd(Violation.UNEXPECTED_MESSAGE);
  }

  @Test
  void goesOnOnlyWithTheSameManifestOnANewChannel() {
    accepted();
    text(new Again(ID, MANIFEST.hash()));
    requireEnd(Violation.UNEXPECTED_MESSAGE);
    for (Again again :
        List.of(
            new Again(ID, NOTHING),
            new Again(TransferId.random(new SplittableRandom(6)), MANIFEST.hash()))) {
      accepted();
      receiver.detach();
      receiver.attach(TransferPair.SESSION);
      text(again);
      requireEnd(Violation.MANIFEST_HASH);
    }
    accepted();
    receiver.detach();
    receiver.attach(TransferPair.SESSION);
    frame(0, 0, 10);
    requireEnd(Violation.UNEXPECTED_MESSAGE);
  }

  @Test
  void holdsBoundedWorkHoweverManySmallFilesCome() {
    long[] sizes = new long[10_000];
    java.util.Arrays.fill(sizes, 1);
    Manifest manifest = TransferPair.manifest(sizes);
    text(offer(manifest));
    text(entries(manifest));
    text(new Offered(manifest.hash()));
    BitSet all = new BitSet();
    all.set(0, sizes.length);
    receiver.accept(all, Optional.empty(), List.of());
    settle();
    work.clear();
    answers = false;
    for (int index = 0; index < sizes.length; index++) {
      frame(index, 0, 1);
      text(new Sent(index, TransferPair.hashes(manifest, index, 1).value()));
    }
    long handedOut = work.stream().filter(one -> !(one instanceof ReceivingCommand.Begin)).count();
    assertThat(handedOut).isEqualTo(DiskWork.MAX_HANDED_OUT);
  }

  @Test
  void passesOverUnknownMessagesBetweenFiles() {
    accepted();
    text(new Other());
    frame(0, 0, 10);
    text(new Other());
    sent(0);
    assertThat(receiver.ended()).isFalse();
  }

  @Test
  void hearsNothingAfterTheEnd() {
    accepted();
    receiver.cancel(CancelReason.USER);
    settle();
    @Nullable ReceivingCommand last = work.get(work.size() - 1);
    frame(0, 0, 10);
    sent(0);
    text(new Done());
    text(new Cancel(CancelReason.USER));
    assertThat(work.get(work.size() - 1)).isSameAs(last);
    assertThat(Collections.frequency(work, last)).isEqualTo(1);
  }
}
