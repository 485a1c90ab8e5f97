package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.ice.LocalCandidates.LocalCandidate;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import dev.sotto.net.PacketKind;
import dev.sotto.net.Timer;
import dev.sotto.portmap.MappingReport;
import dev.sotto.portmap.PortMapping;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where this machine can be reached, in stages: its own addresses and what the gateway maps
 * to them, how STUN servers see them, what TURN servers relay to them (RFC 8445 section 5.1.1, RFC
 * 8838). What it opened stays open, and is its own, until it is closed.
 *
 * <p>One gatherer serves any number of {@link IceTransport}s: those of one connection, of which a
 * restart adds another, or those of all connections when they share a port. Each packet goes to the
 * one it is for.
 *
 * <pre>
 *   wires ──▶ Reflectors   what STUN servers answered
 *        └──▶ Members ──▶ IceTransport   everything else
 * </pre>
 *
 * <p>All calls are on the loop thread; only the constructor may be called from elsewhere. Names and
 * interfaces are looked up on an executor that may block.
 */
public final class IceGatherer implements AutoCloseable {
  /** Whoever cannot tell candidates later waits no longer than this where others can reach us. */
  private static final Duration HURRY = Duration.ofSeconds(2);

  /** Each that is kept counts against what the server grants its user. */
  private static final int MAX_RETIRED = 6;

  private final Loop loop;
  private final HostWires hosts;
  private final LocalCandidates candidates;
  private final Reflectors reflectors;
  private final @Nullable PortMappings mappings;
  private final @Nullable CandidateNames names;
  private final Lookups lookups;
  private final Relays relays;
  private final Members members = new Members();
  private final Map<Base, Wire> wires = new LinkedHashMap<>();
  private final List<List<Wire>> together = new ArrayList<>();
  private final List<Relays.Attempt> retired = new ArrayList<>();
  private final GatheringLog log;
  private final Timer deadline;
  private IceOptions options;
  private boolean started;
  private boolean hurried;
  private boolean late;
  private boolean complete;
  private boolean closed;
  private boolean listing;
  private boolean refreshDue;
  private boolean relaysUnneeded;

  /**
   * Prepares; nothing is opened and nothing blocks.
   *
   * @param options how it gathers
   * @param context what it shares with others
   */
  public IceGatherer(IceOptions options, IceContext context) {
    this.options = options;
    this.loop = context.loop();
    this.log = new GatheringLog(loop);
    this.hosts = new HostWires(options, context, this::mostLinks, this::onPacket);
    this.candidates =
        new LocalCandidates(
            options.policy() != CandidatePolicy.RELAY_ONLY && !options.hideAddresses());
    this.mappings =
        context.mapper() == null ? null : new PortMappings(context.mapper(), new MappingsOutput());
    this.names = names(options, context);
    this.lookups = new Lookups(loop, context.blocking());
    this.reflectors = new Reflectors(options, context, lookups, new ReflectorsOutput());
    this.relays = new Relays(options, context, new RelaysOutput());
    this.deadline = loop.timer(this::runLate);
  }

  /** Under relay-only nothing of this machine is told, and loopback has nobody to be asked. */
  private static @Nullable CandidateNames names(IceOptions options, IceContext context) {
    MdnsNames names = context.names();
    boolean none =
        options.policy() == CandidatePolicy.RELAY_ONLY
            || options.addresses().loopback() == Loopback.ONLY;
    return names == null || none
        ? null
        : new CandidateNames(names, options.addresses(), context.loop(), context.blocking());
  }

  /** Starts, once. */
  public void gather() {
    if (started || closed) {
      return;
    }
    started = true;
    log.begin();
    if (options.policy() == CandidatePolicy.RELAY_ONLY) {
      relays.ask(hurried);
      completeIfDone();
    } else {
      openHosts();
    }
  }

  /**
   * Begins all stages now and calls gathering complete after 2 s at the latest: for a description
   * that must have all candidates in it. Only while nothing but addresses of this machine is known,
   * it waits for the TURN servers that are asked, until each has answered or been given up (10 s):
   * a description without such an address would be of no use there.
   */
  public void hurry() {
    if (hurried || closed) {
      return;
    }
    hurried = true;
    gather();
    deadline.schedule(loop.now().plus(HURRY).nanos());
    reflectors.hasten();
    askRelays();
  }

