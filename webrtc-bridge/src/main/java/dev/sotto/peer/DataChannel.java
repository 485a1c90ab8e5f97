package dev.sotto.peer;

import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A channel for messages to and from the peer (W3C RTCDataChannel, RFC 8831). Made by {@link
 * PeerConnection#createDataChannel} or announced by the peer.
 *
 * <p>Every method may be called from any thread, also from inside a listener.
 */
public final class DataChannel {
  /** What a message costs besides its bytes, so that many tiny ones are held back as well. */
  private static final int MESSAGE_OVERHEAD = 64;

  private final PeerConnection connection;
  private final ChannelOptions options;
  private final int mostMessages;
  private final AtomicLong buffered = new AtomicLong();
  private final AtomicInteger messages = new AtomicInteger();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private volatile DataChannelListener listener;
  private volatile ChannelState state;
  private volatile boolean closing;
  private volatile int id = -1;
  private volatile long lowThreshold;

  // The loop's alone: what is handed over of ours, without what the channel itself says to the
  // peer.
  private @Nullable Channel channel;
  private long bytesInAssociation;
  private int messagesInAssociation;

  DataChannel(
      PeerConnection connection,
      ChannelOptions options,
      ChannelState state,
      DataChannelListener listener) {
    this.connection = connection;
    this.options = options;
    this.state = state;
    this.listener = listener;
    long most = connection.configuration().maxBufferedAmount() / MESSAGE_OVERHEAD;
    this.mostMessages = (int) Math.max(2, Math.min(most, Integer.MAX_VALUE / 2));
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
    ChannelState now = state;
    return closing && now != ChannelState.CLOSED ? ChannelState.CLOSING : now;
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
    ChannelState now = state();
    if (now != ChannelState.OPEN) {
      throw new IllegalStateException("the channel is " + now);
    }
    long limit = connection.peerMaxMessageSize();
    if (message.length > limit) {
      throw new IllegalArgumentException(
          "a message of " + message.length + " bytes, the peer takes " + limit);
    }
    if (!reserve(message.length)) {
      return false;
    }
    connection.channels().send(this, text, message);
    return true;
  }

  /** A message larger than the whole buffer is taken when the buffer is empty. */
  private boolean reserve(int length) {
    if (messages.get() >= mostMessages) {
      return false;
    }
    long limit = connection.configuration().maxBufferedAmount();
    long before = buffered.get();
    while (before == 0 || before + length <= limit) {
      if (buffered.compareAndSet(before, before + length)) {
        messages.incrementAndGet();
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
    if (isLow(buffered.get(), messages.get())) {
      tellWaiting();
    }
  }

  /**
   * Waits for room: the means against a sender that is faster than the network.
   *
   * @return done as soon as no more than {@link #bufferedAmountLowThreshold()} is buffered, in not
   *     too many messages; failed with {@link IllegalStateException} when the channel closes first
   */
  public CompletableFuture<Void> whenBufferedAmountLow() {
    CompletableFuture<Void> low = new CompletableFuture<>();
    synchronized (waiting) {
      if (state == ChannelState.CLOSED) {
        low.completeExceptionally(closed());
      } else if (isLow(buffered.get(), messages.get())) {
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
   * Closes the channel: nothing more can be sent from now on, what is buffered still is, and {@link
   * DataChannelListener#onClose()} comes when the peer has it all and has closed its side too.
   * Harmless when closed already.
   */
  public void close() {
    closing = true;
    connection.channels().close(this);
  }

  @Override
  public String toString() {
    return "DataChannel[" + id + ", " + state() + "]";
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
    bytesInAssociation += length;
    messagesInAssociation++;
  }

  /** A message was taken but can go nowhere, since the channel closed meanwhile. */
  void dropped(int length) {
    sent(length, 1);
  }

  /**
   * Notes how much of the stream the association still holds. That includes what announces the
   * channel, and the byte that stands for an empty message; so it is never more than was handed
   * over.
   *
   * @return whether it holds anything
   */
  boolean stillInAssociation(long bytes, int count) {
    long bytesLeft = Math.min(bytesInAssociation, bytes);
    int messagesLeft = Math.min(messagesInAssociation, count);
    long bytesSent = bytesInAssociation - bytesLeft;
    int messagesSent = messagesInAssociation - messagesLeft;
    bytesInAssociation = bytesLeft;
    messagesInAssociation = messagesLeft;
    if (bytesSent > 0 || messagesSent > 0) {
      sent(bytesSent, messagesSent);
    }
    return count > 0;
  }

  private void sent(long bytes, int count) {
    long bytesLeft = buffered.addAndGet(-bytes);
    int messagesLeft = messages.addAndGet(-count);
    if (!isLow(bytesLeft, messagesLeft)) {
      return;
    }
    tellWaiting();
    boolean wasLow = isLow(bytesLeft + bytes, messagesLeft + count);
    if (!wasLow && state != ChannelState.CLOSED) {
      connection.tell(() -> listener.onBufferedAmountLow());
    }
  }

  /** Also when only the count of messages leaves no room: whoever waits is to find some. */
  private boolean isLow(long bytes, int count) {
    return bytes <= lowThreshold && count <= mostMessages / 2;
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
