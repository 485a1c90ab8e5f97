package dev.sotto.nearby;

import dev.sotto.mdns.RoomPlace;
import dev.sotto.mdns.RoomResolver;
import dev.sotto.net.GroupSocket;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import dev.sotto.net.Timer;
import dev.sotto.time.Monotonic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question to this machine's links, where the room of a code is. */
public final class RoomSearch {
  /** Beyond the second that the search takes: a guard for a loop that is held up. */
  private static final long PATIENCE_SECONDS = 3;

  private final Loop loop;
  private final RoomResolver resolver;
  private final Timer timer;
  private final CompletableFuture<Optional<Found>> found = new CompletableFuture<>();
  private final byte[] packet = new byte[RoomResolver.MAX_PACKET];
  private @Nullable Links links;

  private RoomSearch(String room, Loop loop) {
    this.loop = loop;
    this.resolver = new RoomResolver(room, loop.now());
    this.timer = loop.timer(this::pump);
  }

  /**
   * Where somebody says that the room is. A hint, from anyone on the link.
   *
   * @param host who says so
   * @param port the TCP port of the server there
   * @param secure whether it speaks TLS
   */
  public record Found(InetAddress host, int port, boolean secure) {}

  /**
   * Asks, and waits at most a second for the first answer. Any thread.
   *
   * @param room the number in the code, 1 to 9 digits without a leading zero
   * @param addresses those of this machine on whose links to ask
   * @param bugs told of what must not happen
   * @return what the first said; empty when nobody answered or there is no link with multicast
   * @throws IllegalArgumentException if the room is none
   */
  public static Optional<Found> find(
      String room, Collection<InetAddress> addresses, Consumer<Throwable> bugs) {
    Collection<MulticastLink> links = Links.of(addresses);
    if (links.isEmpty()) {
      return Optional.empty();
    }
    try (Loop loop = new Loop("sotto-search", bugs)) {
      RoomSearch search = new RoomSearch(room, loop);
      search.found.completeOnTimeout(Optional.empty(), PATIENCE_SECONDS, TimeUnit.SECONDS);
      loop.execute(() -> search.begin(links));
      return search.found.join();
    }
  }

  private void begin(Collection<MulticastLink> where) {
    links = Links.open(loop, where, this::handlePacket).orElse(null);
    if (links == null) {
      found.complete(Optional.empty());
    } else {
      pump();
    }
  }

  private void handlePacket(
      GroupSocket socket, InetSocketAddress source, byte[] buffer, int offset, int length) {
    // RFC 6762 6: a response from any other port must be ignored.
    if (source.getPort() == Links.PORT) {
      Optional<RoomPlace> place = resolver.handlePacket(buffer, offset, length);
      place.ifPresent(
          it ->
              found.complete(Optional.of(new Found(source.getAddress(), it.port(), it.secure()))));
    }
  }

  private void pump() {
    Monotonic now = loop.now();
    int length = resolver.poll(packet, 0, now);
    Links open = links;
    if (length > 0 && open != null) {
      open.send(packet, length);
    }
    if (resolver.isOver()) {
      found.complete(Optional.empty());
    }
    timer.schedule(resolver.nextTimeout());
  }
}
