package dev.sotto.nearby;

import dev.sotto.mdns.RoomPlace;
import dev.sotto.mdns.RoomResponder;
import dev.sotto.net.GroupSocket;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import dev.sotto.net.Timer;
import dev.sotto.time.Monotonic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers those on this machine's links who look for one room, until it is closed. Where that is
 * not possible, nobody finds the room this way, and nothing else happens.
 *
 * <p>All methods may be called from any thread.
 */
public final class RoomBeacon implements AutoCloseable {
  private final Loop loop;
  private final RoomResponder responder;
  private final Timer timer;
  private final byte[] packet = new byte[RoomResponder.MAX_PACKET];

  // Below: the loop's thread alone.
  private @Nullable Links links;

  private RoomBeacon(RoomPlace place, Loop loop) {
    this.loop = loop;
    this.responder = new RoomResponder(place);
    this.timer = loop.timer(this::pump);
  }

  /**
   * Begins to answer.
   *
   * @param place the room, and the port at which this machine has it
   * @param addresses those of this machine on whose links it answers
   * @param bugs told of what must not happen
   * @return answers until it is closed
   */
  public static RoomBeacon light(
      RoomPlace place, Collection<InetAddress> addresses, Consumer<Throwable> bugs) {
    RoomBeacon made = new RoomBeacon(place, new Loop("sotto-beacon", bugs));
    Collection<MulticastLink> found = Links.of(addresses);
    made.loop.execute(() -> made.open(found));
    return made;
  }

  private void open(Collection<MulticastLink> found) {
    links = Links.open(loop, found, this::handlePacket).orElse(null);
  }

  private void handlePacket(
      GroupSocket socket, InetSocketAddress source, byte[] buffer, int offset, int length) {
    responder.handlePacket(buffer, offset, length);
    pump();
  }

  private void pump() {
    Monotonic now = loop.now();
    int length = responder.poll(packet, 0, now);
    Links open = links;
    if (length > 0 && open != null) {
      open.send(packet, length);
    }
    timer.schedule(responder.nextTimeout());
  }

  /** Answers no more. Harmless when repeated. */
  @Override
  public void close() {
    loop.close();
  }
}
