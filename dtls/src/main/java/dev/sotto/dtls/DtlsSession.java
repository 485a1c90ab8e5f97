package dev.sotto.dtls;

import dev.sotto.sdp.Fingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 association with one peer: datagrams in, plaintext out, and back.
 *
 * <pre>
 *  new --start--> handshaking --onConnected--> connected --onClosed or close--> closed
 *                      |                                                          ^
 *                      +---- onFailed, also after close during the handshake -----+
 * </pre>
 *
 * <p>The handshake blocks and runs on the executor handed in; until its end the loop's thread only
 * feeds it, by {@link #handlePacket}. Afterwards everything happens inside calls of the loop's
 * thread, and nothing waits. Nothing is decrypted for the caller before the peer has proved the key
 * of an expected certificate.
 *
 * <p>A peer's bytes cause no exception: what is malformed, forged, replayed or too much is dropped;
 * what ends the session is told to the {@link Listener}.
 *
 * <p>Does not send or time anything itself after the handshake: a lost last flight is sent again
 * when the peer repeats its own (RFC 6347 section 4.2.4).
 */
public final class DtlsSession implements AutoCloseable {
  private enum State {
    NEW,
    HANDSHAKING,
    CONNECTED,
    CLOSED
  }

  private static final int RECORD_HEADER_LENGTH = 13;
  private static final int OVERHEAD = RECORD_HEADER_LENGTH + AesGcmCipher.EXPANSION;

  /** How many resend times a peer must be silent for its unprotected alert to be believed. */
  private static final int SILENT_RESENDS = 8;

  private final DtlsRole role;
  private final DtlsOptions options;
  private final HandshakeTerms terms;
  private final Executor executor;
  private final Listener listener;
  private final HandshakeGuard guard;
  private final Inbox inbox;
  private final Wire wire;

  private final Object lock = new Object();
  private volatile State state = State.NEW; // written under the lock
  private volatile @Nullable DTLSTransport transport; // set before the state is CONNECTED

  /** The loop's: whether what came before the end of the handshake has been read. */
  private boolean inboxDrained;

  /**
   * A session that has not begun.
   *
   * @param context what the sessions of this process share
   * @param role ours
   * @param local our certificate
   * @param expectedPeer the fingerprints that signalling carried, at least one; one must match, and
   *     of several hash algorithms only the strongest counts (RFC 8122 section 5.1)
   * @param options sizes and times
   * @param handshakeExecutor runs the handshake, which occupies a thread until it ends: never the
   *     loop's
   * @param listener is told what happens
   * @throws IllegalArgumentException if no fingerprint is expected
   */
  public DtlsSession(
      DtlsContext context,
      DtlsRole role,
      LocalCertificate local,
      List<Fingerprint> expectedPeer,
      DtlsOptions options,
      Executor handshakeExecutor,
      Listener listener) {
    this.role = role;
    this.options = options;
    this.executor = handshakeExecutor;
    this.listener = listener;
    this.terms =
        new HandshakeTerms(
            context.crypto(), local, new PeerVerification(context.crypto(), expectedPeer), options);
    this.guard = new HandshakeGuard(role, System::nanoTime);
    this.inbox =
        new Inbox(
            System::nanoTime,
            options.handshakeTimeout().toNanos(),
            options.resend().multipliedBy(SILENT_RESENDS).toNanos());
    this.wire = new Wire(options, inbox, listener::onHandshakePacket);
  }

  /**
   * Queues the handshake on the executor. Its time runs from now on, also while it is queued.
   * Loop's thread, once. After {@link #close} it does nothing.
   *
   * @throws IllegalStateException if called twice
   */
  public void start() {
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      if (state != State.NEW) {
        throw new IllegalStateException("started already");
      }
      state = State.HANDSHAKING;
    }
    inbox.startTimeout();
    try {
      executor.execute(this::handshake);
    } catch (RejectedExecutionException e) {
      fail(DtlsFailure.INTERNAL, "the executor refused the handshake");
    }
  }

  /**
   * Takes one datagram from the peer. Loop's thread; once connected, {@link #receive} must be
   * called until it returns 0 before the next datagram, and the array must not change until then.
   *
   * @param datagram holds the datagram; copied during the handshake, never kept
   * @param offset where it begins
   * @param length its length in bytes; more than {@link DtlsOptions#receiveLimit} is dropped
   */
  public void handlePacket(byte[] datagram, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, datagram.length);
    if (state == State.CLOSED || length > options.receiveLimit()) {
      return;
    }
    if (inboxDrained) {
      wire.arrive(datagram, offset, guard.admit(datagram, offset, length));
      return;
    }
    // Asked first, because the guard must not count what will never be read.
    if (inbox.hasRoomFor(length)) {
      inbox.offer(datagram, offset, guard.admit(datagram, offset, length));
      guard.alert().ifPresent(inbox::refuse);
    }
  }

  /**
   * Decrypts the next record of what has been handed in. Loop's thread.
   *
   * @param into where the plaintext goes
   * @param offset where in it; at least {@link DtlsOptions#receiveLimit} bytes must follow
   * @return the plaintext's length; 0 when there is no more, or no connection
   * @throws IllegalArgumentException if there is too little room
   */
  public int receive(byte[] into, int offset) {
    if (into.length - offset < options.receiveLimit()) {
      throw new IllegalArgumentException("room for " + (into.length - offset) + " bytes");
    }
    DTLSTransport connected = transport;
    if (connected == null || state == State.CLOSED) {
      return 0;
    }
    int length = read(connected, into, offset);
    wire.flush();
    if (wire.isClosed()) {
      peerClosed();
      return 0; // RFC 5246 7.2.1: data received after a closure alert is ignored
    }
    return length;
  }

  private int read(DTLSTransport from, byte[] into, int offset) {
    int room = into.length - offset;
    try {
      int length = from.receivePending(into, offset, room);
      while (length <= 0 && !wire.isClosed()) {
        // An empty record is legal, and nothing to us.
        length = length == 0 ? from.receivePending(into, offset, room) : -1;
        if (length < 0) {
          if (!nextDatagram()) {
            return 0;
          }
          length = readDatagram(from, into, offset);
        }
      }
      return Math.max(length, 0);
    } catch (IOException e) {
      return 0; // Bouncy Castle has ended the connection, and told the peer.
    }
  }

  private static int readDatagram(DTLSTransport from, byte[] into, int offset) throws IOException {
    try {
      return from.receive(into, offset, into.length - offset, 0);
    } catch (InterruptedIOException nothingMore) {
      return -1;
    }
  }

  private boolean nextDatagram() {
    if (!inboxDrained) {
      byte[] next = inbox.poll();
      if (next != null) {
        wire.arrive(next, 0, next.length);
        return true;
      }
      inboxDrained = true;
    }
    return wire.hasArrived();
  }

  /**
   * Encrypts one record. Loop's thread.
   *
   * @param plaintext holds what to protect
   * @param offset where it begins
   * @param length its length, 1 to {@link #maxPlaintext}
   * @param into where the record goes; may be the middle of a batch
   * @param at where in it; {@code length} and {@link #overhead} bytes must fit
   * @return the record's length; 0 when there is no connection
   * @throws IllegalArgumentException if the length is out of range or the record does not fit
   */
  public int protect(byte[] plaintext, int offset, int length, byte[] into, int at) {
    Objects.checkFromIndexSize(offset, length, plaintext.length);
    if (length < 1 || length > maxPlaintext() || into.length - at < length + OVERHEAD) {
      throw new IllegalArgumentException(
          "record of " + length + " bytes, room for " + (into.length - at));
    }
    DTLSTransport connected = transport;
    if (connected == null || state == State.CLOSED) {
      return 0;
    }
    wire.writeInto(into, at);
    try {
      connected.send(plaintext, offset, length);
      return wire.finishWriting();
    } catch (IOException e) {
      wire.finishWriting();
      peerClosed(); // Bouncy Castle has ended the connection: no sequence number or no cipher is
      // left.
      return 0;
    }
  }

  /**
   * What a record is longer than its plaintext.
   *
   * @return bytes
   */
  public int overhead() {
    return OVERHEAD;
  }

  /**
   * The longest plaintext of a record that fits {@link DtlsOptions#sendLimit}.
   *
   * @return bytes
   */
  public int maxPlaintext() {
    return options.sendLimit() - OVERHEAD;
  }

  /**
   * Ends the session. A handshake ends at once, frees its thread and tells {@link
   * DtlsFailure#CLOSED}; a connected peer is sent close_notify. Loop's thread; closing again does
   * nothing.
   */
  @Override
  public void close() {
    DTLSTransport connected;
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      connected = transport;
    }
    inbox.close();
    if (connected != null) {
      close(connected);
    }
  }

  private void peerClosed() {
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
    }
    inbox.close();
    listener.onClosed();
  }

  private void handshake() {
    if (state == State.CLOSED) {
      fail(DtlsFailure.CLOSED, "closed before the handshake");
      return;
    }
    try {
      DTLSTransport connected =
          role == DtlsRole.CLIENT
              ? new DTLSClientProtocol().connect(new HandshakeClient(terms), wire)
              : new DTLSServerProtocol().accept(new HandshakeServer(terms), wire);
      wire.becomeEventDriven();
      complete(connected);
    } catch (HandshakeFailure e) {
      fail(e.reason(), e.text());
    } catch (TlsFatalAlertReceived e) {
      fail(DtlsFailure.REFUSED, "the peer ended the handshake: " + e.getMessage());
    } catch (IOException e) {
      boolean ours = e.getCause() instanceof RuntimeException;
      fail(
          ours ? DtlsFailure.INTERNAL : DtlsFailure.PROTOCOL,
          "handshake failed: " + e.getMessage());
    }
  }

  private void complete(DTLSTransport connected) {
    DtlsFailure failure;
    synchronized (lock) {
      if (state == State.CLOSED) {
        failure = DtlsFailure.CLOSED;
      } else if (!terms.peer().passed()) {
        failure = DtlsFailure.NO_CERTIFICATE;
      } else {
        failure = null;
        transport = connected;
        state = State.CONNECTED;
      }
    }
    if (failure == null) {
      listener.onConnected();
    } else {
      close(connected);
      fail(failure, "ended with the handshake");
    }
  }

  private void close(DTLSTransport connected) {
    try {
      connected.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing cannot fail: nothing is sent but to us", e);
    }
  }

  private void fail(DtlsFailure reason, String text) {
    synchronized (lock) {
      state = State.CLOSED;
    }
    inbox.close();
    listener.onFailed(reason, text);
  }

  /** What a session tells; never called while a lock is held. */
  public interface Listener {
    /**
     * A datagram to send: flights of the handshake, and alerts. Called by the handshake's thread;
     * after it by the loop's, inside {@link DtlsSession#receive} and {@link DtlsSession#close}.
     *
     * @param datagram a whole datagram, the listener's to keep
     */
    void onHandshakePacket(byte[] datagram);

    /**
     * The handshake is complete and the peer verified. Called by the handshake's thread, once; the
     * loop must then call {@link DtlsSession#receive} until it returns 0, for what came meanwhile.
     */
    void onConnected();

    /**
     * There will be no connection. Called by the handshake's thread, once, instead of {@link
     * #onConnected}; by the thread of {@link DtlsSession#start} if the executor refuses.
     *
     * @param reason why
     * @param text the same in words, without secrets
     */
    void onFailed(DtlsFailure reason, String text);

    /**
     * The peer ended the connection, by close_notify or a fatal alert. Called by the loop's thread,
     * once, inside {@link DtlsSession#receive} or {@link DtlsSession#protect}; not after {@link
     * DtlsSession#close}.
     */
    void onClosed();
  }
}