  /** No direct pair works yet: time to ask the TURN servers, if that is allowed. */
  void askRelays() {
    if (closed || options.policy() == CandidatePolicy.DIRECT_ONLY) {
      return;
    }
    complete &= relays.isBegun() || options.turnServers().isEmpty();
    relays.ask(hurried);
    completeIfDone();
  }

  /** There is a direct path: nobody waits for relays that have not been asked for. */
  void relaysNotNeeded() {
    relaysUnneeded = true;
    completeIfDone();
  }

  /**
   * Looks again, because the machine's addresses may have changed, or how a NAT maps them: sockets
   * are opened for new ones, those of lost ones are closed, servers are asked again. A few relays
   * of before stay until {@link #closeRetired}, since the peer knows them.
   */
  public void refresh() {
    if (!started || closed) {
      return;
    }
    if (listing) {
      refreshDue = true; // what is being listed may be from before the change
      return;
    }
    complete = false;
    late = false;
    relaysUnneeded = false;
    boolean relaysAgain = relays.isBegun();
    retired.addAll(relays.retire());
    closeRetired(MAX_RETIRED);
    gatherAgain();
    if (relaysAgain) {
      askRelays();
    }
  }

  private void gatherAgain() {
    if (options.policy() == CandidatePolicy.RELAY_ONLY) {
      relays.ask(hurried);
    } else {
      openHosts();
    }
  }

  /**
   * Other servers are asked from now on, or the same with other credentials (W3C
   * RTCPeerConnection.setConfiguration): by stages that have not begun, and when it looks again.
   * What was gathered stays.
   *
   * @param stun the STUN servers, at most 4
   * @param turn the TURN servers, at most 8
   * @throws IllegalArgumentException if there are too many
   */
  public void useServers(List<StunServer> stun, List<TurnServer> turn) {
    options = options.withServers(stun, turn);
    reflectors.use(options);
    relays.use(options);
  }

  /** How it gathers now. */
  IceOptions options() {
    return options;
  }

  /** What has been gathered until now, for a report. */
  GatheringLog log() {
    return log;
  }

  /** Adds one that shares what is here, and tells it what there is. */
  void attach(Members.Member member) {
    members.add(member);
    for (List<Wire> group : List.copyOf(together)) {
      tell(member, () -> member.onWires(group));
    }
    for (LocalCandidate candidate : candidates.all()) {
      tell(member, () -> member.onCandidate(candidate));
    }
    if (complete) {
      tell(member, member::onComplete);
    }
  }

  private void tell(Members.Member member, Runnable news) {
    if (members.contains(member)) {
      news.run();
    }
  }

  /** One less. */
  void detach(Members.Member member) {
    members.remove(member);
  }

  /** Lets go of the relays of before the last {@link #refresh}, but those in use. */
  public void closeRetired() {
    closeRetired(0);
  }

  /** Those that came first go first. */
  private void closeRetired(int left) {
    for (Relays.Attempt relay : List.copyOf(retired)) {
      if (retired.size() > left && !members.useAnyOf(relay.wires())) {
        retired.remove(relay);
        relay.wires().forEach(this::drop);
        relay.close();
      }
    }
  }

  /** The wire of a base; null when it is gone. */
  @Nullable Wire wire(Base base) {
    return wires.get(base);
  }

  /** From now on packets from there may be for this member. */
  void expect(Members.Member member, InetSocketAddress source) {
    members.expect(member, source);
  }

  /** Finds the address behind a peer's name; tells nothing when nobody answers. */
  void resolve(String name, Consumer<InetAddress> found) {
    if (names != null && !closed) {
      names.resolve(name, found);
    }
  }

  /** Where an address that the peer sees us at comes from. */
  CandidateKind kind(Base base, TransportAddress seen) {
    return candidates.kind(base, seen);
  }

