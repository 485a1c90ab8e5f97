package dev.sotto.transfer;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done on disk, in order: a bounded part of it handed out and not yet answered, the
 * rest waiting. What waits is data within the window, and a fixed amount for each file.
 */
final class DiskWork {
  static final int MAX_HANDED_OUT = 64;

  private final BitSet failed;
  private final Queue<ReceivingCommand> commands;
  private final Deque<ReceivingCommand> waiting = new ArrayDeque<>();
  private final Deque<ReceivingCommand> handedOut = new ArrayDeque<>();
  private long bytesThrownAway;

  /** Work of files that have failed by the time it could be handed out is passed over. */
  DiskWork(BitSet failed, Queue<ReceivingCommand> commands) {
    this.failed = failed;
    this.commands = commands;
  }

  void add(ReceivingCommand work) {
    waiting.add(work);
    handOut();
  }

  private void handOut() {
    while (!waiting.isEmpty() && handedOut.size() < MAX_HANDED_OUT) {
      ReceivingCommand work = waiting.remove();
      int file = fileOf(work);
      if (file < 0) {
        commands.add(work);
      } else if (!failed.get(file)) {
        commands.add(work);
        handedOut.add(work);
      } else if (work instanceof ReceivingCommand.Write write) {
        bytesThrownAway += write.data().length;
      }
    }
  }

  boolean isIdle() {
    return waiting.isEmpty() && handedOut.isEmpty();
  }

  /** The oldest work of a file that is not answered; it is now. Null if there is none. */
  @Nullable ReceivingCommand answered(int index) {
    for (Iterator<ReceivingCommand> all = handedOut.iterator(); all.hasNext(); ) {
      ReceivingCommand work = all.next();
      if (fileOf(work) == index) {
        all.remove();
        handOut();
        return work;
      }
    }
    return null;
  }

  /** The bytes of data that were passed over so far. */
  long bytesThrownAway() {
    return bytesThrownAway;
  }

  /** Forgets all but what is to be thrown away on disk. */
  void end() {
    for (ReceivingCommand work : waiting) {
      if (work instanceof ReceivingCommand.Drop) {
        commands.add(work);
      }
    }
    waiting.clear();
    handedOut.clear();
  }

  /** The file of work that is answered, or -1 for what is not. */
  private static int fileOf(ReceivingCommand work) {
    if (work instanceof ReceivingCommand.Write write) {
      return write.index();
    }
    return work instanceof ReceivingCommand.Publish publish ? publish.index() : -1;
  }
}
