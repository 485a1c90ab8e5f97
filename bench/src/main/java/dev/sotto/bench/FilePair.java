package dev.sotto.bench;

import dev.sotto.messenger.Ability;
import dev.sotto.messenger.AcceptOptions;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.MessengerOptions;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.SessionListener;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferEnd;
import dev.sotto.messenger.TransferListener;
import dev.sotto.net.Path;
import dev.sotto.pairing.PairingCode;
import dev.sotto.peer.PeerConfiguration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Two messengers of this process that talk on loopback; one takes every file of the other. */
final class FilePair implements AutoCloseable {
  private final Person sender = new Person();
  private final Person receiver = new Person();
  private final Session session;

  FilePair() {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    session = sender.messenger.listen(anyPort, sender);
    receiver.messenger.dial(sender.address.join(), sender.code.join(), receiver);
    sender.connected.join();
    receiver.connected.join();
  }

  /** Sends a file or a folder, and returns when both sides are done with it. */
  void send(java.nio.file.Path path, java.nio.file.Path target) {
    receiver.target = target;
    Transfer outgoing = session.send(List.of(path), new TransferListener() {}).join();
    requireDone(outgoing.ended().join());
    requireDone(receiver.incoming.join().ended().join());
    receiver.incoming = new CompletableFuture<>();
  }

  private static void requireDone(TransferEnd end) {
    if (end.kind() != SessionEnd.Kind.DONE) {
      throw new IllegalStateException(end.toString());
    }
  }

  @Override
  public void close() {
    sender.messenger.close();
    receiver.messenger.close();
  }

  private static final class Person implements SessionListener {
    final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
    final CompletableFuture<PairingCode> code = new CompletableFuture<>();
    final CompletableFuture<PeerIdentity> connected = new CompletableFuture<>();
    volatile CompletableFuture<Transfer> incoming = new CompletableFuture<>();
    volatile java.nio.file.Path target = java.nio.file.Path.of("");
    final Messenger messenger =
        new Messenger(
            PeerConfiguration.localOnly(),
            MessengerOptions.anonymous().withAbilities(EnumSet.allOf(Ability.class)),
            Throwable::printStackTrace);

    @Override
    public void onListening(InetSocketAddress listening) {
      address.complete(listening);
    }

    @Override
    public void onCode(PairingCode made) {
      code.complete(made);
    }

    @Override
    public void onConnected(PeerIdentity peer, Path path, Duration took) {
      connected.complete(peer);
    }

    @Override
    public void onOffer(Offer offer) {
      incoming.complete(offer.accept(AcceptOptions.everything(target), new TransferListener() {}));
    }

    @Override
    public void onClosed(SessionEnd end) {
      IllegalStateException over = new IllegalStateException(end.toString());
      connected.completeExceptionally(over);
      incoming.completeExceptionally(over);
    }
  }
}
