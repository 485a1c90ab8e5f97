package dev.sotto.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sotto.web.ProofOfWork.Work;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The JSON of a client's message (RFC 8259), read strictly and without building a tree. */
final class MessageSyntax {
  private static final int DEPTH = 32;
  private static final int MOST_DIGITS = 6;
  private static final Set<String> STRINGS = Set.of("t", "room", "role", "seat", "token");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
          .build();

  private MessageSyntax() {}

  /**
   * The members that somebody asks for, as far as they have the right type.
   *
   * @param texts strings and numbers by name; those of the proof of work behind {@code work.}
   */
  record Members(Map<String, String> texts) {
    Optional<String> string(String name) {
      return Optional.ofNullable(texts.get(name));
    }

    /** The very characters of {@code m}. */
    Optional<String> payload() {
      return string("m");
    }

    Optional<Integer> seen() {
      return string("seen").filter(it -> it.length() <= MOST_DIGITS).map(Integer::valueOf);
    }

    Optional<Work> work() {
      return string("work.salt")
          .flatMap(salt -> string("work.nonce").map(nonce -> new Work(salt, nonce)));
    }

    @Override
    public String toString() {
      return "Members" + texts.keySet();
    }
  }

  /** Reads one object; empty for everything else. */
  static Optional<Members> read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, String> texts = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        member(parser, text, texts);
      }
      return parser.nextToken() == null ? Optional.of(new Members(texts)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void member(JsonParser parser, String text, Map<String, String> texts)
      throws IOException {
    String name = parser.currentName();
    JsonToken value = parser.nextToken();
    if (name.equals("m")) {
      texts.put("m", written(parser, text));
    } else if (name.equals("work") && value == JsonToken.START_OBJECT) {
      work(parser, texts);
    } else if (STRINGS.contains(name) && value == JsonToken.VALUE_STRING) {
      texts.put(name, parser.getText());
    } else if (name.equals("seen") && isNatural(parser)) {
      texts.put(name, parser.getText());
    } else {
      parser.skipChildren();
    }
  }

  private static void work(JsonParser parser, Map<String, String> texts) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean fits =
          (name.equals("salt") && value == JsonToken.VALUE_STRING)
              || (name.equals("nonce") && (value == JsonToken.VALUE_STRING || isNatural(parser)));
      if (fits) {
        texts.put("work." + name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  private static boolean isNatural(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getText().charAt(0) != '-';
  }

  /** The very characters of a value, and the parser moved to its end. */
  private static String written(JsonParser parser, String text) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return text.substring(start, (int) parser.currentLocation().getCharOffset());
  }
}
