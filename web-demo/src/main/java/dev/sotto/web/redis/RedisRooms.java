package dev.sotto.web.redis;

import dev.sotto.web.redis.RoomScripts.Operation;
import dev.sotto.web.redis.RoomScripts.Script;
import dev.sotto.web.rooms.Ending;
import dev.sotto.web.rooms.Entry;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomRules;
import dev.sotto.web.rooms.RoomStore;
import dev.sotto.web.rooms.RoomView;
import dev.sotto.web.rooms.Seat;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * The rooms of several servers, in a Redis (6.2 or newer, one machine or a primary with replicas;
 * no cluster: a script touches keys whose names it makes up). Each operation is one script, and so
 * atomic. While Redis is away every operation fails at once; when it comes back everybody who sits
 * in a room looks at it again, and reads {@link Ending#LOST} where it is not there any more.
 *
 * <pre>
 *   sotto:room:NAME        a hash: the counters of a room and its two seats
 *   sotto:of-inviter:NAME  a list: what the inviter said in this run, the newest; P0 is the first
 *   sotto:of-joiner:NAME   the same of the joiner
 *   sotto:open             a sorted set: the open rooms by when their keys end
 *   sotto:used             a sorted set: numbers not to be used again, by until when
 *   sotto:changed:NAME     a channel: look at this room
 * </pre>
 *
 * <p>Every key has a time to live. Redis sees the names of rooms, digests of the keys of seats, and
 * messages that the peers have sealed.
 */
public final class RedisRooms implements RoomStore {
  private static final String[] NO_KEYS = {};
  private static final int NUMBERS_TRIED = 16;

  private final RedisConnections connections;
  private final RoomScripts scripts;
  private final Wakeups wakeups;
  private final RandomGenerator random;
  private volatile long openRooms;
  private volatile boolean counting;

  private RedisRooms(RedisConnections connections, RoomRules rules, RandomGenerator random) {
    this.connections = connections;
    this.scripts = new RoomScripts(rules);
    this.random = random;
    this.wakeups = new Wakeups(connections.channels(), connections::isConnected);
    connections.onConnected(wakeups::wakeAll);
  }

  /**
   * Connects to a Redis.
   *
   * @param address where it is
   * @param rules what rooms grant; the same at every server of one Redis
   * @param random a cryptographically strong source, for the numbers of rooms
   * @return the rooms there
   * @throws IOException when there is none, or it does not let us in; the message names no secret
   */
  public static RedisRooms connect(RedisAddress address, RoomRules rules, RandomGenerator random)
      throws IOException {
    return new RedisRooms(RedisConnections.open(address), rules, random);
  }

  @Override
  public CompletionStage<Entry> open(String key, String p0) {
    List<String> arguments = new ArrayList<>(List.of(key, p0));
    synchronized (random) {
      for (int i = 0; i < NUMBERS_TRIED; i++) {
        arguments.add(Integer.toUnsignedString(random.nextInt()));
      }
    }
    return run(Operation.OPEN, arguments).thenApply(answer -> answer.entry(Role.INVITER));
  }

  @Override
  public CompletionStage<Entry> join(RoomName room, String key) {
    return room.isMeeting()
        ? gone()
        : run(Operation.JOIN, List.of(room.text(), key))
            .thenApply(answer -> answer.entry(room, Role.JOINER));
  }

  @Override
  public CompletionStage<Entry> meet(RoomName room, Role role, String key, Optional<String> p0) {
    return !room.isMeeting() || (role == Role.INVITER) != p0.isPresent()
        ? gone()
        : run(Operation.MEET, List.of(room.text(), nameOf(role), key, p0.orElse("")))
            .thenApply(answer -> answer.entry(room, role));
  }

  @Override
  public CompletionStage<Entry> resume(RoomName room, String key, int seen) {
    return run(Operation.RESUME, List.of(room.text(), key, Integer.toString(seen)))
        .thenApply(answer -> answer.resumed(room));
  }

  @Override
  public CompletionStage<Optional<Ending>> append(Seat seat, String payload) {
    return run(Operation.APPEND, seat, payload).thenApply(RoomAnswer::done);
  }

  @Override
  public CompletionStage<RoomView> read(Seat seat, int seen) {
    return run(Operation.READ, seat, Integer.toString(seen)).thenApply(RoomAnswer::view);
  }

  @Override
  public CompletionStage<Entry> next(Seat seat, String p0) {
    return run(Operation.NEXT, seat, p0)
        .thenApply(answer -> answer.entry(seat.room(), Role.INVITER));
  }

  @Override
  public CompletionStage<Optional<Ending>> dead(Seat seat) {
    return run(Operation.DEAD, seat).thenApply(RoomAnswer::done);
  }

  @Override
  public CompletionStage<Optional<Ending>> paired(Seat seat) {
    return run(Operation.PAIRED, seat).thenApply(RoomAnswer::done);
  }

  @Override
  public CompletionStage<Void> leave(Seat seat, boolean forGood) {
    return run(Operation.LEAVE, seat, forGood ? "1" : "0").thenAccept(RoomAnswer::done);
  }

  @Override
  public CompletionStage<Void> renew(Seat seat) {
    return run(Operation.RENEW, seat).thenAccept(RoomAnswer::done);
  }

  @Override
  public CompletionStage<Watch> watch(RoomName room, Runnable changed) {
    return wakeups.watch(room, changed);
  }

  /** Rooms end by themselves. Asks how many are open, and for the watches that failed. */
  @Override
  public void sweep() {
    wakeups.tryAgain();
    if (!counting) {
      counting = true;
      commands()
          .zcard("sotto:open")
          .whenComplete(
              (count, failure) -> {
                openRooms = count == null ? openRooms : Math.max(0, count);
                counting = false;
              });
    }
  }

  @Override
  public long openRooms() {
    return openRooms;
  }

  @Override
  public void close() {
    connections.close();
  }

  private CompletionStage<RoomAnswer> run(Operation operation, Seat seat, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(seat.room().text());
    arguments.add(nameOf(seat.role()));
    arguments.add(Integer.toString(seat.run()));
    arguments.add(Long.toString(seat.attachment()));
    arguments.addAll(List.of(more));
    return run(operation, arguments);
  }

  private CompletionStage<RoomAnswer> run(Operation operation, List<String> arguments) {
    Script script = scripts.of(operation);
    String[] values = arguments.toArray(String[]::new);
    try {
      return commands()
          .<Object>evalsha(script.digest(), ScriptOutputType.MULTI, NO_KEYS, values)
          .exceptionallyCompose(failure -> runInFull(script, values, failure))
          .thenApply(RoomAnswer::new);
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(e); // More is under way than may be.
    }
  }

  /** A Redis that has been started anew knows no scripts. */
  private CompletionStage<Object> runInFull(Script script, String[] values, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException
        ? commands().eval(script.text(), ScriptOutputType.MULTI, NO_KEYS, values)
        : CompletableFuture.failedFuture(failure);
  }

  private RedisAsyncCommands<String, String> commands() {
    return connections.commands().async();
  }

  private static CompletionStage<Entry> gone() {
    return CompletableFuture.completedFuture(new Entry.Refused(Ending.GONE));
  }

  private static String nameOf(Role role) {
    return role == Role.INVITER ? "inviter" : "joiner";
  }
}
