package dev.sotto.transfer;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the data of files read in the order in which they are sent, a bounded part ahead of it, over
 * the ends of files: so small files flow without a pause.
 */
final class ReadAhead {
  static final int MAX_STEPS = 64;
  static final int MAX_BYTES = 8 * ChunkHeader.MAX_LENGTH;

  private static final long PREFIX = -1;
  private static final long FAILURE = -2;

  private final Manifest manifest;
  private final Acceptance acceptance;
  private final BitSet wanted;
  private final Queue<SendingCommand> commands;
  private final BitSet skipped = new BitSet();
  private final Deque<Step> steps = new ArrayDeque<>();
  private int bytes;
  private int file = -1;
  private int nextFile;
  private long nextChunk;
  private boolean awaitsPrefix;

  ReadAhead(
      Manifest manifest, Acceptance acceptance, BitSet wanted, Queue<SendingCommand> commands) {
    this.manifest = manifest;
    this.acceptance = acceptance;
    this.wanted = wanted;
    this.commands = commands;
  }

  /** A part of what is sent, in the making: a beginning, a chunk, or the end by a failure. */
  static final class Step {
    private final int index;
    private final long chunk;
    private final int length;
    private byte @Nullable [] data;
    private @Nullable Digest hash;
    private @Nullable ListHash prefix;
    private @Nullable FileProblem problem;

    private Step(int index, long chunk, int length) {
      this.index = index;
      this.chunk = chunk;
      this.length = length;
    }

    int index() {
      return index;
    }

    long chunk() {
      return chunk;
    }

    boolean isPrefix() {
      return chunk == PREFIX;
    }

    byte @Nullable [] data() {
      return data;
    }

    @Nullable Digest hash() {
      return hash;
    }

    @Nullable ListHash prefix() {
      return prefix;
    }

    @Nullable FileProblem problem() {
      return problem;
    }

    boolean ready() {
      return data != null || prefix != null || problem != null;
    }
  }

  /** Asks for as much as may be under way. */
  void fill() {
    while (steps.size() < MAX_STEPS && bytes < MAX_BYTES && !awaitsPrefix) {
      if (file < 0 && !beginFile()) {
        return;
      }
      if (file >= 0 && !awaitsPrefix) {
        readNext();
      }
    }
  }

  private boolean beginFile() {
    int index = wanted.nextSetBit(nextFile);
    if (index < 0) {
      return false;
    }
    nextFile = index + 1;
    if (skipped.get(index)) {
      fail(new Step(index, FAILURE, 0), FileProblem.SKIPPED);
      return true;
    }
    file = index;
    nextChunk = 0;
    Optional<TransferMessage.Have> have = acceptance.have(index);
    if (have.isPresent()) {
      steps.add(new Step(index, PREFIX, 0));
      commands.add(new SendingCommand.HashPrefix(index, have.get().chunks()));
      awaitsPrefix = true;
    }
    return true;
  }

  private void fail(Step step, FileProblem problem) {
    step.problem = problem;
    steps.add(step);
  }

  private void readNext() {
    Entry entry = manifest.entry(file);
    int length = entry.size() == 0 ? 0 : entry.chunkLength(nextChunk);
    boolean last = nextChunk + 1 >= entry.chunks();
    steps.add(new Step(file, nextChunk, length));
    commands.add(new SendingCommand.Read(file, nextChunk, length, last));
    bytes += length;
    nextChunk++;
    if (last) {
      file = -1;
    }
  }

  void chunkRead(int index, long chunk, byte[] data, Digest hash) {
    Step step = find(index, chunk);
    if (step == null || step.ready()) {
      return;
    }
    if (data.length != step.length) {
      throw new IllegalArgumentException(
          "not the " + step.length + " bytes that were asked for: " + data.length);
    }
    step.data = data;
    step.hash = hash;
    if (chunk + 1 >= manifest.entry(index).chunks()) {
      commands.add(new SendingCommand.Close(index));
    }
  }

  /** Takes the hash of what the source begins with; goes on behind it if the receiver has that. */
  void prefixHashed(int index, ListHash hashes) {
    Step step = find(index, PREFIX);
    TransferMessage.Have have = acceptance.have(index).orElse(null);
    if (step == null || have == null || step.ready()) {
      return;
    }
    if (hashes.chunks() != have.chunks()) {
      throw new IllegalArgumentException(
          "not the " + have.chunks() + " chunks that were asked for: " + hashes.chunks());
    }
    boolean same = hashes.value().equals(have.hash());
    step.prefix = same ? hashes : new ListHash();
    nextChunk = step.prefix.chunks();
    awaitsPrefix = false;
    if (nextChunk == manifest.entry(index).chunks()) {
      file = -1;
      commands.add(new SendingCommand.Close(index));
    }
  }

  private @Nullable Step find(int index, long chunk) {
    for (Step step : steps) {
      if (step.index == index && step.chunk == chunk) {
        return step;
      }
    }
    return null;
  }

  /** Gives up what is not yet sent of a file; a failure stands where it was. */
  void drop(int index, FileProblem why) {
    boolean reading = file == index;
    Deque<Step> kept = new ArrayDeque<>();
    boolean marked = false;
    for (Step step : steps) {
      if (step.index != index) {
        kept.add(step);
        continue;
      }
      bytes -= step.length;
      if (!marked) {
        kept.add(failure(index, step.problem == null ? why : step.problem));
        marked = true;
      }
    }
    if (reading && !marked) {
      kept.add(failure(index, why));
      marked = true;
    }
    steps.clear();
    steps.addAll(kept);
    if (reading) {
      file = -1;
      awaitsPrefix = false;
    }
    if (marked) {
      commands.add(new SendingCommand.Close(index));
    } else if (index >= nextFile) {
      skipped.set(index);
    }
  }

  private static Step failure(int index, FileProblem why) {
    Step step = new Step(index, FAILURE, 0);
    step.problem = why;
    return step;
  }

  /** Whether a wish for this file is open: then its source may fail it. */
  boolean isReading(int index) {
    return file == index || steps.stream().anyMatch(step -> step.index == index);
  }

  @Nullable Step peek() {
    return steps.peek();
  }

  void remove() {
    Step step = steps.remove();
    bytes -= step.length;
  }

  /** Nothing more is wanted of any file. */
  void close() {
    Set<Integer> open = new HashSet<>();
    for (Step step : steps) {
      if (step.problem == null) {
        open.add(step.index);
      }
    }
    if (file >= 0) {
      open.add(file);
    }
    open.forEach(index -> commands.add(new SendingCommand.Close(index)));
    steps.clear();
    bytes = 0;
  }
}
