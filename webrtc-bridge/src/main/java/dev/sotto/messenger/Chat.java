package dev.sotto.messenger;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The lines of both sides and who is typing one, on whatever connection there is. Confined to the
 * course but for {@link #lines()}.
 */
final class Chat {
  /** The channel of the session as it is now. */
  interface Channel {
    boolean isTalking();

    /** False when the channel has no room or is gone. */
    boolean say(ChannelMessage message);

    void whenWritable(Runnable task);
  }

  private final Surroundings surroundings;
  private final Course course;
  private final Voice voice;
  private final Channel channel;
  private final Supplier<String> peersName;
  private final ChatLines lines = new ChatLines();
  private final Typing typing;

  Chat(
      Surroundings surroundings,
      Course course,
      Voice voice,
      Channel channel,
      Supplier<String> peersName) {
    this.surroundings = surroundings;
    this.course = course;
    this.voice = voice;
    this.channel = channel;
    this.peersName = peersName;
    this.typing =
        new Typing(course, this::sayNow, on -> voice.say(listener -> listener.onTyping(on)));
  }

  ChatLines lines() {
    return lines;
  }

  void linesAdded() {
    typing.sent();
    carry();
  }

  void typing(boolean on) {
    typing.we(on);
  }

  /** A new connection: everything goes again that has no receipt. */
  void startOver() {
    lines.startOver();
    carry();
  }

  private void carry() {
    if (!channel.isTalking()) {
      return;
    }
    for (var next = lines.nextToSend(); next.isPresent(); next = lines.nextToSend()) {
      if (!channel.say(next.get())) {
        channel.whenWritable(this::carry);
        return;
      }
      lines.sent(next.get().id());
    }
  }

  /** What is not said now, because the connection is away, will come again or counts no more. */
  private void sayNow(ChannelMessage message) {
    if (channel.isTalking()) {
      boolean unused = channel.say(message);
    }
  }

  /** The peer wrote a line: its receipt goes when the listener has been told. */
  void received(ChannelMessage.Text text, Runnable done) {
    typing.peer(false);
    Runnable receipt =
        () -> {
          done.run();
          course.execute(() -> sayNow(new ChannelMessage.Got(text.id())));
        };
    if (lines.isNews(text.id())) {
      String from = peersName.get();
      voice.say(listener -> listener.onText(text.id(), from, text.text()), receipt);
    } else {
      receipt.run();
    }
  }

  void received(ChannelMessage.Typing now) {
    typing.peer(now.on());
  }

  void received(ChannelMessage.Got got) {
    ChatLines.Receipt receipt = lines.confirmed(got.id());
    if (receipt.news()) {
      voice.say(listener -> listener.onDelivered(got.id()));
      receipt.released().forEach(room -> surroundings.pool().execute(() -> room.complete(null)));
    }
  }

  /** The peer does not answer: nobody knows whether it types. */
  void silent() {
    typing.peer(false);
  }

  /** No line is taken any more; what was taken is still carried. Any thread. */
  void takeNoMore() {
    List<CompletableFuture<Void>> waiting = lines.close();
    IllegalStateException why = new IllegalStateException("the session is closing or over");
    waiting.forEach(room -> surroundings.pool().execute(() -> room.completeExceptionally(why)));
  }

  void end() {
    typing.close();
    takeNoMore();
  }
}
