package dev.sotto.transfer;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The accepted files as they come, one after another, over all channels of a transfer. */
final class Reception {
  /** Bytes; the smallest window holds two such steps. */
  private static final long RECEIPT_AFTER = 1 << 20;

  private final Manifest manifest;
  private final BitSet accepted;
  private final BitSet open;
  private final BitSet got = new BitSet();
  private final BitSet failed = new BitSet();
  private final Map<Integer, Held> held = new HashMap<>();
  private final long window;
  private final Queue<ReceivingCommand> commands;
  private final DiskWork disk;
  private final FrameReader frames = new FrameReader();
  private final Receipts receipts = new Receipts();

  private @Nullable Arriving file;
  private int nextOpen;
  private long bytesReceived;
  private long bytesTaken;
  private long bytesTakenBefore;
  private long bytesSaid;
  private long bytesArrived;

  Reception(
      Manifest manifest,
      BitSet accepted,
      List<Held> held,
      long window,
      Queue<ReceivingCommand> commands) {
    this.manifest = manifest;
    this.accepted = accepted;
    this.open = (BitSet) accepted.clone();
    held.forEach(one -> this.held.put(one.index(), one));
    this.window = window;
    this.commands = commands;
    this.disk = new DiskWork(failed, commands);
  }

  /** The file that comes now. */
  private static final class Arriving {
    private final int index;
    private final ListHash hashes;
    private final long heldChunks;
    private final Digest heldHash;

    Arriving(int index, ListHash hashes) {
      this.index = index;
      this.hashes = hashes;
      this.heldChunks = hashes.chunks();
      this.heldHash = hashes.value();
    }

    /** Of which everything is here. */
    Arriving(Held whole) {
      this.index = whole.index();
      this.hashes = new ListHash();
      this.heldChunks = whole.chunks();
      this.heldHash = whole.hash();
    }

    /** How many of its chunks are here or on the way to the disk. */
    long chunks() {
      return Math.max(heldChunks, hashes.chunks());
    }

    Digest hash() {
      return hashes.chunks() == 0 ? heldHash : hashes.value();
    }
  }

  // What the peer sends.

  boolean isInFrame() {
    return frames.isInFrame();
  }

  Optional<Violation> receive(byte[] message) {
    if (message.length == 0 || message.length > TransferMessage.MAX_LENGTH) {
      return Optional.of(Violation.LENGTH);
    }
    ByteBuffer data = ByteBuffer.wrap(message);
    if (!frames.isInFrame()) {
      Optional<ChunkHeader> header = ChunkHeader.read(data);
      Optional<Violation> violation =
          header.isEmpty() ? Optional.of(Violation.CHUNK) : judge(header.get());
      if (header.isEmpty() || violation.isPresent()) {
        return violation;
      }
      frames.begin(header.get());
    }
    bytesReceived += data.remaining();
    if (bytesReceived > bytesSaid + window) {
      return Optional.of(Violation.WINDOW);
    }
    if (!frames.append(data)) {
      return Optional.of(Violation.EXCESS);
    }
    frames.take().ifPresent(this::take);
    return Optional.empty();
  }

  private Optional<Violation> judge(ChunkHeader header) {
    Optional<Violation> other = judge(header.index());
    if (other.isPresent()) {
      return other;
    }
    Entry entry = manifest.entry(header.index());
    Arriving now = file;
    long next = now == null ? 0 : now.chunks();
    if (next == entry.chunks()) {
      return Optional.of(Violation.EXCESS);
    }
    if (header.chunk() != next || header.length() != entry.chunkLength(next)) {
      return Optional.of(Violation.CHUNK);
    }
    if (now == null) {
      begin(new Arriving(header.index(), new ListHash()));
    }
    return Optional.empty();
  }

  /** Files come in their order, each to its end. */
  private Optional<Violation> judge(int index) {
    if (index < 0 || !accepted.get(index)) {
      return Optional.of(Violation.UNKNOWN_FILE);
    }
    nextOpen = open.nextSetBit(nextOpen);
    return index == nextOpen ? Optional.empty() : Optional.of(Violation.ORDER);
  }

  private Arriving begin(Arriving next) {
    file = next;
    if (!failed.get(next.index)) {
      disk.add(new ReceivingCommand.Begin(next.index, next.heldChunks));
    }
    return next;
  }

  private void take(FrameReader.Frame frame) {
    ChunkHeader header = frame.header();
    if (file != null) {
      file.hashes.add(header.hash());
    }
    if (failed.get(header.index())) {
      bytesTaken += header.length();
    } else {
      disk.add(
          new ReceivingCommand.Write(header.index(), header.chunk(), frame.data(), header.hash()));
    }
  }

  Optional<Violation> from(TransferMessage.From message) {
    Optional<Violation> violation = judge(message.index());
    if (violation.isPresent()) {
      return violation;
    }
    Held prefix = held.get(message.index());
    if (file != null || prefix == null || prefix.chunks() != message.chunk()) {
      return Optional.of(Violation.CHUNK);
    }
    begin(
        prefix
            .hashes()
            .map(hashes -> new Arriving(prefix.index(), hashes.copy()))
            .orElseGet(() -> new Arriving(prefix)));
    bytesArrived +=
        Math.min(manifest.entry(prefix.index()).size(), prefix.chunks() * ChunkHeader.MAX_LENGTH);
    return Optional.empty();
  }

