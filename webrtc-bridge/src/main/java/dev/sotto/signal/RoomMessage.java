package dev.sotto.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/** What the server says to a peer in a room, and what the peer says to the server. */
sealed interface RoomMessage {
  /** We are in: {@code {"t":"joined","peers":1|2}}. */
  record Joined(int peers) implements RoomMessage {}

  /** The other came: {@code {"t":"peer"}}. */
  record PeerArrived() implements RoomMessage {}

  /** The other said: {@code {"t":"from","m":ANYTHING}}. */
  record From(SignalMessage message) implements RoomMessage {}

  /** The other left: {@code {"t":"left"}}. */
  record PeerLeft() implements RoomMessage {}

  /** There is no place for us: {@code {"t":"full"}}. */
  record Full() implements RoomMessage {}

  /** Something that a later server says. */
  record Unknown() implements RoomMessage {}

  /** Reads what the server sent; empty when it is not an object of JSON. */
  static Optional<RoomMessage> read(String text) {
    try {
      JsonNode json = Json.MAPPER.readTree(text);
      return json.isObject() ? Optional.of(read(json)) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Asks for a place in a room. */
  static String join(String room) {
    return JsonNodeFactory.instance.objectNode().put("t", "join").put("room", room).toString();
  }

  /** Has something relayed to the other peer. */
  static String to(SignalMessage message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("t", "to")
        .set("m", message.write())
        .toString();
  }

  private static RoomMessage read(JsonNode json) {
    return switch (json.path("t").asText()) {
      case "joined" -> new Joined(json.path("peers").asInt() >= 2 ? 2 : 1);
      case "peer" -> new PeerArrived();
      case "from" -> new From(SignalMessage.read(json.path("m")));
      case "left" -> new PeerLeft();
      case "full" -> new Full();
      default -> new Unknown();
    };
  }

  /** The JSON of strangers: shallow, and nothing after its end. */
  final class Json {
    private static final int DEPTH = 32;
    private static final JsonMapper MAPPER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}
  }
}