  /** Closes the sockets, gives back mappings and relays; harmless when repeated. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    reflectors.close();
    deadline.cancel();
    if (mappings != null) {
      mappings.close();
    }
    if (names != null) {
      names.close();
    }
    relays.close();
    retired.forEach(Relays.Attempt::close);
    wires.values().forEach(Wire::close);
  }

  private void onPacket(
      Wire wire, InetSocketAddress source, byte[] buffer, int offset, int length) {
    if (closed) {
      return;
    }
    PacketKind kind = PacketKind.of(buffer[offset]);
    if (kind == PacketKind.STUN
        && reflectors.isWaiting()
        && reflectors.handlePacket(new Pair(wire.base(), source), buffer, offset, length)) {
      return;
    }
    members.deliver(wire, kind, source, buffer, offset, length);
  }

  // Stage 1: our own addresses, and what the gateway maps to them.

  private void openHosts() {
    listing = true;
    lookUp(
        () -> List.of(HostAddresses.list(options.addresses())),
        told -> listed(told.isEmpty() ? inUse() : told.get(0)));
  }

  /** What we have is no reason to be closed because the system does not tell just now. */
  private List<InetAddress> inUse() {
    return wires.keySet().stream()
        .filter(IceGatherer::isHost)
        .map(base -> base.address().getAddress())
        .distinct()
        .toList();
  }

  private void listed(List<InetAddress> addresses) {
    CandidateNames hiding = options.hideAddresses() ? names : null;
    if (hiding == null) {
      opened(addresses);
      return;
    }
    lookUp(
        () -> MulticastLink.of(addresses),
        links -> {
          hiding.use(links);
          hiding.keepOnly(Set.copyOf(addresses));
          opened(addresses);
        });
  }

  private void opened(List<InetAddress> addresses) {
    boolean outdated = refreshDue;
    open(addresses);
    // Whoever wanted to look again because of what was found here has what there is.
    listing = false;
    refreshDue = false;
    if (outdated) {
      refresh();
    }
  }

  private void open(List<InetAddress> addresses) {
    closeLost(addresses);
    if (closed) {
      return;
    }
    List<List<Wire>> groups = hosts.open(addresses, wires.keySet());
    groups.stream().flatMap(List::stream).forEach(wire -> wires.put(wire.base(), wire));
    reflectors.askAfter(hurried ? Duration.ZERO : options.staging().stunDelay());
    log.hosts(
        (int) wires.keySet().stream().filter(IceGatherer::isHost).map(Base::ip).distinct().count());
    for (List<Wire> group : groups) {
      announce(group);
    }
    if (mappings != null && !closed) {
      wires.keySet().stream()
          .filter(base -> !base.carrier().isRelay() && !base.isActive())
          .toList()
          .forEach(mappings::ask);
    }
  }

  private static boolean isHost(Base base) {
    return !base.carrier().isRelay();
  }

  private int mostLinks() {
    return TcpLinks.MOST_EACH * Math.max(1, members.size());
  }

  /** RFC 8445 section 9: bases whose address is gone are of no use. */
  private void closeLost(List<InetAddress> addresses) {
    for (Wire wire : List.copyOf(wires.values())) {
      Base base = wire.base();
      if (!base.carrier().isRelay() && !addresses.contains(base.address().getAddress())) {
        drop(wire);
      }
    }
  }

  private void drop(Wire wire) {
    Base base = wire.base();
    wires.remove(base);
    together.replaceAll(group -> group.stream().filter(one -> one != wire).toList());
    together.removeIf(List::isEmpty);
    candidates.forget(base);
    reflectors.forget(base);
    if (mappings != null) {
      mappings.release(base);
    }
    wire.close();
    members.each(member -> member.onGone(base));
  }

  private void announce(List<Wire> group) {
    if (closed || group.isEmpty()) {
      return;
    }
    together.add(group);
    members.each(member -> member.onWires(group));
    for (Wire wire : group) {
      if (!closed) {
        announce(wire.base());
      }
    }
  }

  /** What is to be hidden and has no name is not told; the peer may still find it by our checks. */
  private void announce(Base base) {
    // A loopback address is everybody's, and says nothing of anyone.
    if (!options.hideAddresses() || base.ip().isLoopbackAddress()) {
      tell(candidates.host(base, null));
      return;
    }
    String name = names == null ? null : names.of(base.ip());
    if (name != null) {
      tell(candidates.host(base, name));
    }
  }

