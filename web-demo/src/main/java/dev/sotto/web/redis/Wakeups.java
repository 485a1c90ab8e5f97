package dev.sotto.web.redis;

import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.RoomStore.Watch;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know of changes in which rooms: a channel for each room that somebody of this server
 * sits in. What a message says does not matter. Safe for use by several threads.
 */
final class Wakeups extends RedisPubSubAdapter<String, String> {
  private static final String PREFIX = "sotto:changed:";

  private final StatefulRedisPubSubConnection<String, String> connection;
  private final BooleanSupplier canLook;
  private final Map<String, Channel> channels = new HashMap<>();

  /** Those who listen to one room. */
  private static final class Channel {
    private final List<Listening> listening = new ArrayList<>(2);
    private final CompletableFuture<@Nullable Void> tried = new CompletableFuture<>();
    private final AtomicBoolean asked = new AtomicBoolean();
  }

  /**
   * Nobody yet.
   *
   * @param canLook whether a look at a room would succeed now
   */
  Wakeups(StatefulRedisPubSubConnection<String, String> connection, BooleanSupplier canLook) {
    this.connection = connection;
    this.canLook = canLook;
    connection.addListener(this);
  }

  /** As {@link dev.sotto.web.rooms.RoomStore#watch}. */
  CompletionStage<Watch> watch(RoomName room, Runnable changed) {
    String name = PREFIX + room.text();
    Listening listening = new Listening(name, changed);
    Channel channel;
    CompletionStage<Void> asked = null;
    synchronized (this) {
      Channel known = channels.get(name);
      channel = known == null ? new Channel() : known;
      channel.listening.add(listening);
      if (known == null) {
        channels.put(name, channel);
        asked = subscribe(name, channel);
      }
    }
    if (asked != null) {
      follow(channel, asked);
    }
    return channel.tried.thenApply(there -> listening);
  }

  /** Asked for under the lock, so that the order of wishes is that of the map. */
  private CompletionStage<Void> subscribe(String name, Channel channel) {
    channel.asked.set(true);
    try {
      return connection.async().subscribe(name);
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(e); // more is under way than may be
    }
  }

  /** Not under the lock: whoever waits for it acts at once. */
  private static void follow(Channel channel, CompletionStage<Void> asked) {
    asked.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            channel.asked.set(false);
          }
          channel.tried.complete(null);
        });
  }

  /**
   * Asks for what failed before: this connection may be away longer than the one for commands.
   * Whoever listens is woken when it stands.
   */
  void tryAgain() {
    Map<Channel, CompletionStage<Void>> again = new HashMap<>();
    synchronized (this) {
      channels.forEach(
          (name, channel) -> {
            if (!channel.asked.get()) {
              again.put(channel, subscribe(name, channel));
            }
          });
    }
    again.forEach(Wakeups::follow);
  }

  /** A watch that stands, or will. */
  private final class Listening implements Watch {
    private final String name;
    private final Runnable changed;

    private Listening(String name, Runnable changed) {
      this.name = name;
      this.changed = changed;
    }

    @Override
    public void close() {
      unwatch(this);
    }
  }

  private synchronized void unwatch(Listening listening) {
    Channel channel = channels.get(listening.name);
    if (channel != null
        && channel.listening.remove(listening)
        && channel.listening.isEmpty()
        && channels.remove(listening.name, channel)) {
      unsubscribe(listening.name);
    }
  }

  /** Where that fails a message comes one day for nobody, and it is tried again. */
  private void unsubscribe(String name) {
    CompletionStage<Void> asked = connection.async().unsubscribe(name);
    asked.exceptionally(failure -> null);
  }

  @Override
  public void message(String name, String message) {
    wake(name);
  }

  /**
   * After a new connection too: nobody knows what was missed meanwhile. Where nobody can look yet,
   * everybody is woken later.
   */
  @Override
  public void subscribed(String name, long count) {
    boolean again;
    synchronized (this) {
      Channel channel = channels.get(name);
      again = channel == null || channel.tried.isDone();
    }
    if (again && canLook.getAsBoolean()) {
      wake(name);
    }
  }

  /** Wakes everybody. */
  void wakeAll() {
    List<Runnable> all = new ArrayList<>();
    synchronized (this) {
      channels.values().forEach(it -> it.listening.forEach(one -> all.add(one.changed)));
    }
    all.forEach(Runnable::run);
  }

  private void wake(String name) {
    List<Runnable> all = new ArrayList<>();
    synchronized (this) {
      Channel channel = channels.get(name);
      if (channel == null) {
        unsubscribe(name);
        return;
      }
      channel.listening.forEach(one -> all.add(one.changed));
    }
    all.forEach(Runnable::run);
  }
}
