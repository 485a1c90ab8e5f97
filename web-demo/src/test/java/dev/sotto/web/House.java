package dev.sotto.web;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.MemoryRoomStore;
import dev.sotto.web.rooms.RoomStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** A {@link Reception} in virtual time. */
final class House {
  private static final Duration TICK = Duration.ofSeconds(1);

  final ServerMetrics metrics = new ServerMetrics();
  final RoomStore store;
  final Reception reception;
  private Monotonic now = Monotonic.ZERO;

  House(RendezvousLimits limits) {
    this(limits, List.of(), IceServerSource.none(), it -> it);
  }

  House(
      RendezvousLimits limits,
      List<String> tokens,
      IceServerSource iceServers,
      Function<RoomStore, RoomStore> around) {
    Random random = new Random(4711);
    store = around.apply(new MemoryRoomStore(limits.rooms(), this::now, random));
    reception =
        new Reception(limits, this::now, random, store, OpenTokens.of(tokens), iceServers, metrics);
    metrics.watch(store::openRooms, reception::connections);
  }

  Monotonic now() {
    return now;
  }

  Guest guest() {
    return guest("192.0.2.1");
  }

  Guest guest(String address) {
    return new Guest(reception, address);
  }

  /** Lets time pass, in the steps of the server. */
  void pass(Duration time) {
    Monotonic until = now.plus(time);
    while (now.compareTo(until) < 0) {
      Monotonic next = now.plus(TICK);
      now = next.compareTo(until) < 0 ? next : until;
      reception.tick();
    }
  }
}
