package dev.sotto.messenger;

import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.Role;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A rendezvous server in memory, which can be told to lie. Listeners are told at once, in the order
 * of what happens; those of sessions only note it.
 */
final class MeetingHall implements Places.Rooms {
  private static final int GONE = 4004;
  private static final int TAKEN = 4003;
  private static final int RUN_OVER = 4005;
  private static final int DEAD = 4006;
  private static final int PEER_GONE = 4007;

  /** What the other side gets of a message, which who sent. */
  interface Meddler extends BiFunction<Role, PairingMessage, List<PairingMessage>> {}

  private final Map<String, Room> rooms = new HashMap<>();
  private final AtomicInteger names = new AtomicInteger(4710);
  private volatile Meddler meddler = (from, message) -> List.of(message);

  /** From now on messages are not what was sent. */
  MeetingHall lying(Meddler how) {
    meddler = how;
    return this;
  }

  /** Says something to everybody that nobody has said. */
  synchronized void invent(PairingMessage message) {
    for (Room room : rooms.values()) {
      room.inviter.ifPresent(seat -> seat.listener.onMessage(message));
      room.joiner.ifPresent(seat -> seat.listener.onMessage(message));
    }
  }

  @Override
  public synchronized MeetingPlace open(PairingMessage.P0 opening, MeetingListener listener) {
    String name = Integer.toString(names.incrementAndGet());
    Room room = new Room(name, opening);
    rooms.put(name, room);
    room.inviter = Optional.of(new Seat(room, Role.INVITER, listener));
    listener.onOpened(name);
    return room.inviter.get();
  }

  @Override
  public synchronized MeetingPlace join(String name, MeetingListener listener) {
    Room room = rooms.get(name);
    Seat seat = new Seat(room, Role.JOINER, listener);
    if (room == null) {
      seat.end(GONE);
    } else if (room.joiner.isPresent() || room.paired) {
      seat.end(TAKEN);
    } else {
      room.joiner = Optional.of(seat);
      room.meet();
    }
    return seat;
  }

  @Override
  public synchronized MeetingPlace meetAsInviter(
      String name, PairingMessage.P0 opening, MeetingListener listener) {
    Room room = meeting(name);
    Seat seat = new Seat(room, Role.INVITER, listener);
    room.inviter = Optional.of(seat);
    listener.onOpened(name);
    room.begin(opening);
    return seat;
  }

  @Override
  public synchronized MeetingPlace meetAsJoiner(String name, MeetingListener listener) {
    Room room = meeting(name);
    Seat seat = new Seat(room, Role.JOINER, listener);
    room.joiner = Optional.of(seat);
    room.meet();
    return seat;
  }

  /** Who comes again to a room that was used waits there for another who does. */
  private Room meeting(String name) {
    return Objects.requireNonNull(
        rooms.compute(
            name, (it, known) -> known == null || known.paired ? new Room(it, null) : known));
  }

  /** Says of every code that it was burned, though nobody has asked for that. */
  synchronized void claimBurns() {
    for (Room room : List.copyOf(rooms.values())) {
      rooms.remove(room.name);
      room.joiner.ifPresent(seat -> seat.end(DEAD));
      room.inviter.ifPresent(seat -> seat.end(DEAD));
    }
  }

  private static final class Room {
    final String name;
    PairingMessage.@Nullable P0 opening;
    Optional<Seat> inviter = Optional.empty();
    Optional<Seat> joiner = Optional.empty();
    boolean begun; // A joiner has sat down for this run, so who comes later waits for the next.
    boolean paired;

    Room(String name, PairingMessage.@Nullable P0 opening) {
      this.name = name;
      this.opening = opening;
    }

    /** Begins a run: the joiner of the last one is out, who has waited for this one is in. */
    void begin(PairingMessage.P0 first) {
      joiner.filter(seat -> seat.inRun).ifPresent(seat -> seat.end(RUN_OVER));
      joiner = joiner.filter(seat -> !seat.inRun);
      opening = first;
      begun = false;
      meet();
    }

    void meet() {
      PairingMessage.P0 first = opening;
      if (!begun && inviter.isPresent() && joiner.isPresent() && first != null) {
        begun = true;
        joiner.get().inRun = true;
        inviter.get().listener.onPeer();
        joiner.get().listener.onPeer();
        joiner.get().listener.onMessage(first);
      }
    }

    /** Who hears what a role says in this run. */
    Optional<Seat> other(Role role) {
      return role == Role.JOINER ? inviter : joiner.filter(seat -> seat.inRun);
    }
  }

  private final class Seat implements MeetingPlace {
    private final @Nullable Room room;
    private final Role role;
    private final MeetingListener listener;
    private boolean inRun; // Of a joiner: it does not wait for the next run.
    private boolean over;

    Seat(@Nullable Room room, Role role, MeetingListener listener) {
      this.room = room;
      this.role = role;
      this.listener = listener;
    }

    void end(int code) {
      if (!over) {
        over = true;
        listener.onClosed(MeetingEnd.ofCloseCode(code));
      }
    }

    @Override
    public boolean send(PairingMessage message) {
      synchronized (MeetingHall.this) {
        if (over || room == null || (role == Role.JOINER && !inRun)) {
          return false;
        }
        List<PairingMessage> arriving = meddler.apply(role, message);
        room.other(role).ifPresent(seat -> arriving.forEach(seat.listener::onMessage));
        return true;
      }
    }

    @Override
    public void next(PairingMessage.P0 opening) {
      synchronized (MeetingHall.this) {
        if (!over && room != null) {
          room.begin(opening);
        }
      }
    }

    @Override
    public void dead() {
      synchronized (MeetingHall.this) {
        if (!over && room != null) {
          rooms.remove(room.name);
          room.joiner.ifPresent(seat -> seat.end(DEAD));
          end(DEAD);
        }
      }
    }

    @Override
    public void paired() {
      synchronized (MeetingHall.this) {
        if (room != null && role == Role.INVITER) {
          room.paired = true;
        }
      }
    }

    @Override
    public void close() {
      synchronized (MeetingHall.this) {
        if (over || room == null) {
          return;
        }
        over = true;
        if (role == Role.INVITER) {
          rooms.remove(room.name, room);
          room.joiner.ifPresent(seat -> seat.end(PEER_GONE));
        } else if (room.joiner.equals(Optional.of(this))) {
          room.joiner = Optional.empty();
          if (inRun) {
            room.inviter.ifPresent(seat -> seat.listener.onLeft());
          }
        }
      }
    }
  }
}
