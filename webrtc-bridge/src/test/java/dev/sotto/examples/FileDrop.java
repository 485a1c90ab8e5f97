package dev.sotto.examples;

import dev.sotto.messenger.AcceptOptions;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionListener;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferEnd;
import dev.sotto.messenger.TransferListener;
import dev.sotto.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends files to one who takes them all, each side in one call. */
final class FileDrop {
  private FileDrop() {}

  /** Goes to somebody who listens, sends and leaves. */
  static CompletableFuture<TransferEnd> send(
      Messenger messenger, InetSocketAddress to, PairingCode code, List<Path> files) {
    CompletableFuture<TransferEnd> sent = new CompletableFuture<>();
    CompletableFuture<PeerIdentity> connected = new CompletableFuture<>();
    Session session =
        messenger.dial(
            to,
            code,
            new SessionListener() {
              @Override
              public void onConnected(PeerIdentity peer, dev.sotto.net.Path path, Duration took) {
                connected.complete(peer);
              }
            });
    return connected
        .thenCompose(peer -> session.send(files, ending(sent)))
        .thenCompose(begun -> sent)
        .whenComplete((end, failure) -> session.close());
  }

  /** Takes whatever is offered into a directory; the code goes to whom it is for. */
  static Session receive(
      Messenger messenger,
      InetSocketAddress at,
      Path into,
      CompletableFuture<PairingCode> code,
      CompletableFuture<InetSocketAddress> place) {
    return messenger.listen(
        at,
        new SessionListener() {
          @Override
          public void onCode(PairingCode made) {
            code.complete(made);
          }

          @Override
          public void onListening(InetSocketAddress address) {
            place.complete(address);
          }

          @Override
          public void onOffer(Offer offer) {
            offer.accept(AcceptOptions.everything(into), new TransferListener() {});
          }
        });
  }

  private static TransferListener ending(CompletableFuture<TransferEnd> ended) {
    return new TransferListener() {
      @Override
      public void onEnd(Transfer transfer, TransferEnd end) {
        ended.complete(end);
      }
    };
  }
}
