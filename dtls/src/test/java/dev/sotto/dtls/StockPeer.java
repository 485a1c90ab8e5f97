package dev.sotto.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Bouncy Castle as it comes, one record a datagram, for peers that our sessions would never be. Its
 * connection, or why there is none, is a future.
 */
final class StockPeer implements DatagramTransport {
  static final TlsCrypto CRYPTO = new JcaTlsCryptoProvider().create(new SecureRandom());

  final CompletableFuture<DTLSTransport> connection = new CompletableFuture<>();

  private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
  private final Consumer<byte[]> network;
  private final int sendLimit;

  private StockPeer(Consumer<byte[]> network, int sendLimit) {
    this.network = network;
    this.sendLimit = sendLimit;
  }

  /** A client that talks to an end over a network. */
  static StockPeer connect(
      World world, End server, World.Network network, int sendLimit, AbstractTlsClient client) {
    StockPeer peer = joined(server, network, sendLimit);
    world.handshake(() -> peer.run(() -> new DTLSClientProtocol().connect(client, peer)));
    return peer;
  }

  /** A server that talks to an end over a network. */
  static StockPeer accept(
      World world, End client, World.Network network, int sendLimit, AbstractTlsServer server) {
    StockPeer peer = joined(client, network, sendLimit);
    world.handshake(() -> peer.run(() -> new DTLSServerProtocol().accept(server, peer)));
    return peer;
  }

  private static StockPeer joined(End end, World.Network network, int sendLimit) {
    StockPeer peer = new StockPeer(network.to(end::arrive), sendLimit);
    end.sendTo(network.to(peer.arrived::add));
    return peer;
  }

  private void run(Handshake handshake) {
    try {
      connection.complete(handshake.run());
    } catch (IOException e) {
      connection.completeExceptionally(e);
    }
  }

  private interface Handshake {
    DTLSTransport run() throws IOException;
  }

  @Override
  public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
    try {
      byte[] datagram = arrived.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (datagram == null) {
        return -1;
      }
      System.arraycopy(datagram, 0, into, offset, datagram.length);
      return datagram.length;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void send(byte[] record, int offset, int length) {
    network.accept(Arrays.copyOfRange(record, offset, offset + length));
  }

  @Override
  public int getReceiveLimit() {
    return 1500;
  }

  @Override
  public int getSendLimit() {
    return sendLimit;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
