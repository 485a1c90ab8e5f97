package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.TurnClient;
import dev.sotto.turn.TurnEvent;
import dev.sotto.turn.TurnOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Our TURN client on a socket, driven by the test's thread. Its clock can be set forward: what is
 * due then is asked of the real server at once.
 */
final class TurnSide implements AutoCloseable {
  private final BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
  private final List<TurnEvent> events = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private final List<StunMessage> responses = new ArrayList<>();
  private final byte[] buffer = new byte[70_000];
  private final long start = System.nanoTime();
  private final TurnLink link;
  private final TurnClient client;
  private long skipped;

  TurnSide(Coturn server, TurnLink.Kind kind, TurnOptions options) throws Exception {
    link = TurnLink.open(kind, server, inbox);
    client =
        new TurnClient(
            options,
            new SecureRandom(),
            (peer, from, offset, length) ->
                received.add(peer + " " + new String(from, offset, length, UTF_8)));
  }

  TurnClient client() {
    return client;
  }

  List<String> received() {
    return received;
  }

  List<StunMessage> responses() {
    return responses;
  }

  long errors(int code) {
    return responses.stream()
        .map(StunMessage::errorCode)
        .flatMap(Optional::stream)
        .map(ErrorCode::code)
        .filter(seen -> seen == code)
        .count();
  }

  private Monotonic now() {
    return new Monotonic(System.nanoTime() - start + skipped);
  }

  /** Sets the client's clock forward and lets it do what is due. */
  void skip(Duration duration) throws IOException {
    skipped += duration.toNanos();
    client.handleTimeout(now());
    flush();
  }

  void send(TransportAddress peer, String text) throws IOException {
    byte[] datagram = text.getBytes(UTF_8);
    int length = client.wrap(peer, datagram, 0, datagram.length, buffer, 0);
    if (length == 0) {
      throw new AssertionError("not permitted: " + peer);
    }
    link.send(buffer, length);
  }

  /** Waits for the first event of a kind, and forgets it and those before. */
  <T extends TurnEvent> T await(Class<T> kind) throws Exception {
    while (true) {
      pump(() -> !events.isEmpty());
      TurnEvent event = events.remove(0);
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
      if (event instanceof TurnEvent.Failed failed) {
        throw new AssertionError("waiting for " + kind.getSimpleName() + ": " + failed);
      }
    }
  }

  void awaitReceived(String line) throws Exception {
    pump(() -> received.contains(line));
  }

  /** Runs the client until something is so. */
  void pump(BooleanSupplier done) throws Exception {
    flush();
    while (!done.getAsBoolean()) {
      long wait = Math.max(0, client.nextTimeout() - now().nanos());
      byte[] packet = inbox.poll(Math.min(wait, 1_000_000_000L), TimeUnit.NANOSECONDS);
      if (packet != null) {
        if (StunMessage.looksLikeStun(packet, 0, packet.length)) {
          responses.add(StunMessage.parse(packet, 0, packet.length));
        }
        client.handlePacket(packet, 0, packet.length, now());
      }
      client.handleTimeout(now());
      flush();
    }
  }

  private void flush() throws IOException {
    for (int length = client.poll(buffer, 0, now()); length > 0; ) {
      link.send(buffer, length);
      length = client.poll(buffer, 0, now());
    }
    for (TurnEvent event = client.pollEvent(); event != null; event = client.pollEvent()) {
      events.add(event);
    }
  }

  /** Lets go of the socket without a word to the server. */
  @Override
  public void close() throws IOException {
    link.close();
  }
}
