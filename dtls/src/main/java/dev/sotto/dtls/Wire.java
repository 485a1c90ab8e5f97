package dev.sotto.dtls;

import java.io.InterruptedIOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * What Bouncy Castle takes for the network. During the handshake it waits on the {@link Inbox};
 * afterwards it waits for nothing: it hands over the datagram just received, then says there is no
 * more.
 *
 * <p>Outgoing records are gathered into datagrams: all of a flight in one where they fit. That is
 * more than thrift. A server of Bouncy Castle whose peer's ChangeCipherSpec overtakes its
 * CertificateVerify can never complete. An application record is copied into the array of the
 * caller who asked for it instead.
 *
 * <p>Used by the handshake's thread until {@link #becomeEventDriven()}, then by the loop's.
 */
final class Wire implements DatagramTransport {
  private static final int RECORD_HEADER_LENGTH = 13;
  private static final int EPOCH_AT = 3;
  private static final int SEQUENCE_AT = 5;
  private static final int LENGTH_AT = 11;

  private final DtlsOptions options;
  private final Inbox inbox;
  private final Consumer<byte[]> sender;
  private final NothingMore nothingMore = new NothingMore();
  private final byte[] gathered;
  private int gatheredLength;
  private boolean eventDriven;
  private boolean closed;

  private byte @Nullable [] arrived;
  private int arrivedOffset;
  private int arrivedLength;
  private int unprotectedReceived;

  private byte @Nullable [] target;
  private int targetOffset;
  private int written;

  /**
   * @param sender gets each datagram to send; owns it
   */
  Wire(DtlsOptions options, Inbox inbox, Consumer<byte[]> sender) {
    this.options = options;
    this.inbox = inbox;
    this.sender = sender;
    this.gathered = new byte[options.sendLimit()];
  }

  /** From now on nothing blocks. */
  void becomeEventDriven() {
    flush();
    eventDriven = true;
  }

  /** Whether Bouncy Castle has closed the connection. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Makes records the next to be received, unless there are none: whole ones, as the guard passes
   * them. The array is read until {@link #hasArrived} is false, then let go.
   */
  void arrive(byte[] datagram, int offset, int length) {
    arrived = length == 0 ? null : datagram;
    arrivedOffset = offset;
    arrivedLength = length;
  }

  /** Whether there is something to receive without waiting. */
  boolean hasArrived() {
    return arrived != null;
  }

  /** Lets the next record be written into an array instead of a datagram. */
  void writeInto(byte[] into, int at) {
    target = into;
    targetOffset = at;
    written = 0;
  }

  /** How long the record was that has been written since {@link #writeInto}. */
  int finishWriting() {
    target = null;
    return written;
  }

  @Override
  public int receive(byte[] into, int offset, int length, int waitMillis)
      throws InterruptedIOException, HandshakeFailure {
    flush();
    if (arrived == null && !eventDriven) {
      byte[] datagram = inbox.take(waitMillis);
      if (datagram == null) {
        return -1;
      }
      arrive(datagram, 0, datagram.length);
    }
    byte[] datagram = arrived;
    if (datagram == null) {
      throw nothingMore;
    }
    int run = sameEpochLength(datagram);
    System.arraycopy(datagram, arrivedOffset, into, offset, run);
    arrive(datagram, arrivedOffset + run, arrivedLength - run);
    if (readUint16(into, offset + EPOCH_AT) == 0) {
      renumber(into, offset, run);
    }
    return run;
  }

  /**
   * Gives unprotected records sequence numbers of our own. Theirs prove nothing, but a forged high
   * one would move the replay window past all genuine ones.
   */
  private void renumber(byte[] records, int offset, int length) {
    for (int at = offset; at < offset + length; at += recordLength(records, at)) {
      records[at + SEQUENCE_AT] = 0;
      records[at + SEQUENCE_AT + 1] = 0;
      ByteBuffer.wrap(records).putInt(at + SEQUENCE_AT + 2, unprotectedReceived++);
    }
  }

  /**
   * Bouncy Castle drops a whole datagram that begins in an epoch it has left, and with a repeated
   * or forged ChangeCipherSpec the Finished behind it. So it gets one epoch at a time.
   */
  private int sameEpochLength(byte[] datagram) {
    int end = arrivedOffset + arrivedLength;
    int epoch = readUint16(datagram, arrivedOffset + EPOCH_AT);
    int at = arrivedOffset;
    do {
      at += recordLength(datagram, at);
    } while (at < end && readUint16(datagram, at + EPOCH_AT) == epoch);
    return at - arrivedOffset;
  }

  private static int recordLength(byte[] from, int at) {
    return RECORD_HEADER_LENGTH + readUint16(from, at + LENGTH_AT);
  }

  private static int readUint16(byte[] from, int at) {
    return ((from[at] & 0xff) << 8) | (from[at + 1] & 0xff);
  }

  @Override
  public void send(byte[] record, int offset, int length) {
    if (target != null && written == 0) {
      System.arraycopy(record, offset, target, targetOffset, length);
      written = length;
      return;
    }
    if (length > gathered.length - gatheredLength) {
      flush();
    }
    System.arraycopy(record, offset, gathered, gatheredLength, length);
    gatheredLength += length;
  }

  /** Sends what has been gathered. */
  void flush() {
    if (gatheredLength > 0) {
      byte[] datagram = Arrays.copyOf(gathered, gatheredLength);
      gatheredLength = 0;
      sender.accept(datagram);
    }
  }

  @Override
  public int getReceiveLimit() {
    return options.receiveLimit();
  }

  @Override
  public int getSendLimit() {
    return options.sendLimit();
  }

  @Override
  public void close() {
    closed = true;
    flush();
  }

  /**
   * The one exception that Bouncy Castle passes on without failing the connection. Made once for a
   * connection and without a stack: it is an answer, not an error.
   */
  private static final class NothingMore extends InterruptedIOException {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
