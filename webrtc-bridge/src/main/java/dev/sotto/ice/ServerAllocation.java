package dev.sotto.ice;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.PeerRequest;
import dev.sotto.turn.TurnClient;
import dev.sotto.turn.TurnEvent;
import dev.sotto.turn.TurnFailure;
import dev.sotto.turn.TurnOptions;
import dev.sotto.turn.TurnTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A {@link TurnClient} at work: its packets go over a {@link ServerLink}, its time is the loop's.
 * One server address, one socket; other servers and other wishes are another one.
 *
 * <p>All calls are on the loop thread.
 */
final class ServerAllocation implements AutoCloseable {
  /** RFC 8445 section 11 wants 15 s or more; NATs forget UDP after 30 s and more. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(25);

  private static final Duration REFUSED_FOR = Duration.ofSeconds(10);

  private final TurnOptions options;
  private final RelayTerms terms;
  private final Loop loop;
  private final RandomGenerator random;
  private final Listener listener;
  private final TurnClient client;
  private final ServerLink link;
  private final Timer timer;
  private final Timer goodbye;
  private final PendingDatagrams pending = new PendingDatagrams();

  /** Until when not to ask again for peers that were refused. */
  private final Map<IpAddress, Long> refused = new HashMap<>();

  private final byte[] request = new byte[TurnClient.MAX_REQUEST];
  private byte[] packet = new byte[2048];
  private boolean allocated;
  private boolean closing;
  private boolean over;
  private long lastSent;
  private long keepAlive = Monotonic.NEVER;
  private long unreachableSince = Monotonic.NEVER;

  /** Takes what happens, never before the allocation was handed out. */
  interface Listener {
    /** The server relays; once. */
    void onAllocated(TurnEvent.Allocated allocated);

    /** A datagram of a peer. The array is used again on return. */
    void onDatagram(TransportAddress peer, byte[] buffer, int offset, int length);

    /** The server wants another one to be asked; the last call. */
    void onRedirected(TransportAddress server);

    /** The server was asked and refuses, or is none; the last call. */
    void onRefused(TurnFailure failure);

    /** There is no way to the server, or no longer; the last call. */
    void onUnreachable(String reason);

    /** The allocation that was there is gone; the last call. */
    void onLost();
  }

  /** Opens the connection to the server. */
  @FunctionalInterface
  interface Opener {
    ServerLink open(ServerLink.Handler handler) throws IOException;
  }

  /** Begins to ask the server. */
  ServerAllocation(
      TurnOptions options,
      RelayTerms terms,
      Loop loop,
      RandomGenerator random,
      Opener opener,
      Listener listener)
      throws IOException {
    this.options = options;
    this.terms = terms;
    this.loop = loop;
    this.random = random;
    this.listener = listener;
    this.client = new TurnClient(options, random, this::deliver);
    this.timer = loop.timer(this::runTimers);
    this.goodbye = loop.timer(this::finish);
    this.link = opener.open(new Packets());
    if (link.isReady()) {
      begin();
    }
  }

  /** Sends a datagram to a peer; false when it was dropped at once. */
  boolean send(TransportAddress peer, byte[] datagram, int offset, int length) {
    if (!allocated || closing || over) {
      return false;
    }
    if (packet.length < length + TurnClient.MAX_OVERHEAD) {
      packet = new byte[length + TurnClient.MAX_OVERHEAD];
    }
    int wrapped = client.wrap(peer, datagram, offset, length, packet, 0);
    if (wrapped > 0) {
      lastSent = loop.now().nanos();
      return link.sendDatagram(packet, 0, wrapped);
    }
    return permit(peer.ip()) && pending.add(peer, datagram, offset, length);
  }

  private boolean permit(IpAddress ip) {
    Long until = refused.get(ip);
    if (until != null && !loop.now().hasReached(until)) {
      return false;
    }
    boolean asked = client.permit(ip) == PeerRequest.ACCEPTED;
    pump();
    return asked;
  }

  /** Asks for a channel to a peer. */
  void bindChannel(TransportAddress peer) {
    if (allocated && !closing && !over) {
      client.bindChannel(peer);
      pump();
    }
  }

  /** Gives the allocation back; nobody is told anything any more. */
  @Override
  public void close() {
    if (over || closing) {
      return;
    }
    closing = true;
    client.close();
    goodbye.schedule(loop.now().plus(terms.goodbye()).nanos());
    pump();
    if (!link.isReady()) {
      finish();
    }
  }

