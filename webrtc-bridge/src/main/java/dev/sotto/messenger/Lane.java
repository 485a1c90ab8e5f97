package dev.sotto.messenger;

import dev.sotto.transfer.Outbound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way between one end of a transfer or a pipe and the peer, over one channel after another:
 * reads texts, and keeps the channel filled with what the end has to say. Confined to the order of
 * its channels.
 *
 * @param <M> the texts of the channel
 */
final class Lane<M> {
  /** The end that it serves. */
  interface End<M> {
    /** A channel is open; the peer takes messages of so many bytes. */
    void attached(int maxMessageSize);

    /** The channel is gone. */
    void detached();

    /**
     * The peer has closed the channel, after the last word or without one, or has not come again
     * with another; and the connection is there.
     */
    void givenUp();

    /** Whether it still matters that the peer gives up. */
    boolean waits();

    /** A text of so many bytes of UTF-8. */
    void text(M message, int length);

    void binary(byte[] message);

    /** A text that no version would write. */
    void malformed();

    /** The next message for the peer; null when there is none now. */
    @Nullable Outbound<M> next();
  }

  /** How long a channel may be gone before it is known that its connection is gone as well. */
  private static final Duration NOTICE = Duration.ofSeconds(5);

  /**
   * How long a peer that is back may take to come again with what was interrupted: at a page that
   * was reloaded somebody has to choose the files anew.
   */
  static final Duration RETURN = Duration.ofMinutes(10);

  private final Function<String, Optional<M>> reading;
  private final Function<M, String> writing;
  private final End<M> end;
  private @Nullable SideChannel channel;
  private @Nullable Outbound<M> held;
  private boolean attached;
  private boolean finishing;
  private Course.Alarm notice = Course.none();

  Lane(Function<String, Optional<M>> reading, Function<M, String> writing, End<M> end) {
    this.reading = reading;
    this.writing = writing;
    this.end = end;
  }

  /** A channel is opened by us, and can be used when it says so. */
  void open(Function<SideChannel.Receiver, SideChannel> opening) {
    leave();
    channel = opening.apply(new Events());
  }

  /** The peer opened a channel, perhaps for an end that is over and has a last word to say. */
  void over(SideChannel announced) {
    leave();
    channel = announced;
    finishing = false;
    announced.to(new Events());
    attach(announced);
  }

  /** The connection is gone, and the channel with it, whether it has said so or not. */
  void leave() {
    notice.cancel();
    SideChannel former = channel;
    if (former != null) {
      former.close();
      detach();
    }
  }

  /** The peer is back, and should open another channel within some time. */
  void expect(Course order, Duration within) {
    if (channel == null) {
      notice.cancel();
      notice = order.after(within, end::givenUp);
    }
  }

  private void attach(SideChannel open) {
    if (!attached) {
      attached = true;
      end.attached((int) Math.min(open.maxMessageSize(), Integer.MAX_VALUE));
      pump();
    }
  }

  private void detach() {
    channel = null;
    held = null;
    if (attached) {
      attached = false;
      end.detached();
    }
  }

  /** Sends what there is to be said, as far as there is room. */
  void pump() {
    SideChannel open = channel;
    if (open == null || !attached) {
      return;
    }
    for (Outbound<M> next = next(); next != null; next = next()) {
      if (!send(open, next)) {
        held = next;
        if (open.isOpen()) {
          open.whenWritable(this::pump);
        }
        return;
      }
    }
    if (finishing) {
      open.close();
    }
  }

  private @Nullable Outbound<M> next() {
    Outbound<M> first = held;
    held = null;
    return first == null ? end.next() : first;
  }

  private boolean send(SideChannel open, Outbound<M> next) {
    return next instanceof Outbound.Text<M> text
        ? open.send(writing.apply(text.message()))
        : open.send(((Outbound.Binary<M>) next).message());
  }

  /** Closes the channel when the last message is on its way. */
  void finish() {
    finishing = true;
    if (!end.waits()) {
      notice.cancel(); // which holds the end, and all that it has in memory
    }
    pump();
  }

  /** What happens on one channel; counts only as long as it is the one in use. */
  private final class Events implements SideChannel.Receiver {
    private boolean isCurrent(SideChannel from) {
      return channel == from;
    }

    @Override
    public void onOpen(SideChannel from) {
      if (isCurrent(from)) {
        attach(from);
      }
    }

    @Override
    public void onText(SideChannel from, String text) {
      if (!isCurrent(from)) {
        return;
      }
      Optional<M> message = reading.apply(text);
      if (message.isPresent()) {
        end.text(message.get(), text.getBytes(StandardCharsets.UTF_8).length);
      } else {
        end.malformed();
      }
      pump();
    }

    @Override
    public void onBinary(SideChannel from, byte[] data) {
      if (isCurrent(from)) {
        end.binary(data);
        pump();
      }
    }

    @Override
    public void onClose(SideChannel from) {
      if (isCurrent(from)) {
        detach();
        if (end.waits()) {
          notice = from.order().after(NOTICE, end::givenUp);
        }
      }
    }
  }
}
