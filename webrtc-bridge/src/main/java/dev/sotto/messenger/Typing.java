package dev.sotto.messenger;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Who is writing a line: docs/protocol.md, "On the channel". Says it no oftener than every three
 * seconds, and forgets the peer after six. Confined to the course.
 */
final class Typing implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration MEMORY = Duration.ofSeconds(6);

  private final Course course;
  private final Consumer<ChannelMessage> channel;
  private final Consumer<Boolean> listener;
  private boolean told;
  private long nextAt = Long.MIN_VALUE;
  private boolean peerIs;
  private Course.Alarm forgetting = Course.none();

  Typing(Course course, Consumer<ChannelMessage> channel, Consumer<Boolean> listener) {
    this.course = course;
    this.channel = channel;
    this.listener = listener;
  }

  /** Our user typed, or gave the line up. */
  void we(boolean on) {
    Monotonic now = course.now();
    if (on && now.nanos() >= nextAt) {
      nextAt = now.nanos() + PAUSE.toNanos();
      told = true;
      channel.accept(new ChannelMessage.Typing(true));
    } else if (!on && told) {
      told = false;
      channel.accept(new ChannelMessage.Typing(false));
    }
  }

  /** Our line is on its way, and says by itself that nobody types it any more. */
  void sent() {
    told = false;
  }

  /** The peer types, or it does not any more. */
  void peer(boolean on) {
    forgetting.cancel();
    if (on) {
      forgetting = course.after(MEMORY, () -> peer(false));
    }
    if (on != peerIs) {
      peerIs = on;
      listener.accept(on);
    }
  }

  @Override
  public void close() {
    forgetting.cancel();
  }
}