  private void begin() {
    client.allocate();
    if (options.transport() == TurnTransport.DATAGRAM) {
      keepAlive = loop.now().plus(KEEP_ALIVE).nanos();
    }
    pump();
  }

  /** Takes what happens to the connection to the server. */
  private final class Packets implements ServerLink.Handler {
    @Override
    public void onReady() {
      begin();
    }

    @Override
    public void onPacket(byte[] buffer, int offset, int length) {
      unreachableSince = Monotonic.NEVER;
      client.handlePacket(buffer, offset, length, loop.now());
      pump();
    }

    @Override
    public void onUnreachable() {
      Monotonic now = loop.now();
      if (!allocated) {
        onEnd("nobody listens there");
      } else if (unreachableSince == Monotonic.NEVER) {
        unreachableSince = now.nanos();
      } else if (now.nanos() - unreachableSince >= terms.dead().toNanos()) {
        onEnd("nobody listens there any more");
      }
    }

    @Override
    public void onEnd(String reason) {
      if (over) {
        return;
      }
      finish();
      if (!closing) {
        tellOfEnd(reason);
      }
    }
  }

  private void tellOfEnd(String reason) {
    if (allocated) {
      listener.onLost();
    } else {
      listener.onUnreachable(reason);
    }
  }

  private void deliver(TransportAddress peer, byte[] from, int offset, int length) {
    if (!closing && !over) {
      listener.onDatagram(peer, from, offset, length);
    }
  }

  private void runTimers() {
    Monotonic now = loop.now();
    client.handleTimeout(now);
    if (now.hasReached(keepAlive)) {
      keepAlive = lastSent + KEEP_ALIVE.toNanos();
      if (now.hasReached(keepAlive)) {
        keepNatMapping();
      }
    }
    pump();
  }

  /** An indication has no answer, and the server nothing to do with it. */
  private void keepNatMapping() {
    int length =
        StunMessage.bindingIndication(TransactionId.random(random))
            .writeTo(request, 0, null, false);
    transmit(length);
    keepAlive = loop.now().plus(KEEP_ALIVE).nanos();
  }

  /** Does what a client wants after every call. */
  private void pump() {
    if (over) {
      return;
    }
    Monotonic now = loop.now();
    for (int length; (length = client.poll(request, 0, now)) > 0; ) {
      transmit(length);
    }
    for (TurnEvent event; !over && (event = client.pollEvent()) != null; ) {
      handle(event);
    }
    long next = Math.min(client.nextTimeout(), keepAlive);
    if (!over && next != timer.deadline()) {
      timer.schedule(next);
    }
  }

  /** What the link drops is sent again, or timed out, by the client. */
  private void transmit(int length) {
    lastSent = loop.now().nanos();
    link.send(request, 0, length);
  }

  private void handle(TurnEvent event) {
    if (closing) {
      if (isLast(event)) {
        finish();
      }
    } else if (event instanceof TurnEvent.Allocated granted) {
      allocated = true;
      listener.onAllocated(granted);
    } else if (event instanceof TurnEvent.Permitted permitted) {
      refused.remove(permitted.peer());
      pending.release(
          permitted.peer(), (peer, datagram) -> send(peer, datagram, 0, datagram.length));
    } else if (event instanceof TurnEvent.PermissionRefused refusal) {
      refused.put(refusal.peer(), loop.now().plus(REFUSED_FOR).nanos());
      pending.discard(refusal.peer());
    } else if (event instanceof TurnEvent.Redirected redirected) {
      finish();
      listener.onRedirected(redirected.server());
    } else if (event instanceof TurnEvent.Failed failed) {
      finish();
      tellOfFailure(failed.failure());
    }
  }

  private static boolean isLast(TurnEvent event) {
    return event instanceof TurnEvent.Closed
        || event instanceof TurnEvent.Failed
        || event instanceof TurnEvent.Redirected;
  }

  private void tellOfFailure(TurnFailure failure) {
    if (allocated) {
      listener.onLost();
    } else {
      listener.onRefused(failure);
    }
  }

  private void finish() {
    over = true;
    timer.cancel();
    goodbye.cancel();
    link.close();
  }
}
