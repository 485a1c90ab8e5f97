package dev.sotto.web.rooms;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.Entry.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The rooms of one server, in its memory. Every stage that it returns is complete. Who waits for a
 * change is called by the thread that made it, without a lock held.
 */
public final class MemoryRoomStore implements RoomStore {
  private static final long MOST_BYTES = 256L << 20;

  private final RoomRules rules;
  private final Supplier<Monotonic> clock;
  private final RoomNumbers numbers;
  private final Map<RoomName, MemoryRoom> rooms = new HashMap<>();
  private final Map<RoomName, List<Watching>> watchers = new HashMap<>();
  private long open;
  private long keptBytes;
  private long attachments;

  /**
   * An empty one.
   *
   * @param rules what rooms grant
   * @param clock the time that the rooms live in
   * @param random a cryptographically strong source, for the numbers of rooms
   */
  public MemoryRoomStore(RoomRules rules, Supplier<Monotonic> clock, RandomGenerator random) {
    this.rules = rules;
    this.clock = clock;
    this.numbers = new RoomNumbers(random, rules.notReused());
  }

  @Override
  public CompletionStage<Entry> open(String key, String p0) {
    synchronized (this) {
      Monotonic now = clock.get();
      if (open >= rules.rooms() || keptBytes >= MOST_BYTES) {
        return CompletableFuture.completedFuture(new Refused(Ending.BUSY));
      }
      RoomName name = new RoomName(Integer.toString(numbers.draw(open, now)));
      return CompletableFuture.completedFuture(
          change(create(name, now), now, room -> room.sitAsInviter(key, p0, now)));
    }
  }

  @Override
  public CompletionStage<Entry> join(RoomName name, String key) {
    return name.isMeeting()
        ? CompletableFuture.completedFuture(new Refused(Ending.GONE))
        : inRoom(name, new Refused(Ending.GONE), (room, now) -> room.sitAsJoiner(key, now));
  }

  @Override
  public CompletionStage<Entry> meet(RoomName name, Role role, String key, Optional<String> p0) {
    if (!name.isMeeting() || (role == Role.INVITER) != p0.isPresent()) {
      return CompletableFuture.completedFuture(new Refused(Ending.GONE));
    }
    synchronized (this) {
      Monotonic now = clock.get();
      MemoryRoom known = rooms.get(name);
      if (known != null) {
        change(known, now, room -> true);
      }
      if (known == null || !known.isOpen()) {
        if (open >= rules.rooms() || keptBytes >= MOST_BYTES) {
          return CompletableFuture.completedFuture(new Refused(Ending.BUSY));
        }
        create(name, now);
      }
    }
    return inRoom(
        name,
        new Refused(Ending.GONE),
        (room, now) ->
            p0.map(first -> room.sitAsInviter(key, first, now))
                .orElseGet(() -> room.sitAsJoiner(key, now)));
  }

  @Override
  public CompletionStage<Entry> resume(RoomName name, String key, int seen) {
    return inRoom(name, new Refused(Ending.GONE), (room, now) -> room.resume(key, seen, now));
  }

  @Override
  public CompletionStage<Optional<Ending>> append(Seat seat, String payload) {
    return inRoom(
        seat.room(),
        Optional.of(Ending.GONE),
        (room, now) ->
            keptBytes >= MOST_BYTES ? room.overflow(seat, now) : room.append(seat, payload, now));
  }

  @Override
  public CompletionStage<RoomView> read(Seat seat, int seen) {
    MemoryRoom room;
    RoomView view;
    boolean happened;
    synchronized (this) {
      Monotonic now = clock.get();
      room = rooms.get(seat.room());
      if (room == null) {
        return CompletableFuture.completedFuture(new RoomView.Ended(Ending.GONE, List.of()));
      }
      happened = settle(room, now);
      view = room.read(seat, seen, now);
    }
    if (happened) {
      wake(seat.room());
    }
    return CompletableFuture.completedFuture(view);
  }

  @Override
  public CompletionStage<Entry> next(Seat seat, String p0) {
    return inRoom(seat.room(), new Refused(Ending.GONE), (room, now) -> room.next(seat, p0, now));
  }

