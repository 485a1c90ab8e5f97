package dev.sotto.transfer;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a receiver accepts, read from one or more messages and held against the manifest. */
final class Acceptance {
  private final Manifest manifest;
  private final BitSet files = new BitSet();
  private final BitSet got = new BitSet();
  private final Map<Integer, TransferMessage.Have> have = new HashMap<>();
  private Optional<Token> token = Optional.empty();
  private long window;
  private int lastFile = -1;
  private int lastGot = -1;

  Acceptance(Manifest manifest) {
    this.manifest = manifest;
  }

  /** Takes a message; with the last one, what was accepted must be right as a whole. */
  Optional<Violation> add(TransferMessage.Accept message) {
    if (window == 0) {
      if (message.window() < SendingTransfer.MIN_WINDOW
          || message.window() > SendingTransfer.MAX_WINDOW) {
        return Optional.of(Violation.NUMBER);
      }
      window = message.window();
      token = message.token();
    }
    lastFile = add(message.files(), files, lastFile);
    lastGot = add(message.got(), got, lastGot);
    if (lastFile == manifest.size() || lastGot == manifest.size()) {
      return Optional.of(Violation.ORDER);
    }
    for (TransferMessage.Have one : message.have()) {
      if (!isPrefix(one) || have.put(one.index(), one) != null) {
        return Optional.of(Violation.UNKNOWN_FILE);
      }
    }
    return message.more() ? Optional.empty() : check();
  }

  /**
   * The last index of ranges that go on after another, or the size of the manifest if they don't.
   */
  private int add(List<IndexRange> ranges, BitSet to, int last) {
    int end = last;
    for (IndexRange range : ranges) {
      if (range.from() <= end || range.to() < range.from() || range.to() >= manifest.size()) {
        return manifest.size();
      }
      end = range.to();
      for (int index = range.from(); index <= end; index++) {
        to.set(index, manifest.entry(index).isFile());
      }
    }
    return end;
  }

  private boolean isPrefix(TransferMessage.Have one) {
    return one.index() >= 0
        && one.index() < manifest.size()
        && one.chunks() >= 1
        && one.chunks() <= manifest.entry(one.index()).chunks();
  }

  private Optional<Violation> check() {
    BitSet extra = (BitSet) got.clone();
    extra.andNot(files);
    boolean right =
        extra.isEmpty()
            && have.keySet().stream().allMatch(index -> files.get(index) && !got.get(index));
    return right ? Optional.empty() : Optional.of(Violation.UNKNOWN_FILE);
  }

  BitSet files() {
    return files;
  }

  BitSet got() {
    return got;
  }

  Optional<TransferMessage.Have> have(int index) {
    return Optional.ofNullable(have.get(index));
  }

  Optional<Token> token() {
    return token;
  }

  long window() {
    return window;
  }
}
