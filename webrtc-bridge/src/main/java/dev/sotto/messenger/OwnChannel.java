package dev.sotto.messenger;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.Reliability;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one channel of a connection on which the two introduce themselves and talk: brings what
 * happens on it onto the course, and holds its sender back at the gate. Confined to the course.
 */
final class OwnChannel {
  static final String LABEL = "sotto";
  static final String PROTOCOL = "sotto.v1";

  /** What happens on it. */
  interface Owner {
    void onOpen();

    /** Whoever is done with the text says so. */
    void onText(String text, Runnable done);

    void onBinary();

    void onClose();
  }

  private final Course course;
  private final Gate gate;
  private final Owner owner;
  private @Nullable DataChannel channel;

  OwnChannel(Course course, Gate gate, Owner owner) {
    this.course = course;
    this.gate = gate;
    this.owner = owner;
  }

  /** The joiner opens it. */
  void open(PeerConnection connection) {
    channel =
        connection.createDataChannel(
            ChannelOptions.reliable(LABEL).withProtocol(PROTOCOL), new Events());
  }

  /** Whether it is the channel that the joiner has to open. */
  static boolean isMeant(DataChannel announced) {
    ChannelOptions options = announced.options();
    return options.label().equals(LABEL)
        && options.protocol().equals(PROTOCOL)
        && options.ordered()
        && options.reliability().equals(Reliability.RELIABLE);
  }

  /**
   * Listens to a channel that the peer opened, which {@link #adopt} makes ours, or else it counts
   * for nothing. On the connection's thread, so that nothing is missed.
   */
  void listenTo(DataChannel announced) {
    announced.listener(new Events(announced));
  }

  void adopt(DataChannel announced) {
    channel = announced;
  }

  boolean isThere() {
    return channel != null;
  }

  /**
   * False when the channel has no room or is gone.
   *
   * @throws IllegalArgumentException when the peer does not take messages of this size
   */
  boolean send(String text) {
    DataChannel open = channel;
    if (open == null) {
      return false;
    }
    try {
      return open.send(text);
    } catch (IllegalStateException e) {
      return false; // closed at this moment, which is told apart
    }
  }

  /** Runs something on the course when the channel has room again. */
  void whenWritable(Runnable task) {
    DataChannel open = channel;
    if (open != null) {
      CompletableFuture<Void> unused = open.whenBufferedAmountLow().thenRunAsync(task, course);
    }
  }

  /** What was sent is delivered first. */
  void close() {
    DataChannel open = channel;
    if (open != null) {
      open.close();
    }
  }

  /** Brings what happens on a channel onto the course; of others than ours nothing counts. */
  private final class Events implements DataChannelListener {
    private final @Nullable DataChannel announced;

    /** Of the channel that we open. */
    Events() {
      this.announced = null;
    }

    /** Of one that the peer opened. */
    Events(DataChannel announced) {
      this.announced = announced;
    }

    private boolean isOurs() {
      return announced == null || announced == channel;
    }

    @Override
    public void onOpen() {
      course.execute(owner::onOpen);
    }

    @Override
    public void onText(String text) {
      gate.enter(text.length());
      Runnable done = () -> gate.leave(text.length());
      course.execute(
          () -> {
            if (isOurs()) {
              owner.onText(text, done);
            } else {
              done.run();
            }
          });
    }

    @Override
    public void onBinary(byte[] data) {
      course.execute(
          () -> {
            if (isOurs()) {
              owner.onBinary();
            }
          });
    }

    @Override
    public void onClose() {
      course.execute(
          () -> {
            if (isOurs()) {
              owner.onClose();
            }
          });
    }
  }
}
