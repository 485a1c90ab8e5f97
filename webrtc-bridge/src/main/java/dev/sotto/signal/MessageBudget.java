package dev.sotto.signal;

/**
 * How much the other end may say in one run ({@code docs/protocol.md}, "Rendezvous"): little until
 * it is paired. A server keeps to it as well, but need not be honest. Confined to its place's
 * thread.
 */
final class MessageBudget {
  static final int UNPAIRED_MESSAGES = 64;
  static final int UNPAIRED_BYTES = 512 << 10;
  static final int PAIRED_MESSAGES = 20_000;
  static final int PAIRED_BYTES = 32 << 20;

  private boolean paired;
  private int messages;
  private int bytes;

  /** Counts a message; false when it is one too many. */
  boolean take(int length) {
    messages++;
    bytes += length;
    return messages <= (paired ? PAIRED_MESSAGES : UNPAIRED_MESSAGES)
        && bytes <= (paired ? PAIRED_BYTES : UNPAIRED_BYTES);
  }

  void paired() {
    paired = true;
  }

  /** Another run begins. */
  void renew() {
    messages = 0;
    bytes = 0;
  }
}
