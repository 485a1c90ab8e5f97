package dev.sotto.messenger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.pairing.IntroductionMessage;
import dev.sotto.signal.SealedContent;
import java.util.Set;

/** What travels on the channel {@code sotto}: docs/protocol.md, sections "CHANNEL" and "Chat". */
sealed interface ChannelMessage {
  /** Hello or reveal. */
  record Introducing(IntroductionMessage message) implements ChannelMessage {}

  /** What the sender calls itself, at most 64 code points, may be empty; and what it takes. */
  record Name(String name, Set<Ability> can) implements ChannelMessage {
    public Name {
      can = Set.copyOf(can);
    }
  }

  /** The sender is writing a line, or not any more. */
  record Typing(boolean on) implements ChannelMessage {}

  /** A line of chat. */
  record Text(long id, String text) implements ChannelMessage {}

  /** A line has been shown. */
  record Got(long id) implements ChannelMessage {}

  /** About an ICE restart. */
  record Signal(SealedContent content) implements ChannelMessage {}

  /** The sender wants to end it; perhaps because it does not accept who the receiver is. */
  record Bye(boolean refused) implements ChannelMessage {}

  /** Of a later version; to be passed over. */
  record Unknown() implements ChannelMessage {}

  /** Nothing that any version would write. */
  record Malformed() implements ChannelMessage {}

  /** Reads what a peer wrote. */
  static ChannelMessage read(String json) {
    return ChannelJson.read(json);
  }

  /** Reads one that is parsed already. */
  static ChannelMessage read(JsonNode json) {
    return ChannelJson.read(json);
  }

  /** Writes it. */
  default String write() {
    return ChannelJson.write(this);
  }
}