  /** The file is complete; false in {@link Closed#whole} when what came is not what was sent. */
  Closed sent(TransferMessage.Sent message) {
    int index = message.index();
    Optional<Violation> violation = judge(index);
    if (violation.isPresent()) {
      return new Closed(violation, true);
    }
    Arriving now = file == null ? begin(new Arriving(index, new ListHash())) : file;
    if (now.chunks() != manifest.entry(index).chunks()) {
      return new Closed(Optional.of(Violation.INCOMPLETE), true);
    }
    close(index);
    if (failed.get(index)) {
      return new Closed(Optional.empty(), true);
    }
    boolean whole = now.hash().equals(message.hash());
    if (whole) {
      disk.add(new ReceivingCommand.Publish(index, message.hash()));
    } else {
      fail(index, FileProblem.INTEGRITY);
    }
    return new Closed(Optional.empty(), whole);
  }

  /**
   * What a peer's end of a file came to.
   *
   * @param violation what was wrong with the message
   * @param whole whether the hash is right, as far as that matters
   */
  record Closed(Optional<Violation> violation, boolean whole) {}

  private void close(int index) {
    open.clear(index);
    held.remove(index);
    file = null;
  }

  Optional<Violation> failed(TransferMessage.Failed message) {
    int index = message.index();
    Optional<Violation> violation = judge(index);
    if (violation.isPresent() || !message.why().ofSender()) {
      return violation.or(() -> Optional.of(Violation.UNEXPECTED_MESSAGE));
    }
    if (!failed.get(index)) {
      giveUp(index, message.why(), message.why() == FileProblem.UNREADABLE);
    }
    close(index);
    return Optional.empty();
  }

  /** Whether the sender may say that it is done: it has heard of every file. */
  boolean isOver() {
    return isSettled() && receipts.isEmpty();
  }

  boolean isSettled() {
    return open.isEmpty() && got.cardinality() + failed.cardinality() == accepted.cardinality();
  }

  boolean hasFailures() {
    return !failed.isEmpty();
  }

  // What the disk answers.

  void written(int index) {
    if (disk.answered(index) instanceof ReceivingCommand.Write write) {
      bytesTaken += write.data().length;
      bytesArrived += write.data().length;
    }
  }

  void published(int index) {
    if (disk.answered(index) instanceof ReceivingCommand.Publish && !failed.get(index)) {
      got.set(index);
      receipts.got(index);
      commands.add(new ReceivingCommand.FileEnded(index, Optional.empty()));
    }
  }

  void writeFailed(int index, FileProblem why) {
    ReceivingCommand work = disk.answered(index);
    if (work instanceof ReceivingCommand.Write write) {
      bytesTaken += write.data().length;
    }
    if (work != null && !failed.get(index) && !got.get(index)) {
      fail(index, why);
    }
  }

  private void fail(int index, FileProblem why) {
    giveUp(index, why, why == FileProblem.DISK_FULL || why == FileProblem.DISK);
    receipts.failed(index, why);
  }

  private void giveUp(int index, FileProblem why, boolean keep) {
    failed.set(index);
    disk.add(new ReceivingCommand.Drop(index, keep));
    commands.add(new ReceivingCommand.FileEnded(index, Optional.of(why)));
  }

  // What the peer is told.

  @Nullable TransferMessage nextReceipt() {
    TransferMessage receipt = receipts.next();
    if (receipt != null) {
      return receipt;
    }
    long kept = bytesKept();
    boolean last = kept > bytesSaid && open.isEmpty() && disk.isIdle();
    if (last || kept - bytesSaid >= RECEIPT_AFTER) {
      bytesSaid = kept;
      return new TransferMessage.Kept(kept);
    }
    return null;
  }

  /** What of the data of this channel was written or thrown away. */
  private long bytesKept() {
    return bytesTaken + disk.bytesThrownAway() - bytesTakenBefore;
  }

  // What a break means.

  /** A channel is gone: a chunk that is not complete is lost. */
  void interrupt() {
    frames.reset();
  }

  boolean isQuiet() {
    return disk.isIdle();
  }

  /** What the sender is to know when another channel is there and the disk has answered all. */
  List<TransferMessage.Accept> answer(Optional<Token> token) {
    settleArriving();
    receipts.clear();
    bytesReceived = 0;
    bytesTakenBefore += bytesKept();
    bytesSaid = 0;
    BitSet files = (BitSet) accepted.clone();
    files.andNot(failed);
    open.and(files);
    nextOpen = 0;
    List<TransferMessage.Have> have =
        held.values().stream()
            .filter(one -> files.get(one.index()))
            .map(one -> new TransferMessage.Have(one.index(), one.chunks(), one.hash()))
            .sorted((a, b) -> Integer.compare(a.index(), b.index()))
            .collect(Collectors.toList());
    return AnswerPages.of(IndexRange.of(files), window, token, IndexRange.of(got), have);
  }

  /** What has come of a file that is not complete is what is held of it. */
  private void settleArriving() {
    Arriving now = file;
    file = null;
    if (now == null || (now.heldChunks > 0 && now.chunks() == now.heldChunks)) {
      return;
    }
    if (now.chunks() == 0) {
      held.remove(now.index);
    } else {
      held.put(now.index, Held.part(now.index, now.hashes));
    }
  }

  void end() {
    disk.end();
    frames.reset();
  }

  long bytesArrived() {
    return bytesArrived;
  }
}
