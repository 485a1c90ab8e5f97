package dev.sotto.sctp;

import dev.sotto.sctp.wire.DataChunk;

/**
 * The DATA chunk that is being read, where it lies in the received packet. One instance serves an
 * association for ever, so that a chunk is no object.
 */
final class Fragment {
  private static final byte[] NOWHERE = new byte[0];

  private byte[] in = NOWHERE;
  private int at;
  private int length;

  /** Moves to a chunk that lies inside of the array and has user data. */
  void moveTo(byte[] packet, int chunk, int chunkLength) {
    in = packet;
    at = chunk;
    length = chunkLength - DataChunk.HEADER;
  }

  int tsn() {
    return DataChunk.tsn(in, at);
  }

  int streamId() {
    return DataChunk.streamId(in, at);
  }

  int ssn() {
    return DataChunk.ssn(in, at);
  }

  int ppid() {
    return DataChunk.ppid(in, at);
  }

  boolean isOrdered() {
    return (in[at + 1] & DataChunk.UNORDERED) == 0;
  }

  boolean isBeginning() {
    return (in[at + 1] & DataChunk.BEGINNING) != 0;
  }

  boolean isEnding() {
    return (in[at + 1] & DataChunk.ENDING) != 0;
  }

  boolean wantsAcknowledgment() {
    return (in[at + 1] & DataChunk.IMMEDIATE) != 0;
  }

  /** Bytes of user data. */
  int length() {
    return length;
  }

  void copyTo(int from, byte[] to, int offset, int count) {
    System.arraycopy(in, at + DataChunk.HEADER + from, to, offset, count);
  }

  byte[] toMessage() {
    byte[] message = new byte[length];
    copyTo(0, message, 0, length);
    return message;
  }
}
