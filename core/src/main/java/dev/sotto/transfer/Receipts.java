package dev.sotto.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What became of files, until the sender is told: as many as there are at once. */
final class Receipts {
  private final BitSet got = new BitSet();
  private final Queue<TransferMessage.Failed> failed = new ArrayDeque<>();

  void got(int index) {
    got.set(index);
  }

  void failed(int index, FileProblem why) {
    failed.add(new TransferMessage.Failed(index, why));
  }

  boolean isEmpty() {
    return got.isEmpty() && failed.isEmpty();
  }

  void clear() {
    got.clear();
    failed.clear();
  }

  @Nullable TransferMessage next() {
    if (!failed.isEmpty()) {
      return failed.remove();
    }
    if (got.isEmpty()) {
      return null;
    }
    List<Integer> files = new ArrayList<>();
    for (int index = got.nextSetBit(0);
        index >= 0 && files.size() < TransferMessage.Got.MAX_FILES;
        index = got.nextSetBit(index + 1)) {
      files.add(index);
    }
    files.forEach(got::clear);
    return new TransferMessage.Got(files);
  }
}