  private void tell(Optional<LocalCandidate> candidate) {
    candidate.ifPresent(
        one -> {
          log.candidate(one);
          members.each(member -> member.onCandidate(one));
        });
  }

  private final class MappingsOutput implements PortMappings.Output {
    @Override
    public void onMapped(Base base, PortMapping mapping) {
      log.mapped(mapping);
      if (!closed && wires.containsKey(base) && PortMappings.isWorthACandidate(mapping)) {
        tell(candidates.mapped(base, mapping.external()));
      }
      mapperAnswered();
    }

    @Override
    public void onUnmapped(Base base, MappingReport report) {
      log.unmapped(report);
      mapperAnswered();
    }

    /** DESIGN: STUN when the mapper has answered, or a moment after gathering starts. */
    private void mapperAnswered() {
      if (mappings != null && mappings.isSettled() && !closed) {
        reflectors.hasten();
      }
      completeIfDone();
    }
  }

  // Stage 2: STUN servers.

  private final class ReflectorsOutput implements Reflectors.Output {
    @Override
    public Collection<Base> bases() {
      return wires.keySet();
    }

    @Override
    public void onAsked() {
      log.stunAsked();
    }

    @Override
    public void onProgress() {
      completeIfDone();
    }

    @Override
    public void ask(Pair pair, byte[] request) {
      Wire wire = wires.get(pair.local());
      if (wire != null && !closed) {
        wire.send(pair.remote(), request, 0, request.length);
      }
    }

    @Override
    public void onMapped(Pair pair, TransportAddress mapped) {
      log.reflexive();
      String server = pair.remote().getAddress().getHostAddress();
      tell(candidates.serverReflexive(pair.local(), mapped, server));
    }
  }

  // Stage 3: TURN servers.

  private final class RelaysOutput implements Relays.Output {
    @Override
    public void onRelay(TurnServer server, List<Wire> relayed) {
      log.relay(server, "");
      if (closed) {
        return;
      }
      relayed.forEach(wire -> wires.put(wire.base(), wire));
      together.add(relayed);
      members.each(member -> member.onWires(relayed));
      String name = server.host() + " " + server.port() + " " + server.transport();
      relayed.forEach(wire -> tell(candidates.relayed(wire.base(), name)));
      completeIfDone();
    }

    @Override
    public void onNoRelay(TurnServer server, List<Wire> lost, String reason) {
      log.relay(server, reason);
      for (Wire wire : lost) {
        wires.remove(wire.base());
        candidates.forget(wire.base());
      }
      together.remove(lost);
      lost.forEach(wire -> members.each(member -> member.onGone(wire.base())));
      completeIfDone();
    }

    @Override
    public void onPacket(
        Wire wire, InetSocketAddress source, byte[] buffer, int offset, int length) {
      IceGatherer.this.onPacket(wire, source, buffer, offset, length);
    }
  }

  // The end of it, and what may block.

  private void runLate() {
    late = true;
    completeIfDone();
  }

  private void completeIfDone() {
    boolean relaysDone =
        relays.isBegun()
            ? relays.isSettled()
            : relaysUnneeded
                || options.turnServers().isEmpty()
                || options.policy() == CandidatePolicy.DIRECT_ONLY;
    boolean allDone =
        relaysDone
            && lookups.open() == 0
            && reflectors.isSettled()
            && (mappings == null || mappings.isSettled());
    boolean enough = late && (relaysDone || candidates.reachOutside());
    if (started && (allDone || enough)) {
      becomeComplete();
    }
  }

  private void becomeComplete() {
    if (!complete && !closed) {
      complete = true;
      deadline.cancel();
      members.each(Members.Member::onComplete);
    }
  }

  private <T> void lookUp(Lookups.Lookup<T> lookup, Consumer<List<T>> found) {
    lookups.begin(
        lookup,
        result -> {
          if (!closed) {
            found.accept(result);
            completeIfDone();
          }
        });
  }
}
