package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import dev.sotto.mdns.MdnsName;
import dev.sotto.mdns.MdnsResolution;
import dev.sotto.mdns.MdnsResolver;
import dev.sotto.mdns.MdnsResponder;
import dev.sotto.net.GroupSocket;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import dev.sotto.net.Timer;
import dev.sotto.time.Monotonic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The {@code .local} names of candidates, peers' and ours, on the links of this machine: {@link
 * MdnsResolver} and {@link MdnsResponder} with sockets (RFC 6762,
 * draft-ietf-mmusic-mdns-ice-candidates).
 *
 * <p>Sockets are open while a name is being asked for or is ours, and at no other time. Only
 * packets from addresses on the links in use are heeded (RFC 6762 section 11). Where port 5353
 * cannot be had, nothing is found and nothing can be registered, as on a link without multicast.
 *
 * <p>All calls but the constructor are on the loop thread.
 */
public final class MdnsNames implements AutoCloseable {
  private static final List<InetSocketAddress> GROUPS =
      List.of(group(224, 0, 0, 251), group(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb));
  private static final int MAX_LINKS = 16;
  private static final int MAX_ASKING = 64;

  private final Loop loop;
  private final RandomGenerator random;
  private final Timer timer;
  private final MdnsResolver resolver = new MdnsResolver();
  private final MdnsResponder responder = new MdnsResponder();
  private final Map<Integer, MulticastLink> links = new LinkedHashMap<>();
  private final Map<MdnsName, List<Consumer<List<InetAddress>>>> asking = new HashMap<>();
  private final List<GroupSocket> sockets = new ArrayList<>(GROUPS.size());
  private final byte[] packet =
      new byte[Math.max(MdnsResolver.MAX_PACKET, MdnsResponder.MAX_PACKET)];
  private boolean closed;

  /**
   * Nothing is opened yet, and no link is in use. From any thread.
   *
   * @param loop the loop of the connections whose candidates are named
   * @param random source of names; must be a secure one outside of tests
   */
  public MdnsNames(Loop loop, RandomGenerator random) {
    this.loop = loop;
    this.random = random;
    this.timer = loop.timer(this::pump);
  }

  /**
   * Takes links into use, or learns what has changed about those that are. At most 16 are used.
   *
   * @param more the links
   */
  public void use(Collection<MulticastLink> more) {
    for (MulticastLink link : more) {
      int index = link.network().getIndex();
      if (links.size() < MAX_LINKS || links.containsKey(index)) {
        links.put(index, link);
      }
    }
    joinLinks();
  }

  /**
   * Asks the links in use for the addresses behind a peer's name, for at most 5 seconds.
   *
   * @param name the name as the peer wrote it
   * @param found told once: the addresses, IPv6 before IPv4; none when nobody answers, when the
   *     name is no UUID below {@code .local}, or when too much is asked already. On the loop
   *     thread, possibly before this returns; not called any more after {@link #close}
   */
  public void resolve(String name, Consumer<List<InetAddress>> found) {
    MdnsName wanted = MdnsName.parse(name).orElse(null);
    if (wanted == null || !isReady() || !resolver.resolve(wanted, loop.now())) {
      found.accept(List.of());
      return;
    }
    List<Consumer<List<InetAddress>>> others =
        asking.computeIfAbsent(wanted, key -> new ArrayList<>(1));
    if (others.size() < MAX_ASKING) {
      others.add(found);
    } else {
      found.accept(List.of());
    }
    pump();
  }

  /**
   * Makes a new name for an address of ours, announces it on the links in use and answers for it.
   *
   * @param address the address, of an interface whose link is in use
   * @return the name; empty when the address is on no link in use, when there are too many names,
   *     or when multicast DNS cannot be had
   */
  public Optional<String> register(InetAddress address) {
    if (links.values().stream().noneMatch(link -> link.contains(address)) || !isReady()) {
      return Optional.empty();
    }
    MdnsName name = MdnsName.random(random);
    boolean taken = responder.register(name, IpAddress.of(address.getAddress()), loop.now());
    pump();
    return taken ? Optional.of(name.text()) : Optional.empty();
  }

  /**
   * Takes a name back and tells the links. Does nothing when it is not registered.
   *
   * @param name what {@link #register} gave
   */
  public void unregister(String name) {
    MdnsName.parse(name).ifPresent(responder::unregister);
    pump();
  }

  /** Takes all names back, stops asking and closes the sockets; harmless when repeated. */
  @Override
  public void close() {
    closed = true;
    asking.clear();
    responder.unregisterAll();
    pump();
    closeSockets();
    timer.cancel();
  }

  private boolean isReady() {
    if (sockets.isEmpty() && !closed && !links.isEmpty()) {
      GROUPS.forEach(this::open);
      joinLinks();
    }
    return !sockets.isEmpty();
  }

  private void open(InetSocketAddress group) {
    try {
      sockets.add(GroupSocket.open(loop, group, this::handlePacket));
    } catch (IOException e) {
      // A program that does not share the port, or a machine without one of the families: names
      // are an addition, and the connection goes on without them.
    }
  }

  private void joinLinks() {
    for (GroupSocket socket : sockets) {
      links.values().forEach(socket::join);
    }
  }

  private void handlePacket(
      GroupSocket socket, InetSocketAddress source, byte[] buffer, int offset, int length) {
    if (links.values().stream().noneMatch(link -> link.contains(source.getAddress()))) {
      return;
    }
    // RFC 6762 6: a response from any other port must be ignored.
    if (source.getPort() == MdnsResponder.PORT) {
      resolver.handlePacket(buffer, offset, length);
    }
    byte[] reply = responder.handlePacket(buffer, offset, length, source.getPort(), loop.now());
    if (reply != null) {
      socket.send(source, reply, 0, reply.length);
    }
    pump();
  }

  /** Does what the engines want, tells what they have found, and rests when they do. */
  private void pump() {
    Monotonic now = loop.now();
    for (int length = resolver.poll(packet, 0, now); length > 0; ) {
      sendToGroups(length);
      length = resolver.poll(packet, 0, now);
    }
    for (int length = responder.poll(packet, 0, now); length > 0; ) {
      sendToGroups(length);
      length = responder.poll(packet, 0, now);
    }
    for (MdnsResolution next = resolver.pollResolution(); next != null; ) {
      tell(next);
      next = resolver.pollResolution();
    }
    timer.schedule(Math.min(resolver.nextTimeout(), responder.nextTimeout()));
    if (resolver.isIdle() && responder.isIdle()) {
      closeSockets();
    }
  }

  private void sendToGroups(int length) {
    for (GroupSocket socket : sockets) {
      socket.sendToGroup(packet, 0, length);
    }
  }

  private void tell(MdnsResolution resolution) {
    List<Consumer<List<InetAddress>>> waiting = asking.remove(resolution.name());
    if (waiting != null) {
      List<InetAddress> found = resolution.addresses().stream().map(MdnsNames::address).toList();
      waiting.forEach(consumer -> consumer.accept(found));
    }
  }

  private void closeSockets() {
    sockets.forEach(GroupSocket::close);
    sockets.clear();
  }

  private static InetSocketAddress group(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return new InetSocketAddress(address(IpAddress.of(address)), MdnsResponder.PORT);
  }

  private static InetAddress address(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.bytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
    }
  }
}
