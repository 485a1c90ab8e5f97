package dev.sotto.messenger;

/** Whom a pipe tells what concerns more than itself; in the order of the transfers. */
interface PipeOwner {
  void onOver();

  /** The peer broke the protocol. */
  void onFoul();
}
