package dev.sotto.dtls;

import java.io.InterruptedIOException;
import java.io.Serial;
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

  /** Makes a datagram the next to be received, unless it is empty. It is read once, never kept. */
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
    if (!eventDriven) {
      byte[] datagram = inbox.take(waitMillis);
      return datagram == null ? -1 : copy(datagram, 0, datagram.length, into, offset, length);
    }
    byte[] datagram = arrived;
    if (datagram == null) {
      throw nothingMore;
    }
    arrived = null;
    return copy(datagram, arrivedOffset, arrivedLength, into, offset, length);
  }

  private static int copy(
      byte[] datagram, int from, int length, byte[] into, int offset, int limit) {
    int copied = Math.min(length, limit);
    System.arraycopy(datagram, from, into, offset, copied);
    return copied;
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