  @Override
  public CompletionStage<Optional<Ending>> dead(Seat seat) {
    return inRoom(seat.room(), Optional.of(Ending.GONE), (room, now) -> room.dead(seat, now));
  }

  @Override
  public CompletionStage<Optional<Ending>> paired(Seat seat) {
    return inRoom(seat.room(), Optional.of(Ending.GONE), (room, now) -> room.pair(seat));
  }

  @Override
  public CompletionStage<Void> leave(Seat seat, boolean forGood) {
    return inRoom(
            seat.room(),
            false,
            (room, now) -> {
              room.leave(seat, forGood, now);
              return true;
            })
        .thenAccept(known -> {});
  }

  @Override
  public CompletionStage<Void> renew(Seat seat) {
    return CompletableFuture.completedFuture(null); // Sockets and rooms end together here.
  }

  @Override
  public CompletionStage<Watch> watch(RoomName name, Runnable changed) {
    Watching watching = new Watching(name, changed);
    synchronized (this) {
      watchers.computeIfAbsent(name, unwatched -> new ArrayList<>(2)).add(watching);
    }
    return CompletableFuture.completedFuture(watching);
  }

  /** One who waits for a change; the same may wait twice. */
  private final class Watching implements Watch {
    private final RoomName name;
    private final Runnable changed;

    private Watching(RoomName name, Runnable changed) {
      this.name = name;
      this.changed = changed;
    }

    @Override
    public void close() {
      unwatch(this);
    }
  }

  @Override
  public void sweep() {
    List<RoomName> changed = new ArrayList<>();
    synchronized (this) {
      Monotonic now = clock.get();
      rooms.forEach(
          (name, room) -> {
            if (settle(room, now)) {
              changed.add(name);
            }
          });
      rooms.values().removeIf(room -> room.isForgotten(now) && forget(room));
    }
    changed.forEach(this::wake);
  }

  @Override
  public synchronized long openRooms() {
    return open;
  }

  @Override
  public void close() {
    // Nothing is held but memory.
  }

  private <T> CompletionStage<T> inRoom(RoomName name, T none, InRoom<T> operation) {
    T result;
    synchronized (this) {
      MemoryRoom known = rooms.get(name);
      if (known == null) {
        return CompletableFuture.completedFuture(none);
      }
      Monotonic now = clock.get();
      result = change(known, now, room -> operation.apply(room, now));
    }
    wake(name);
    return CompletableFuture.completedFuture(result);
  }

  /** What is done with a room at a time. */
  private interface InRoom<T> {
    T apply(MemoryRoom room, Monotonic now);
  }

  private MemoryRoom create(RoomName name, Monotonic now) {
    MemoryRoom former = rooms.get(name);
    if (former != null) {
      forget(former);
    }
    MemoryRoom room = new MemoryRoom(name, rules, () -> ++attachments, now);
    rooms.put(name, room);
    open++;
    return room;
  }

  private boolean forget(MemoryRoom room) {
    keptBytes -= room.keptBytes();
    return true;
  }

  /** Does something in a room, and keeps the sums over all rooms. */
  private <T> T change(MemoryRoom room, Monotonic now, Function<MemoryRoom, T> operation) {
    boolean wasOpen = room.isOpen();
    long bytes = room.keptBytes();
    room.settle(now);
    T result = operation.apply(room);
    keptBytes += room.keptBytes() - bytes;
    if (wasOpen && !room.isOpen()) {
      open--;
    }
    return result;
  }

  private boolean settle(MemoryRoom room, Monotonic now) {
    boolean wasOpen = room.isOpen();
    boolean happened = room.settle(now);
    if (wasOpen && !room.isOpen()) {
      open--;
    }
    return happened;
  }

  private void wake(RoomName name) {
    List<Watching> waiting;
    synchronized (this) {
      waiting = List.copyOf(watchers.getOrDefault(name, List.of()));
    }
    waiting.forEach(watching -> watching.changed.run());
  }

  private synchronized void unwatch(Watching watching) {
    List<Watching> known = watchers.get(watching.name);
    if (known != null && known.remove(watching) && known.isEmpty()) {
      watchers.remove(watching.name);
    }
  }
}
