package dev.sotto.sctp;

/** Takes the messages that the peer sent. */
@FunctionalInterface
public interface MessageReceiver {
  /**
   * Called for every complete message, in order within an ordered stream, from inside {@link
   * Association#handlePacket}. It must not call back into the association. The bytes count against
   * the receive window until {@link Association#release} gives them back.
   *
   * @param streamId stream identifier, 0 to 65534
   * @param ppid payload protocol identifier, 0 to 2^32 - 1
   * @param message the message, at least one byte; the array is the receiver's to keep
   */
  void onMessage(int streamId, long ppid, byte[] message);
}
