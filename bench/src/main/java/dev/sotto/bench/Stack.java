package dev.sotto.bench;

/** A WebRTC stack that can connect two peers of its own. Confined to the thread that measures. */
interface Stack extends AutoCloseable {
  String name();

  /** Two new peers with an open channel between them; returns when both have it. */
  Link connect();

  @Override
  void close();
}
