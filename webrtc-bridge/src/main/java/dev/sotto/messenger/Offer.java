package dev.sotto.messenger;

import dev.sotto.transfer.Manifest;

/**
 * Files that the peer would send. One of {@link #accept} and {@link #decline} is to be called,
 * whenever the user has decided; until then nothing is sent. Every method may be called from any
 * thread; none blocks.
 */
public interface Offer {
  /**
   * What both sides call the transfer.
   *
   * @return 32 hexadecimal digits
   */
  String id();

  /**
   * What is offered.
   *
   * @return the manifest, frozen; all names in it are hostile
   */
  Manifest manifest();

  /**
   * Takes all or some of it. What is wrong with the directory ends the transfer, kind disk.
   *
   * @param options what, and where it goes
   * @param listener told what happens
   * @return the transfer
   * @throws IllegalStateException when it was answered before, or the sender took it back
   * @throws IllegalArgumentException when an index is chosen that the manifest does not have
   */
  Transfer accept(AcceptOptions options, TransferListener listener);

  /** Takes nothing of it. Harmless when it was answered before. */
  void decline();
}
