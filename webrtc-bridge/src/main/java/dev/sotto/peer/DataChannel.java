package dev.sotto.peer;

import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A channel for messages to and from the peer (W3C RTCDataChannel, RFC 8831). Made by {@link
 * PeerConnection#createDataChannel} or announced by the peer.
 *
 * <p>Every method may be called from any thread, also from inside a listener.
 */
public final class DataChannel {
  private final PeerConnection connection;
  private final ChannelOptions options;
  private final AtomicLong buffered = new AtomicLong();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private volatile DataChannelListener listener;
  private volatile ChannelState state;
  private volatile int id = -1;
  private volatile long lowThreshold;

  // The loop's alone.
  private @Nullable Channel channel;
  private long inAssociation;

  DataChannel(
      PeerConnection connection,
      ChannelOptions options,
      ChannelState state,
      DataChannelListener listener) {
    this.connection = connection;
    this.options = options;
    this.state = state;
    this.listener = listener;
  }

  /**
   * Its name.
   *
   * @return the label it was opened with; hostile text when the peer chose it
   */
  public String label() {
    return options.label();
  }

  /**
   * Its subprotocol.
   *
   * @return the protocol it was opened with, may be empty; hostile text when the peer chose it
   */
  public String protocol() {
    return options.protocol();
  }

  /**
   * All it was opened with.
   *
   * @return the options
   */
  public ChannelOptions options() {
    return options;
  }

  /**
   * Its stream.
   *
   * @return the id, or empty as long as the connection does not stand
   */
  public OptionalInt id() {
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * Where it is in its life.
   *
   * @return its state now
   */
  public ChannelState state() {
    return state;
  }

  /**
   * Sets who is told what happens from now on.
   *
   * @param next the listener
   */
  public void listener(DataChannelListener next) {
    listener = next;
  }

  /**
   * Sends a text message.
   *
   * @param text the message; may be empty
   * @return true when it is on its way; false when too much is buffered: nothing was taken, try
   *     again after {@link #whenBufferedAmountLow()}
   * @throws IllegalStateException when the channel is not open
   * @throws IllegalArgumentException when it is larger than the peer takes
   */
  public boolean send(String text) {
    return send(true, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a binary message.
   *
   * @param data the message, copied; may be empty
   * @return true when it is on its way; false when too much is buffered: nothing was taken, try
   *     again after {@link #whenBufferedAmountLow()}
   * @throws IllegalStateException when the channel is not open
   * @throws IllegalArgumentException when it is larger than the peer takes
   */
  public boolean send(byte[] data) {
    return send(false, data.clone());
  }

  private boolean send(boolean text, byte[] message) {
    if (state != ChannelState.OPEN) {
      throw new IllegalStateException("the channel is " + state);
    }
    long limit = connection.peerMaxMessageSize();
    if (message.length > limit) {
      throw new IllegalArgumentException(
          "a message of " + message.length + " bytes, the peer takes " + limit);
    }
    if (!reserve(message.length)) {
      return false;
    }
    connection.send(this, text, message);
    return true;
  }

  /** A message larger than the whole buffer is taken when the buffer is empty. */
  private boolean reserve(int length) {
    long limit = connection.configuration().maxBufferedAmount();
    long before = buffered.get();
    while (before == 0 || before + length <= limit) {
      if (buffered.compareAndSet(before, before + length)) {
        return true;
      }
      before = buffered.get();
    }
    return false;
  }

  /**
   * How many bytes are taken and not yet sent for the first time.
   *
   * @return bytes of messages
   */
  public long bufferedAmount() {
    return buffered.get();
  }

  /**
   * When {@link DataChannelListener#onBufferedAmountLow()} is called.
   *
   * @return bytes, 0 unless set
   */
  public long bufferedAmountLowThreshold() {
    return lowThreshold;
  }

  /**
   * Sets when little is buffered.
   *
   * @param bytes the threshold, at least 0
   */
  public void bufferedAmountLowThreshold(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative threshold: " + bytes);
    }
    lowThreshold = bytes;
    if (buffered.get() <= bytes) {
      tellWaiting();
    }
  }

  /**
   * Waits for room: the means against a sender that is faster than the network.
   *
   * @return done as soon as no more than {@link #bufferedAmountLowThreshold()} is buffered; failed
   *     with {@link IllegalStateException} when the channel closes first
   */
  public CompletableFuture<Void> whenBufferedAmountLow() {
    CompletableFuture<Void> low = new CompletableFuture<>();
    synchronized (waiting) {
      if (state == ChannelState.CLOSED) {
        low.completeExceptionally(closed());
      } else if (buffered.get() <= lowThreshold) {
        low.complete(null);
      } else {
        waiting.add(low);
      }
    }
    return low;
  }

  /**
   * The largest message the peer takes.
   *
   * @return bytes; what its description said, once that is known
   */
  public long maxMessageSize() {
    return connection.peerMaxMessageSize();
  }

  /**
   * Closes the channel: what is buffered is still sent, and {@link DataChannelListener#onClose()}
   * comes when the peer has it all and has closed its side too. Harmless when closed already.
   */
  public void close() {
    connection.close(this);
  }

  @Override
  public String toString() {
    return "DataChannel[" + id + ", " + state + "]";
  }

  // Below: the loop's.

  @Nullable Channel channel() {
    return channel;
  }

  void bind(Channel made) {
    channel = made;
    if (made.id() >= 0) {
      id = made.id();
    }
  }

  /** Tells the users' threads where the channel is now. */
  void state(ChannelState next) {
    state = next;
  }

  /** The association took a message over from us. */
  void handedOver(int length) {
    inAssociation += length;
  }

  /** A message was taken but can go nowhere, since the channel closed meanwhile. */
  void dropped(int length) {
    sent(length);
  }

  /**
   * Notes how much of it the association still holds.
   *
   * @return whether it holds anything
   */
  boolean stillInAssociation(long amount) {
    long gone = inAssociation - amount;
    inAssociation = amount;
    if (gone > 0) {
      sent(gone);
    }
    return amount > 0;
  }

  private void sent(long length) {
    long threshold = lowThreshold;
    long after = buffered.addAndGet(-length);
    if (after <= threshold && after + length > threshold) {
      tellWaiting();
      connection.tell(() -> listener.onBufferedAmountLow());
    }
  }

  private void tellWaiting() {
    for (CompletableFuture<Void> low : takeWaiting()) {
      connection.complete(() -> low.complete(null));
    }
  }

  private List<CompletableFuture<Void>> takeWaiting() {
    synchronized (waiting) {
      List<CompletableFuture<Void>> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    }
  }

  void opened() {
    connection.tell(() -> listener.onOpen());
  }

  void received(boolean text, byte[] message, Runnable done) {
    connection.tell(
        () -> {
          try {
            if (text) {
              listener.onText(new String(message, StandardCharsets.UTF_8));
            } else {
              listener.onBinary(message);
            }
          } finally {
            done.run();
          }
        });
  }

  void ended() {
    state = ChannelState.CLOSED;
    for (CompletableFuture<Void> low : takeWaiting()) {
      connection.complete(() -> low.completeExceptionally(closed()));
    }
    connection.tell(() -> listener.onClose());
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the channel is closed");
  }
}
