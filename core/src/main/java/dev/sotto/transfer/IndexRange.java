package dev.sotto.transfer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Indexes of a manifest that follow each other, as a peer wrote them: who receives a range judges
 * it.
 *
 * @param from the first
 * @param to the last, inclusive
 */
public record IndexRange(int from, int to) {

  /**
   * The ranges of a set.
   *
   * @param indexes any set
   * @return ranges in ascending order, none beside another
   */
  public static List<IndexRange> of(BitSet indexes) {
    List<IndexRange> ranges = new ArrayList<>();
    for (int from = indexes.nextSetBit(0); from >= 0; ) {
      int end = indexes.nextClearBit(from);
      ranges.add(new IndexRange(from, end - 1));
      from = indexes.nextSetBit(end);
    }
    return ranges;
  }
}
