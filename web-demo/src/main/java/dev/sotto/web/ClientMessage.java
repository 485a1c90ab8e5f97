package dev.sotto.web;

import dev.sotto.web.ProofOfWork.Work;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.SeatKey;
import java.util.Optional;

/**
 * What a peer may say to the rendezvous ({@code docs/protocol.md}, "Rendezvous"): an object whose
 * {@code t} names the kind. Members that are not known are skipped, so that later versions can add
 * some. A message {@code m} is one JSON value, as it was written: not looked into.
 */
sealed interface ClientMessage {
  /** One that begins a visit. */
  sealed interface First extends ClientMessage {}

  /** One that comes later. */
  sealed interface Later extends ClientMessage {}

  /**
   * An inviter wants a room.
   *
   * @param m its first message for a joiner
   * @param token shows that it may, where not everybody may; empty for none
   * @param work done before, if any
   */
  record Open(String m, String token, Optional<Work> work) implements First {
    @Override
    public String toString() {
      return "Open[hidden]";
    }
  }

  /**
   * A joiner has a room's number.
   *
   * @param room a room with a number
   * @param work done before, if any
   */
  record Join(RoomName room, Optional<Work> work) implements First {}

  /**
   * Two who know each other meet again.
   *
   * @param room a meeting room
   * @param role which of the two this is
   * @param m the inviter's first message; empty for a joiner
   */
  record Meet(RoomName room, Role role, Optional<String> m) implements First {
    @Override
    public String toString() {
      return "Meet[hidden]";
    }
  }

  /**
   * Back to a seat after a broken socket.
   *
   * @param room the room
   * @param seat proves whose seat it is
   * @param seen how many messages of the other have come in this run
   */
  record Resume(RoomName room, SeatKey seat, int seen) implements First {}

  /**
   * For the other peer.
   *
   * @param m the message
   */
  record To(String m) implements Later {
    @Override
    public String toString() {
      return "To[hidden]";
    }
  }

  /**
   * The inviter's run is over without a guess spent.
   *
   * @param m the first message for the next joiner
   */
  record Next(String m) implements Later {
    @Override
    public String toString() {
      return "Next[hidden]";
    }
  }

  /** The inviter's code is burned. */
  record Dead() implements Later {}

  /** The inviter's code is used. */
  record Paired() implements Later {}

  /** Reads one message. Empty for everything that is none. */
  static Optional<ClientMessage> parse(String text) {
    return MessageSyntax.read(text).flatMap(ClientMessage::of);
  }

  private static Optional<ClientMessage> of(MessageSyntax.Members members) {
    Optional<String> m = members.payload();
    Optional<RoomName> room = members.string("room").flatMap(RoomName::parse);
    Optional<Work> work = members.work();
    return switch (members.string("t").orElse("")) {
      case "open" -> m.map(it -> new Open(it, members.string("token").orElse(""), work));
      case "join" -> room.filter(it -> !it.isMeeting()).map(it -> new Join(it, work));
      case "meet" -> room.filter(RoomName::isMeeting).flatMap(it -> meet(it, members, m));
      case "resume" -> room.flatMap(it -> resume(it, members));
      case "to" -> m.map(To::new);
      case "next" -> m.map(Next::new);
      case "dead" -> Optional.of(new Dead());
      case "paired" -> Optional.of(new Paired());
      default -> Optional.empty();
    };
  }

  private static Optional<ClientMessage> meet(
      RoomName room, MessageSyntax.Members members, Optional<String> m) {
    return switch (members.string("role").orElse("")) {
      case "inviter" -> m.map(it -> new Meet(room, Role.INVITER, Optional.of(it)));
      case "joiner" -> Optional.of(new Meet(room, Role.JOINER, Optional.empty()));
      default -> Optional.empty();
    };
  }

  private static Optional<ClientMessage> resume(RoomName room, MessageSyntax.Members members) {
    Optional<SeatKey> seat = members.string("seat").flatMap(SeatKey::parse);
    return seat.flatMap(key -> members.seen().map(seen -> new Resume(room, key, seen)));
  }
}
