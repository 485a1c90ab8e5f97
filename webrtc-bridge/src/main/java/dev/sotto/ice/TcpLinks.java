package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of one base, each known by its other end. One on which we send nothing for a
 * minute or two is closed: a path in use is asked for consent much more often (RFC 7675).
 *
 * <p>On the loop thread.
 */
final class TcpLinks {
  /** How many a transport may have at a base. */
  static final int MOST_EACH = 16;

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Loop loop;
  private final Map<InetSocketAddress, TcpLink> byRemote = new LinkedHashMap<>();
  private final Timer sweep;

  TcpLinks(Loop loop) {
    this.loop = loop;
    this.sweep = loop.timer(this::closeIdle);
  }

  @Nullable TcpLink get(InetSocketAddress remote) {
    return byRemote.get(remote);
  }

  int size() {
    return byRemote.size();
  }

  void add(TcpLink link) {
    if (byRemote.isEmpty()) {
      sweepLater();
    }
    TcpLink before = byRemote.put(link.remote(), link);
    if (before != null) {
      before.close();
    }
  }

  void remove(TcpLink link) {
    byRemote.remove(link.remote(), link);
  }

  void close() {
    sweep.cancel();
    byRemote.values().forEach(TcpLink::close);
    byRemote.clear();
  }

  private void closeIdle() {
    for (TcpLink link : List.copyOf(byRemote.values())) {
      if (link.isIdle()) {
        remove(link);
        link.close();
      }
    }
    if (!byRemote.isEmpty()) {
      sweepLater();
    }
  }

  private void sweepLater() {
    sweep.schedule(loop.now().plus(IDLE).nanos());
  }
}
