package dev.sotto.sctp;

import org.jspecify.annotations.Nullable;

/**
 * Fragments of one message with consecutive TSNs, as far as they have arrived. In order they are
 * copied into one array that, with luck, has the length of the message already.
 */
final class FragmentRun {
  private static final int MAX_SEGMENT = 65_536;

  private static final class Segment {
    private final byte[] bytes;
    private int fill;
    private @Nullable Segment next;

    Segment(int capacity) {
      bytes = new byte[capacity];
    }
  }

  private final int first;
  private final int streamId;
  private final int ssn;
  private final boolean ordered;
  private final boolean beginning;
  private final int ppid;
  private int last;
  private boolean ending;
  private int size;
  private final Segment head;
  private Segment tail;

  /**
   * A run of one fragment.
   *
   * @param capacity bytes to provide for, at least the length of the fragment
   */
  FragmentRun(Fragment fragment, int capacity) {
    first = fragment.tsn();
    last = fragment.tsn();
    streamId = fragment.streamId();
    ssn = fragment.ssn();
    ppid = fragment.ppid();
    ordered = fragment.isOrdered();
    beginning = fragment.isBeginning();
    ending = fragment.isEnding();
    head = new Segment(capacity);
    tail = head;
    copy(fragment);
  }

  private void copy(Fragment fragment) {
    int fits = Math.min(fragment.length(), tail.bytes.length - tail.fill);
    fragment.copyTo(0, tail.bytes, tail.fill, fits);
    tail.fill += fits;
    int rest = fragment.length() - fits;
    if (rest > 0) {
      Segment segment = new Segment(Math.max(rest, Math.min(size, MAX_SEGMENT)));
      fragment.copyTo(fits, segment.bytes, 0, rest);
      segment.fill = rest;
      tail.next = segment;
      tail = segment;
    }
    size += fragment.length();
  }

  /** Whether a fragment with the TSN after the last continues the same message. */
  boolean continuesWith(Fragment fragment) {
    return !ending
        && !fragment.isBeginning()
        && fragment.tsn() == last + 1
        && fragment.streamId() == streamId
        && fragment.isOrdered() == ordered
        && (!ordered || fragment.ssn() == ssn);
  }

  boolean continuesWith(FragmentRun run) {
    return !ending
        && !run.beginning
        && run.first == last + 1
        && run.streamId == streamId
        && run.ordered == ordered
        && (!ordered || run.ssn == ssn);
  }

  void append(Fragment fragment) {
    copy(fragment);
    last = fragment.tsn();
    ending = fragment.isEnding();
  }

  void append(FragmentRun run) {
    if (run.size <= tail.bytes.length - tail.fill) {
      tail.fill = run.copyTo(tail.bytes, tail.fill);
    } else {
      tail.next = run.head;
      tail = run.tail;
    }
    size += run.size;
    last = run.last;
    ending = run.ending;
  }

  boolean isComplete() {
    return beginning && ending;
  }

  boolean hasBeginning() {
    return beginning;
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  /** Bytes of the message so far. */
  int size() {
    return size;
  }

  int streamId() {
    return streamId;
  }

  int ssn() {
    return ssn;
  }

  boolean isOrdered() {
    return ordered;
  }

  int ppid() {
    return ppid;
  }

  byte[] toMessage() {
    if (head.fill == size && head.bytes.length == size) {
      return head.bytes;
    }
    byte[] message = new byte[size];
    copyTo(message, 0);
    return message;
  }

  /** Copies all of it; where in the array it ends. */
  private int copyTo(byte[] to, int offset) {
    int at = offset;
    for (Segment segment = head; segment != null; segment = segment.next) {
      System.arraycopy(segment.bytes, 0, to, at, segment.fill);
      at += segment.fill;
    }
    return at;
  }
}
