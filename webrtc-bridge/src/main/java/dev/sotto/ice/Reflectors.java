package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import dev.sotto.time.Monotonic;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The servers that tell us how the outside sees our bases: STUN servers, and TURN servers by UDP,
 * which answer Binding requests too (RFC 8656 section 3). On the loop thread; names are looked up
 * elsewhere.
 */
final class Reflectors {
  private static final int MAX_SERVERS = 4;

  private final Loop loop;
  private final Lookups lookups;
  private final Output output;
  private final StunQuestions questions;
  private final Timer timer;
  private List<StunServer> servers;
  private long due = Monotonic.NEVER;
  private boolean asked;
  private boolean closed;

  /** Asks nobody yet. */
  Reflectors(IceOptions options, IceContext context, Lookups lookups, Output output) {
    this.loop = context.loop();
    this.lookups = lookups;
    this.output = output;
    this.servers = servers(options);
    this.questions = new StunQuestions(context.random(), output);
    this.timer = loop.timer(this::onTimer);
  }

  private static List<StunServer> servers(IceOptions options) {
    Stream<StunServer> relays =
        options.turnServers().stream()
            .filter(server -> server.transport() == TurnServer.Transport.UDP)
            .map(server -> new StunServer(server.host(), server.port()));
    return Stream.concat(options.stunServers().stream(), relays)
        .distinct()
        .limit(MAX_SERVERS)
        .toList();
  }

  /** From the next time on these servers are asked. */
  void use(IceOptions options) {
    servers = servers(options);
  }

  /** Where the questions go, and what comes of them. */
  interface Output extends StunQuestions.Output {
    /** The bases to ask about, now. */
    Collection<Base> bases();

    /** A server is about to be asked. */
    void onAsked();

    /** {@link #isSettled} may say something else than before. */
    void onProgress();
  }

  /** Asks all servers after a while, also when they were asked before. */
  void askAfter(Duration wait) {
    if (!servers.isEmpty()) {
      asked = false;
      due = loop.now().plus(wait).nanos();
      schedule();
    }
  }

  /** Asks now what is to be asked later. */
  void hasten() {
    if (!asked && due != Monotonic.NEVER) {
      due = loop.now().nanos();
      schedule();
    }
  }

  /** Whether every question was answered or given up, and none is to come. */
  boolean isSettled() {
    return due == Monotonic.NEVER && questions.isDone();
  }

  /** Takes a STUN message if it answers a question; then it is for nobody else. */
  boolean handlePacket(Pair pair, byte[] packet, int offset, int length) {
    boolean ours = !questions.isDone() && questions.handlePacket(pair, packet, offset, length);
    if (ours) {
      output.onProgress();
    }
    return ours;
  }

  /** Whether an answer may come. */
  boolean isWaiting() {
    return !questions.isDone();
  }

  /** Forgets the questions about a base. */
  void forget(Base base) {
    questions.forget(base);
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  private void onTimer() {
    if (loop.now().hasReached(due)) {
      due = Monotonic.NEVER;
      asked = true;
      servers.forEach(this::resolve);
    }
    questions.handleTimeout(loop.now());
    output.onProgress();
    schedule();
  }

  private void schedule() {
    timer.schedule(closed ? Monotonic.NEVER : Math.min(due, questions.nextTimeout()));
  }

  private void resolve(StunServer server) {
    output.onAsked();
    lookups.begin(
        () -> List.of(InetAddress.getAllByName(server.host())),
        addresses -> {
          if (!closed) {
            askFirst(addresses, true, server.port());
            askFirst(addresses, false, server.port());
            schedule();
            output.onProgress();
          }
        });
  }

  /** One address of a family is enough: the others are the same server. */
  private void askFirst(List<InetAddress> addresses, boolean ipv4, int port) {
    addresses.stream()
        .filter(address -> address instanceof Inet4Address == ipv4)
        .findFirst()
        .ifPresent(address -> askAboutEach(new InetSocketAddress(address, port)));
  }

  private void askAboutEach(InetSocketAddress server) {
    for (Base base : List.copyOf(output.bases())) {
      InetAddress local = base.address().getAddress();
      InetAddress remote = server.getAddress();
      if (base.carrier() == Carrier.UDP
          && local instanceof Inet4Address == remote instanceof Inet4Address
          && local.isLoopbackAddress() == remote.isLoopbackAddress()
          && local.isLinkLocalAddress() == remote.isLinkLocalAddress()) {
        questions.ask(new Pair(base, server), loop.now());
      }
    }
  }
}
