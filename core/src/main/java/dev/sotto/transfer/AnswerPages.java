package dev.sotto.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An acceptance, in as many messages as it takes. */
final class AnswerPages {
  /** What fits a message with room to spare: each range takes 16 bytes at most, each have 80. */
  private static final int ROOM = 60_000;

  private static final int RANGE = 16;
  private static final int HAVE = 80;

  private final long window;
  private final Optional<Token> token;
  private final List<TransferMessage.Accept> pages = new ArrayList<>();
  private List<IndexRange> files = new ArrayList<>();
  private List<IndexRange> got = new ArrayList<>();
  private List<TransferMessage.Have> have = new ArrayList<>();
  private int length;

  private AnswerPages(long window, Optional<Token> token) {
    this.window = window;
    this.token = token;
  }

  static List<TransferMessage.Accept> of(
      List<IndexRange> files,
      long window,
      Optional<Token> token,
      List<IndexRange> got,
      List<TransferMessage.Have> have) {
    AnswerPages answer = new AnswerPages(window, token);
    for (IndexRange range : files) {
      answer.makeRoom(RANGE);
      answer.files.add(range);
    }
    for (IndexRange range : got) {
      answer.makeRoom(RANGE);
      answer.got.add(range);
    }
    for (TransferMessage.Have one : have) {
      answer.makeRoom(HAVE);
      answer.have.add(one);
    }
    answer.turn(false);
    return answer.pages;
  }

  private void makeRoom(int more) {
    if (length + more > ROOM) {
      turn(true);
    }
    length += more;
  }

  private void turn(boolean more) {
    boolean first = pages.isEmpty();
    pages.add(
        new TransferMessage.Accept(
            files, first ? window : 0, first ? token : Optional.empty(), got, have, more));
    files = new ArrayList<>();
    got = new ArrayList<>();
    have = new ArrayList<>();
    length = 0;
  }
}
