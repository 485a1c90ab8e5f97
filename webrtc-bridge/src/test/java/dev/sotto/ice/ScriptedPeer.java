package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.PacketKind;
import dev.sotto.net.UdpSocket;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateType;
import dev.sotto.sdp.IceParameters;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A peer on loopback that does what a test tells it, right or wrong. */
final class ScriptedPeer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final SecureRandom RANDOM = new SecureRandom();

  final IceParameters parameters = IceParameters.random(RANDOM);
  final BlockingQueue<Received> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<Received> responses = new LinkedBlockingQueue<>();
  final BlockingQueue<String> data = new LinkedBlockingQueue<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("scripted", failures::add);
  private volatile Answering answering = (socket, request) -> answer(socket, request, null);

  /** What is done with a request that came in. */
  interface Answering {
    void handle(UdpSocket socket, Received request);
  }

  /** A STUN message and where it came from. */
  record Received(UdpSocket socket, InetSocketAddress source, StunMessage message) {}

  /** From now on requests are handled in another way. */
  void answering(Answering change) {
    answering = change;
  }

  /** From now on requests are not answered. */
  void fallSilent() {
    answering((socket, request) -> {});
  }

  UdpSocket open() {
    return open("127.0.0.1");
  }

  UdpSocket open(String address) {
    return call(
        () ->
            UdpSocket.open(
                loop, Pair.socketAddress(TransportAddress.of(address, 0)), this::onPacket));
  }

  static Candidate candidate(UdpSocket socket) {
    return Candidate.udp(
        "1",
        Candidate.priority(CandidateType.HOST, 1, Candidate.DATA),
        Pair.address(socket.localAddress()),
        CandidateType.HOST,
        null);
  }

  /** A connectivity check, not yet signed. */
  StunBuilder check(IceParameters to) {
    return StunMessage.bindingRequest(TransactionId.random(RANDOM))
        .username(to.ufrag() + ":" + parameters.ufrag())
        .priority(1)
        .iceControlling(-1L);
  }

  /** Answers a request, as it should be unless another address or key is given. */
  void answer(UdpSocket from, Received request, @Nullable TransportAddress seen) {
    answer(from, request, seen, parameters);
  }

  void answer(
      UdpSocket from, Received request, @Nullable TransportAddress seen, IceParameters signer) {
    TransportAddress address = seen == null ? Pair.address(request.source()) : seen;
    StunBuilder response = request.message().successResponse().xorMappedAddress(address);
    send(from, request.source(), response.toBytes(signer.key(), true));
  }

  void send(UdpSocket from, InetSocketAddress to, String text) {
    send(from, to, ("\u0017" + text).getBytes(StandardCharsets.UTF_8));
  }

  void send(UdpSocket from, InetSocketAddress to, byte[] packet) {
    call(() -> from.send(to, packet, 0, packet.length));
  }

  <T> T take(BlockingQueue<T> queue) {
    try {
      @Nullable T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("waited in vain");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void onPacket(
      UdpSocket socket,
      PacketKind kind,
      InetSocketAddress source,
      byte[] buffer,
      int offset,
      int length) {
    if (kind != PacketKind.STUN) {
      data.add(new String(buffer, offset + 1, length - 1, StandardCharsets.UTF_8));
      return;
    }
    Received received = new Received(socket, source, StunMessage.parse(buffer, offset, length));
    if (received.message().messageClass() == MessageClass.REQUEST) {
      answering.handle(socket, received);
      requests.add(received);
    } else if (received.message().messageClass() != MessageClass.INDICATION) {
      responses.add(received);
    }
  }

  private interface Task<T> {
    T run() throws IOException;
  }

  private <T> T call(Task<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable running =
        () -> {
          try {
            result.complete(task.run());
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        };
    if (loop.inLoop()) {
      running.run();
    } else {
      loop.execute(running);
    }
    return IcePeer.get(result);
  }

  @Override
  public void close() {
    loop.close();
    if (!failures.isEmpty()) {
      throw new AssertionError("the scripted peer caught " + failures, failures.get(0));
    }
  }
}
