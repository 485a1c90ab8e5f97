package dev.sotto.signal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.pairing.PairingMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What we say to a rendezvous server ({@code docs/protocol.md}, "Rendezvous"). As an object the
 * first message of a seat, which may have to be said again with work done for it.
 *
 * @param type what is asked for: {@code open}, {@code join} or {@code meet}
 * @param room the room, null when the server is to choose one
 * @param opening the inviter's first message to the joiner, null for a joiner
 * @param token what lets us open rooms, if the server wants it; secret
 */
record RoomRequest(
    String type,
    @Nullable String room,
    PairingMessage.@Nullable P0 opening,
    Optional<String> token) {
  boolean isInviter() {
    return opening != null;
  }

  /** The code of a rejoin has not been read to anyone, and nobody burns it. */
  boolean mayBurn() {
    return isInviter() && !type.equals("meet");
  }

  /** What the work is done for. */
  String workRoom() {
    return room == null ? "open" : room;
  }

  /** The same for a new run that has not begun. */
  RoomRequest withOpening(PairingMessage.P0 other) {
    return new RoomRequest(type, room, other, token);
  }

  String first() {
    return firstJson().toString();
  }

  String firstWithWork(String salt, long nonce) {
    ObjectNode json = firstJson();
    json.putObject("work").put("salt", salt).put("nonce", nonce);
    return json.toString();
  }

  private ObjectNode firstJson() {
    ObjectNode json = message(type);
    if (room != null) {
      json.put("room", room);
    }
    if (type.equals("meet")) {
      json.put("role", isInviter() ? "inviter" : "joiner");
    }
    if (opening != null) {
      json.set("m", PairingJson.toJson(opening));
    }
    token.ifPresent(text -> json.put("token", text));
    return json;
  }

  static String resume(String room, String seat, long seen) {
    return message("resume").put("room", room).put("seat", seat).put("seen", seen).toString();
  }

  static String to(PairingMessage message) {
    return message("to").set("m", PairingJson.toJson(message)).toString();
  }

  static String next(PairingMessage.P0 opening) {
    return message("next").set("m", PairingJson.toJson(opening)).toString();
  }

  static String dead() {
    return message("dead").toString();
  }

  static String paired() {
    return message("paired").toString();
  }

  private static ObjectNode message(String type) {
    return JsonNodeFactory.instance.objectNode().put("t", type);
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "RoomRequest[" + type + "]";
  }
}
