package dev.sotto.sctp;

/** Takes the messages that the peer sent. */
@FunctionalInterface
public interface MessageReceiver {
  /**
   * Called for every complete message, in order within an ordered stream, from inside {@link
   * Association#handlePacket}. Of the association it may call {@link Association#pollEvent} and
   * nothing else. The message counts against the receive window until {@link Association#release}
   * gives its {@link Association#charge} back.
   *
   * @param streamId stream identifier, 0 to 65534
   * @param ppid payload protocol identifier, 0 to 2^32 - 1
   * @param message the message, at least one byte; the array is the receiver's to keep
   */
  void onMessage(int streamId, long ppid, byte[] message);
}
