package dev.sotto.messenger;

/**
 * Holds back whoever brings more than the listener keeps up with: the connection's thread waits
 * here, the receive window fills, and the peer slows down. Nothing queues without end.
 */
final class Gate {
  /** What an event costs besides its text. */
  private static final int OVERHEAD = 256;

  private final long maxBytes;
  private long inside;
  private boolean open;

  /** Lets so much in. */
  Gate(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Waits until there is room for an event with so many characters. */
  synchronized void enter(int length) {
    boolean interrupted = false;
    while (inside > maxBytes && !open) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
        open = true; // somebody wants this thread back: better too much in the queue than stuck
      }
    }
    inside += length + OVERHEAD;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The listener is done with it. */
  synchronized void leave(int length) {
    inside -= length + OVERHEAD;
    notifyAll();
  }

  /** The session is over: nobody waits any more. */
  synchronized void open() {
    open = true;
    notifyAll();
  }
}
