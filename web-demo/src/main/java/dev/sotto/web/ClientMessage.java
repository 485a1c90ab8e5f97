package dev.sotto.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a peer may say to the rendezvous: an object whose {@code t} names the kind. Members that are
 * not known are skipped, so that later versions can add some.
 */
sealed interface ClientMessage {
  /**
   * Enter a room: {@code {"t":"join","room":TOKEN,"as":TOKEN}}.
   *
   * @param room the room's token
   * @param as who this is, so that it can take its own place again; of the same form, optional
   */
  record Join(RoomToken room, Optional<RoomToken> as) implements ClientMessage {}

  /**
   * For the other peer: {@code {"t":"to","m":ANYTHING}}.
   *
   * @param payload the text of {@code m} as it was written: one JSON value, not looked into
   */
  record To(String payload) implements ClientMessage {}

  /** Reads one message. Empty for everything that is none. */
  static Optional<ClientMessage> parse(String text) {
    try (JsonParser parser = Syntax.JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Syntax.Members members = Syntax.members(parser, text);
      return parser.nextToken() == null ? message(members) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ClientMessage> message(Syntax.Members members) {
    if ("join".equals(members.kind) && members.room != null) {
      Optional<RoomToken> as = Optional.ofNullable(members.as).flatMap(RoomToken::parse);
      if (members.as != null && as.isEmpty()) {
        return Optional.empty();
      }
      return RoomToken.parse(members.room).map(room -> new Join(room, as));
    }
    if ("to".equals(members.kind) && members.payload != null) {
      return Optional.of(new To(members.payload));
    }
    return Optional.empty();
  }

  /** The JSON in it (RFC 8259), read strictly and without building a tree. */
  final class Syntax {
    private static final int DEPTH = 32;
    private static final JsonFactory JSON =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private Syntax() {}

    private static final class Members {
      private @Nullable String kind;
      private @Nullable String room;
      private @Nullable String as;
      private @Nullable String payload;
    }

    private static Members members(JsonParser parser, String text) throws IOException {
      Members members = new Members();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        String string = value == JsonToken.VALUE_STRING ? parser.getText() : null;
        switch (name) {
          case "t" -> members.kind = string;
          case "room" -> members.room = string;
          case "as" -> members.as = string == null ? "" : string;
          case "m" -> members.payload = written(parser, text);
          default -> parser.skipChildren();
        }
        if (!name.equals("m")) {
          parser.skipChildren();
        }
      }
      return members;
    }

    /** The very characters of a value, and the parser moved to its end. */
    private static String written(JsonParser parser, String text) throws IOException {
      int start = (int) parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      return text.substring(start, (int) parser.currentLocation().getCharOffset());
    }
  }
}
