package dev.sotto.nat;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a NAT behaves (RFC 5780 section 4), for one address family, without input or output
 * of its own. It takes 4 s at most, usually 1.7, and sends at most 44 small packets.
 *
 * <pre>
 *  socket 0   ── plain ──▶ every server                 which addresses do they see?
 *             ── plain ──▶ other IP of one of them  ┐   the same address?  (mapping)
 *             ── plain ──▶ other IP and port        ┘
 *  socket 1   ── plain ──▶ that server
 *             ── from other IP and port, please ──▶ ┐   does it come in?   (filtering)
 *             ── from other port, please ──▶        ┘
 *  both       ── plain ──▶ the other's outer address    does it come round? (hairpinning)
 * </pre>
 *
 * <p>One server of RFC 5780 shows everything; without one, two servers at different addresses show
 * whether the mapping depends on the endpoint. Filtering is judged on a socket of its own, which
 * has never sent anything to the addresses that the answers are to come from.
 *
 * <p>Confined to its caller's thread. After every call the caller drains {@link #poll}, then reads
 * {@link #nextTimeout} again, until there is a {@link #result}. Nothing that anybody sends causes
 * an exception, and only answers to what was asked, from where they must come, count.
 */
public final class BehaviourDiscovery {
  /** How many servers are asked at most. */
  public static final int MOST_SERVERS = 4;

  /** When it is too late to ask for what is good to know but not needed. */
  private static final Duration HAIRPIN_WITHIN = Duration.ofMillis(2300);

  private final Predicate<TransportAddress> own;
  private final RandomGenerator random;
  private final Monotonic began;
  private final List<Question> servers = new ArrayList<>();
  private final List<Question> hairpin = new ArrayList<>();
  private @Nullable Stage stage;

  /** What is asked of the one server that has another address. */
  private record Stage(
      Question first,
      Question otherIp,
      Question otherIpAndPort,
      Question second,
      Question fromOtherIpAndPort,
      Question fromOtherPort) {

    List<Question> questions() {
      return List.of(otherIp, otherIpAndPort, second, fromOtherIpAndPort, fromOtherPort);
    }
  }

  /**
   * A discovery that has begun: {@link #poll} has something to send.
   *
   * @param servers whom to ask, all of one address family; of more than {@link #MOST_SERVERS} the
   *     first
   * @param ports the local ports of socket 0 and socket 1
   * @param ownAddresses the addresses of this machine
   * @param random source of transaction ids; must be a secure one outside of tests
   * @param now the time
   */
  public BehaviourDiscovery(
      List<TransportAddress> servers,
      Set<Integer> ports,
      Set<IpAddress> ownAddresses,
      RandomGenerator random,
      Monotonic now) {
    Set<Integer> ownPorts = Set.copyOf(ports);
    Set<IpAddress> ownIps = Set.copyOf(ownAddresses);
    this.own = mapped -> ownIps.contains(mapped.ip()) && ownPorts.contains(mapped.port());
    this.random = random;
    this.began = now;
    servers.stream()
        .distinct()
        .limit(MOST_SERVERS)
        .forEach(server -> this.servers.add(Question.plain(0, server, random, now)));
  }

  /**
   * Takes a datagram that came to one of the sockets. Never throws for what it contains.
   *
   * @param socket which one: 0 or 1
   * @param from who sent it
   * @param packet array that holds it; not kept
   * @param offset where it starts
   * @param length its length in bytes
   * @param now the time
   */
  public void handlePacket(
      int socket, TransportAddress from, byte[] packet, int offset, int length, Monotonic now) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    if (!StunMessage.looksLikeStun(packet, offset, length)) {
      return;
    }
    try {
      StunMessage message = StunMessage.parse(packet, offset, length);
      if (message.method() != StunMessage.BINDING) {
        return;
      }
      if (message.messageClass() == MessageClass.REQUEST) {
        hairpin.forEach(question -> question.cameRound(socket, message, now));
      } else {
        questions().forEach(question -> question.handle(socket, from, message, now));
      }
    } catch (StunFormatException e) {
      // RFC 8489 6.3: what is not well formed is silently discarded.
      return;
    }
    goOn(now);
  }

  /** Asks what can be asked now. */
  private void goOn(Monotonic now) {
    if (stage == null) {
      servers.stream()
          .filter(question -> question.other().isPresent())
          .findFirst()
          .ifPresent(question -> stage = begin(question, question.other().orElseThrow(), now));
    }
    boolean early = now.since(began).compareTo(HAIRPIN_WITHIN) < 0;
    if (early && hairpin.isEmpty() && stage != null) {
      Optional<TransportAddress> first = stage.first.mapped();
      Optional<TransportAddress> second = stage.second.mapped();
      if (first.isPresent() && second.isPresent() && isTranslated(first.get())) {
        hairpin.add(Question.plain(0, second.get(), random, now));
        hairpin.add(Question.plain(1, first.get(), random, now));
      }
    }
  }

  private Stage begin(Question first, TransportAddress other, Monotonic now) {
    TransportAddress server = first.to();
    return new Stage(
        first,
        Question.plain(0, new TransportAddress(other.ip(), server.port()), random, now),
        Question.plain(0, other, random, now),
        Question.plain(1, server, random, now),
        Question.answeredFrom(1, server, other, random, now),
        Question.answeredFrom(
            1, server, new TransportAddress(server.ip(), other.port()), random, now));
  }

  private List<Question> questions() {
    List<Question> all = new ArrayList<>(servers);
    if (stage != null) {
      all.addAll(stage.questions());
    }
    all.addAll(hairpin);
    return all;
  }

  /**
   * Takes the next datagram to send, if one is due. What is not due yet, or not any more, is found
   * out here too, so this is all that is to be done when {@link #nextTimeout} has come.
   *
   * @param now the time
   * @return the datagram, or null when there is none now
   */
  public @Nullable ProbePacket poll(Monotonic now) {
    for (Question question : questions()) {
      ProbePacket packet = question.poll(now);
      if (packet != null) {
        return packet;
      }
    }
    return null;
  }

  /**
   * When {@link #poll} wants to be called again.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER} when all
   *     is over
   */
  public long nextTimeout() {
    return questions().stream().mapToLong(Question::nextTimeout).min().orElse(Monotonic.NEVER);
  }

  /**
   * What was found out.
   *
   * @return all of it, or empty while questions are open
   */
  public Optional<NatBehaviour> result() {
    return questions().stream().allMatch(Question::isOver)
        ? Optional.of(soFar())
        : Optional.empty();
  }

  /**
   * What is known at the moment.
   *
   * @return the same as {@link #result} once that is there; before, what is open is unknown
   */
  public NatBehaviour soFar() {
    return new NatBehaviour(
        servers.stream().map(Question::serverAnswer).toList(),
        translated(),
        mapping(),
        filtering(),
        hairpinning());
  }

  private Finding translated() {
    return servers.stream()
        .flatMap(question -> question.mapped().stream())
        .findFirst()
        .map(mapped -> Finding.of(isTranslated(mapped)))
        .orElse(Finding.UNKNOWN);
  }

  private boolean isTranslated(TransportAddress mapped) {
    return !own.test(mapped);
  }

  private MappingBehaviour mapping() {
    MappingBehaviour shown = stage == null ? MappingBehaviour.UNKNOWN : mapping(stage);
    return shown == MappingBehaviour.UNKNOWN ? mappingByComparison() : shown;
  }

  /** RFC 5780 section 4.3. */
  private static MappingBehaviour mapping(Stage stage) {
    Optional<TransportAddress> first = stage.first.mapped();
    Optional<TransportAddress> second = stage.otherIp.mapped();
    Optional<TransportAddress> third = stage.otherIpAndPort.mapped();
    if (second.isEmpty() || third.isEmpty()) {
      Optional<TransportAddress> one = second.or(() -> third);
      return one.isPresent() && !one.equals(first)
          ? MappingBehaviour.ENDPOINT_DEPENDENT
          : MappingBehaviour.UNKNOWN;
    }
    if (!second.equals(third)) {
      return MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT;
    }
    return first.equals(second)
        ? MappingBehaviour.ENDPOINT_INDEPENDENT
        : MappingBehaviour.ADDRESS_DEPENDENT;
  }

  /** What servers that know nothing of each other see. */
  private MappingBehaviour mappingByComparison() {
    List<Question> answered = servers.stream().filter(Question::isAnswered).toList();
    long seen = answered.stream().map(Question::mapped).distinct().count();
    long ips = answered.stream().map(question -> question.to().ip()).distinct().count();
    if (seen > 1) {
      return MappingBehaviour.ENDPOINT_DEPENDENT;
    }
    boolean untranslated = translated() == Finding.NO;
    return ips > 1 || untranslated
        ? MappingBehaviour.ENDPOINT_INDEPENDENT
        : MappingBehaviour.UNKNOWN;
  }

  /** RFC 5780 section 4.4. */
  private FilteringBehaviour filtering() {
    if (stage == null || !stage.second.isAnswered()) {
      return FilteringBehaviour.UNKNOWN;
    }
    if (stage.fromOtherIpAndPort.isAnswered()) {
      return FilteringBehaviour.ENDPOINT_INDEPENDENT;
    }
    // A server that names an address which it does not have says nothing by its silence.
    if (!stage.otherIpAndPort.isAnswered() || !stage.fromOtherIpAndPort.isSilent()) {
      return FilteringBehaviour.UNKNOWN;
    }
    if (stage.fromOtherPort.isAnswered()) {
      return FilteringBehaviour.ADDRESS_DEPENDENT;
    }
    return stage.fromOtherPort.isSilent()
        ? FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT
        : FilteringBehaviour.UNKNOWN;
  }

  private Finding hairpinning() {
    if (hairpin.isEmpty()) {
      return Finding.UNKNOWN;
    }
    if (hairpin.stream().anyMatch(Question::isAnswered)) {
      return Finding.YES;
    }
    // One that has a new address for each endpoint was not asked where the other is let in.
    boolean sure =
        hairpin.stream().allMatch(Question::isSilent)
            && mapping() == MappingBehaviour.ENDPOINT_INDEPENDENT;
    return sure ? Finding.NO : Finding.UNKNOWN;
  }
}
