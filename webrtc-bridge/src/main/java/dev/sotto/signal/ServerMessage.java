package dev.sotto.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What a rendezvous server says ({@code docs/protocol.md}, "Rendezvous"). */
sealed interface ServerMessage {
  /** Bytes of a seat. */
  int SEAT_LENGTH = 16;

  /** An inviter has a room. */
  record Opened(String room, String seat) implements ServerMessage {
    /** The seat is a secret between us and the server. */
    @Override
    public String toString() {
      return "Opened[]";
    }
  }

  /** A joiner is in the room. */
  record Joined(String seat) implements ServerMessage {
    /** The seat is a secret between us and the server. */
    @Override
    public String toString() {
      return "Joined[]";
    }
  }

  /** Both are there. */
  record Peer() implements ServerMessage {}

  /** The other said: any JSON, which may be absent. */
  record From(JsonNode message) implements ServerMessage {}

  /** The other's socket ended. */
  record Left() implements ServerMessage {}

  /** The other resumed. */
  record Back() implements ServerMessage {}

  /** STUN and TURN servers to use. */
  record Ice(IceServers servers) implements ServerMessage {}

  /** We are back, and the server has so many of our messages of this run. */
  record Resumed(long seen) implements ServerMessage {}

  /** Work is to be done before we are let in. */
  record Work(String salt, int bits) implements ServerMessage {}

  /** Something that a later server says. */
  record Unknown() implements ServerMessage {}

  /** Reads what a server sent; empty when it is malformed. */
  static Optional<ServerMessage> read(String text) {
    return StrictJson.object(text).flatMap(ServerMessage::read);
  }

  private static Optional<ServerMessage> read(ObjectNode json) {
    return switch (json.path("t").asText()) {
      case "opened" ->
          seat(json)
              .flatMap(seat -> room(json).map(room -> (ServerMessage) new Opened(room, seat)));
      case "joined" -> seat(json).map(Joined::new);
      case "peer" -> Optional.of(new Peer());
      case "from" -> Optional.of(new From(json.path("m")));
      case "left" -> Optional.of(new Left());
      case "back" -> Optional.of(new Back());
      case "ice" -> IceServersJson.read(json).map(Ice::new);
      case "resumed" -> StrictJson.number(json, "seen", 0, Integer.MAX_VALUE).map(Resumed::new);
      case "work" -> work(json);
      default -> Optional.of(new Unknown());
    };
  }

  private static Optional<String> seat(JsonNode json) {
    return StrictJson.bytes(json, "seat", SEAT_LENGTH, SEAT_LENGTH).map(StrictJson::base64);
  }

  private static Optional<String> room(JsonNode json) {
    return StrictJson.text(json, "room")
        .filter(room -> room.matches("[1-9][0-9]{0,8}|[0-9a-f]{32}"));
  }

  private static Optional<ServerMessage> work(JsonNode json) {
    Optional<String> salt =
        StrictJson.text(json, "salt").filter(text -> text.matches("[A-Za-z0-9_=+/-]{1,128}"));
    Optional<Long> bits = StrictJson.number(json, "bits", 0, 256);
    return salt.flatMap(text -> bits.map(number -> new Work(text, number.intValue())));
  }
}
