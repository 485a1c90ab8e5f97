package dev.sotto.dtls;

import dev.sotto.sdp.Fingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session as the bridge drives it: everything on the loop, what was received in a queue. */
final class End implements DtlsSession.Listener {
  final CompletableFuture<Void> connected = new CompletableFuture<>();
  final CompletableFuture<DtlsFailure> failed = new CompletableFuture<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  final DtlsSession session;
  volatile @Nullable String failureText;

  private final World world;
  private final byte[] plaintext = new byte[World.QUICK.receiveLimit()];
  private volatile boolean holdsBack;
  private volatile Consumer<byte[]> network = datagram -> {};

  End(
      World world,
      DtlsRole role,
      LocalCertificate local,
      List<Fingerprint> expected,
      DtlsOptions options) {
    this.world = world;
    this.session =
        new DtlsSession(World.CONTEXT, role, local, expected, options, world::handshake, this);
  }

  void sendTo(Consumer<byte[]> receiver) {
    network = receiver;
  }

  /** From the network, any thread. */
  void arrive(byte[] datagram) {
    world.post(
        () -> {
          session.handlePacket(datagram, 0, datagram.length);
          receiveAll();
        });
  }

  /** Whether the loop is late to receive, as when it has not yet heard that it is connected. */
  void holdBack(boolean late) {
    holdsBack = late;
  }

  private void receiveAll() {
    int length;
    while (!holdsBack && (length = session.receive(plaintext, 0)) > 0) {
      received.add(Arrays.copyOf(plaintext, length));
    }
  }

  /** Sends one record as one datagram. */
  void send(byte[] data) {
    network.accept(protect(data));
  }

  /** One record. */
  byte[] protect(byte[] data) {
    return world.onLoop(
        () -> {
          byte[] record = new byte[data.length + session.overhead()];
          int length = session.protect(data, 0, data.length, record, 0);
          return Arrays.copyOf(record, length);
        });
  }

  /** Receives one record on the loop; 0 for none, else its first byte. */
  int receiveOne() {
    return world.onLoop(() -> session.receive(plaintext, 0) > 0 ? plaintext[0] : 0);
  }

  void close() {
    world.onLoop(
        () -> {
          session.close();
          return true;
        });
  }

  byte[] nextReceived() throws InterruptedException {
    byte[] next = received.poll(90, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing received");
    }
    return next;
  }

  /** Everything received once the loop has done what was posted before. */
  List<byte[]> receivedByNow() {
    return world.onLoop(
        () -> {
          List<byte[]> all = new ArrayList<>();
          received.drainTo(all);
          return all;
        });
  }

  @Override
  public void onHandshakePacket(byte[] datagram) {
    network.accept(datagram);
  }

  @Override
  public void onConnected() {
    world.post(this::receiveAll);
    connected.complete(null);
  }

  @Override
  public void onFailed(DtlsFailure reason, String text) {
    failureText = text;
    connected.completeExceptionally(new AssertionError(reason + ": " + text));
    failed.complete(reason);
  }

  @Override
  public void onClosed() {
    closed.complete(null);
  }
}
