package dev.sotto.signal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.pairing.PairingMessage;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What we say to a rendezvous server ({@code docs/protocol.md}, "Rendezvous"). As an object what we
 * are there for: the first message of a seat, which may have to be said again with work done for
 * it, and what brings us back to the seat.
 *
 * @param type what is asked for: {@code open}, {@code join} or {@code meet}
 * @param room the room, null until the server has chosen one
 * @param opening the inviter's first message to the joiner, null for a joiner
 * @param token what lets us open rooms, if the server wants it; secret
 */
record RoomRequest(
    String type,
    @Nullable String room,
    PairingMessage.@Nullable P0 opening,
    Optional<String> token) {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern MEETING = Pattern.compile("[0-9a-f]{32}");

  static RoomRequest open(Optional<String> token, PairingMessage.P0 opening) {
    return new RoomRequest("open", null, opening, token);
  }

  /** Refuses what is no number of a room. */
  static RoomRequest join(String room) {
    return new RoomRequest("join", require(NUMBER, room), null, Optional.empty());
  }

  /** Refuses what is no room of a rejoin. */
  static RoomRequest meet(String room, PairingMessage.@Nullable P0 opening) {
    return new RoomRequest("meet", require(MEETING, room), opening, Optional.empty());
  }

  private static String require(Pattern form, String room) {
    if (!form.matcher(room).matches()) {
      throw new IllegalArgumentException("not a room");
    }
    return room;
  }

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

  /** Whether a server that was asked for this may give us that room. */
  boolean admits(String given) {
    return room == null ? NUMBER.matcher(given).matches() : room.equals(given);
  }

  /** The same in the room that we were given. */
  RoomRequest inRoom(String given) {
    return new RoomRequest(type, given, opening, token);
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

  String resume(String seat, long seen) {
    return message("resume").put("room", room).put("seat", seat).put("seen", seen).toString();
  }

  /** Asks for the run that begins with our opening. */
  String next() {
    if (opening == null) {
      throw new IllegalStateException("a joiner opens nothing");
    }
    return message("next").set("m", PairingJson.toJson(opening)).toString();
  }

  static String to(PairingMessage message) {
    return message("to").set("m", PairingJson.toJson(message)).toString();
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
