package dev.sotto.messenger;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import dev.sotto.datachannel.Reliability;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConnection;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A channel of one transfer or one pipe, beside the session's own. What happens on it comes in an
 * order of its own, so that no chat waits for it; the peer is held back only when far more waits
 * here than any window allows. Confined to that order but for the constructors.
 */
final class SideChannel {
  /** What a channel is for. */
  enum Use {
    FILES("sotto.files", "sotto.files.v1"),
    PIPE("sotto.pipe", "sotto.pipe.v1");

    private final String label;
    private final String protocol;

    Use(String label, String protocol) {
      this.label = label;
      this.protocol = protocol;
    }

    private ChannelOptions options() {
      return ChannelOptions.reliable(label).withProtocol(protocol);
    }

    private boolean isOf(ChannelOptions options) {
      return options.label().equals(label)
          && options.protocol().equals(protocol)
          && options.ordered()
          && options.reliability().equals(Reliability.RELIABLE);
    }
  }

  /** Whom the channel tells what happens; nothing comes after {@link #onClose}. */
  interface Receiver {
    void onOpen(SideChannel from);

    void onText(SideChannel from, String text);

    void onBinary(SideChannel from, byte[] data);

    /** It is closed, or its connection is gone. */
    void onClose(SideChannel from);
  }

  /** How many bytes may wait for their turn in the order. */
  private static final long MAX_WAITING = 4L << 20;

  /** When the channel is filled again. */
  private static final long LOW = 1 << 20;

  private final Course order;
  private final Use use;
  private final Gate gate = new Gate(MAX_WAITING);
  private final Queue<Runnable> early = new ArrayDeque<>();
  private @Nullable DataChannel channel;
  private @Nullable Receiver receiver;
  private boolean isCatchingUp;
  private boolean waitsForRoom;

  private SideChannel(Course order, Use use) {
    this.order = order;
    this.use = use;
  }

  /** Opens one, in its order. */
  static SideChannel open(PeerConnection connection, Use use, Course order, Receiver receiver) {
    SideChannel side = new SideChannel(order, use);
    side.receiver = receiver;
    side.took(connection.createDataChannel(use.options(), side.new Events()));
    return side;
  }

  /**
   * One that the peer opened, listened to from now on; empty when it is for nothing that we know.
   * On the connection's thread, so that nothing is missed.
   */
  static Optional<SideChannel> of(DataChannel announced, Course order) {
    for (Use use : Use.values()) {
      if (use.isOf(announced.options())) {
        SideChannel side = new SideChannel(order, use);
        side.took(announced);
        announced.listener(side.new Events());
        return Optional.of(side);
      }
    }
    return Optional.empty();
  }

  private void took(DataChannel made) {
    channel = made;
    made.bufferedAmountLowThreshold(LOW);
  }

  Use use() {
    return use;
  }

  Course order() {
    return order;
  }

  /**
   * Tells what has happened so far, and from now on at once. A receiver that hands the channel on
   * to another while it is being told keeps what it is told; the other gets what comes after it.
   */
  void to(Receiver who) {
    receiver = who;
    if (isCatchingUp) {
      return;
    }
    isCatchingUp = true;
    for (Runnable event = early.poll(); event != null; event = early.poll()) {
      event.run();
    }
    isCatchingUp = false;
  }

  /** The most bytes of a message that the peer takes. */
  long maxMessageSize() {
    DataChannel open = channel;
    return open == null ? 0 : open.maxMessageSize();
  }

  /** False when the channel has no room or is gone. */
  boolean send(String text) {
    return isOpen() && attempt(open -> open.send(text));
  }

  /** False when the channel has no room or is gone. */
  boolean send(byte[] data) {
    return isOpen() && attempt(open -> open.send(data));
  }

  private interface Sending {
    boolean to(DataChannel open);
  }

  private boolean attempt(Sending sending) {
    DataChannel open = channel;
    try {
      return open != null && sending.to(open);
    } catch (IllegalStateException e) {
      return false; // closed at this moment, which is told apart
    } catch (IllegalArgumentException e) {
      close(); // a peer that takes less than any message of the protocol
      return false;
    }
  }

  boolean isOpen() {
    DataChannel open = channel;
    return open != null && open.state() == ChannelState.OPEN;
  }

  /** Runs something in the order when there is room again; only one thing waits at a time. */
  void whenWritable(Runnable task) {
    DataChannel open = channel;
    if (open != null && !waitsForRoom) {
      waitsForRoom = true;
      CompletableFuture<Void> unused =
          open.whenBufferedAmountLow()
              .thenRunAsync(
                  () -> {
                    waitsForRoom = false;
                    task.run();
                  },
                  order);
    }
  }

  /** What was sent is delivered first. Harmless when repeated. */
  void close() {
    gate.open();
    DataChannel open = channel;
    if (open != null) {
      open.close();
    }
  }

  private void tell(Runnable event) {
    if (receiver == null) {
      early.add(event);
    } else {
      event.run();
    }
  }

  private final class Events implements DataChannelListener {
    @Override
    public void onOpen() {
      order.execute(() -> tell(() -> receiver().onOpen(SideChannel.this)));
    }

    @Override
    public void onText(String text) {
      held(text.length(), () -> receiver().onText(SideChannel.this, text));
    }

    @Override
    public void onBinary(byte[] data) {
      held(data.length, () -> receiver().onBinary(SideChannel.this, data));
    }

    @Override
    public void onClose() {
      gate.open();
      order.execute(() -> tell(() -> receiver().onClose(SideChannel.this)));
    }

    private void held(int length, Runnable event) {
      gate.enter(length);
      order.execute(
          () ->
              tell(
                  () -> {
                    gate.leave(length);
                    event.run();
                  }));
    }

    private Receiver receiver() {
      Receiver who = receiver;
      if (who == null) {
        throw new IllegalStateException("nobody listens");
      }
      return who;
    }
  }
}
