package dev.sotto.web;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of two: who is where, and what is relayed to whom. A room is there while somebody is in
 * it.
 *
 * <pre>
 *   enter -> (waiting for join) -> in a room -> left
 *                 |                    |
 *                 +---- closed --------+   by {@link CloseReason}
 * </pre>
 *
 * <p>Safe for use by several threads; knows neither sockets nor clocks. In each method sending
 * comes last, because a {@link Line} may report its end before {@code send} returns.
 */
final class Rooms {
  private static final int SEATS = 2;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final RendezvousLimits limits;
  private final Map<RoomToken, Room> open = new HashMap<>();
  private final Set<Visitor> visitors = new HashSet<>();

  Rooms(RendezvousLimits limits) {
    this.limits = limits;
  }

  /** One connection, from its first byte to its last. */
  static final class Visitor {
    private final Line line;
    private final long joinUntil;
    private long nextPing;
    private long silentUntil;
    private boolean closed;
    private long dropAt = Monotonic.NEVER;
    private Optional<RoomToken> name = Optional.empty();
    private @Nullable Room room;

    private Visitor(Line line, long joinUntil, long nextPing, long silentUntil) {
      this.line = line;
      this.joinUntil = joinUntil;
      this.nextPing = nextPing;
      this.silentUntil = silentUntil;
    }
  }

  private static final class Room {
    private final RoomToken token;
    private final long openUntil;
    private final List<Visitor> members = new ArrayList<>(SEATS);
    private int messages;
    private long bytes;

    private Room(RoomToken token, long openUntil) {
      this.token = token;
      this.openUntil = openUntil;
    }

    private List<Visitor> others(Visitor visitor) {
      return members.stream().filter(member -> member != visitor).toList();
    }
  }

  /** A connection is there. It counts until {@link #leave}, closed or not. */
  synchronized Visitor enter(Line line, Monotonic now) {
    Visitor visitor =
        new Visitor(
            line,
            after(now, limits.joinWithin()),
            after(now, limits.pingEvery()),
            after(now, limits.silence()));
    visitors.add(visitor);
    if (visitors.size() > limits.connections()) {
      close(visitor, CloseReason.BUSY);
    }
    return visitor;
  }

  /** A connection said something. */
  synchronized void receive(Visitor visitor, String text, Monotonic now) {
    if (visitor.closed) {
      return;
    }
    visitor.silentUntil = after(now, limits.silence());
    Optional<ClientMessage> message = ClientMessage.parse(text);
    Room room = visitor.room;
    if (message.isPresent() && message.get() instanceof ClientMessage.Join join && room == null) {
      join(visitor, join, now);
    } else if (message.isPresent()
        && message.get() instanceof ClientMessage.To to
        && room != null) {
      relay(room, visitor, to.payload());
    } else {
      close(visitor, CloseReason.MALFORMED);
    }
  }

  /** A connection sent what is not text. */
  synchronized void receiveBinary(Visitor visitor) {
    close(visitor, CloseReason.BINARY);
  }

  /** A connection answered a ping. */
  synchronized void receivePong(Visitor visitor, Monotonic now) {
    visitor.silentUntil = after(now, limits.silence());
  }

  /** A connection is gone, whoever ended it. Harmless when repeated. */
  synchronized void leave(Visitor visitor) {
    visitor.closed = true;
    visitors.remove(visitor);
    vacate(visitor);
  }

  /** Time has passed: pings, and an end to what has lasted too long. To be called every second. */
  synchronized void tick(Monotonic now) {
    for (Visitor visitor : List.copyOf(visitors)) {
      Room room = visitor.room;
      if (visitor.closed) {
        dropInTime(visitor, now);
      } else if (room == null && now.hasReached(visitor.joinUntil)) {
        close(visitor, CloseReason.NO_JOIN);
      } else if (room != null && now.hasReached(room.openUntil)) {
        close(visitor, CloseReason.EXPIRED);
      } else if (now.hasReached(visitor.silentUntil)) {
        visitor.line.drop();
      } else if (now.hasReached(visitor.nextPing)) {
        visitor.nextPing = after(now, limits.pingEvery());
        visitor.line.ping();
      }
    }
  }

  /** Ends all connections because the server stops. */
  synchronized void closeAll() {
    List.copyOf(visitors).forEach(visitor -> close(visitor, CloseReason.SERVER_STOPS));
  }

  synchronized int openRooms() {
    return open.size();
  }

  synchronized int connections() {
    return visitors.size();
  }

  private void join(Visitor visitor, ClientMessage.Join join, Monotonic now) {
    visitor.name = join.as();
    Room known = open.get(join.room());
    if (known != null) {
      formerSelf(known, visitor).ifPresent(former -> close(former, CloseReason.REPLACED));
    }
    Room room = open.get(join.room()); // Gone, if only the former self was in it.
    if (room == null && open.size() >= limits.rooms()) {
      close(visitor, CloseReason.BUSY);
      return;
    }
    if (room != null && room.members.size() == SEATS) {
      visitor.line.send("{\"t\":\"full\"}");
      close(visitor, CloseReason.FULL);
      return;
    }
    if (room == null) {
      room = new Room(join.room(), after(now, limits.roomLifetime()));
      open.put(room.token, room);
    }
    room.members.add(visitor);
    visitor.room = room;
    List<Visitor> others = room.others(visitor);
    visitor.line.send("{\"t\":\"joined\",\"peers\":" + (others.size() + 1) + "}");
    others.forEach(other -> other.line.send("{\"t\":\"peer\"}"));
  }

  /** A page that was reloaded may be back before the server knows that its old socket is dead. */
  private static Optional<Visitor> formerSelf(Room room, Visitor visitor) {
    return visitor.name.flatMap(
        name ->
            room.members.stream()
                .filter(member -> member.name.filter(name::matches).isPresent())
                .findFirst());
  }

  private void relay(Room room, Visitor from, String payload) {
    room.messages++;
    room.bytes += 2L * payload.length();
    if (room.messages > limits.roomMessages() || room.bytes > limits.roomBytes()) {
      List.copyOf(room.members).forEach(member -> close(member, CloseReason.USED_UP));
      return;
    }
    String text = "{\"t\":\"from\",\"m\":" + payload + "}";
    room.others(from).forEach(other -> other.line.send(text));
  }

  private void close(Visitor visitor, CloseReason reason) {
    if (visitor.closed) {
      return;
    }
    visitor.closed = true;
    vacate(visitor);
    visitor.line.close(reason);
  }

  /** Who does not answer a close frame is not waited for. */
  private static void dropInTime(Visitor visitor, Monotonic now) {
    if (visitor.dropAt == Monotonic.NEVER) {
      visitor.dropAt = after(now, CLOSE_WITHIN);
    } else if (now.hasReached(visitor.dropAt)) {
      visitor.line.drop();
    }
  }

  private void vacate(Visitor visitor) {
    Room room = visitor.room;
    if (room == null) {
      return;
    }
    visitor.room = null;
    room.members.remove(visitor);
    if (room.members.isEmpty()) {
      open.remove(room.token);
    }
    List.copyOf(room.members).forEach(other -> other.line.send("{\"t\":\"left\"}"));
  }

  private static long after(Monotonic now, Duration duration) {
    return now.plus(duration).nanos();
  }
}
