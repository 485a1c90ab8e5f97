package dev.sotto.dtls;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One side of a connection of this process with itself, in memory: a handshake, a record each way,
 * and the end.
 */
final class WarmUp implements DtlsSession.Listener {
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private @Nullable DtlsSession other;

  /** Runs both sides on an executor that must have two threads for them. */
  static CompletableFuture<Void> run(
      DtlsContext context, LocalCertificate certificate, Executor executor) {
    WarmUp clientSide = new WarmUp();
    WarmUp serverSide = new WarmUp();
    DtlsSession client =
        clientSide.session(context, DtlsRole.CLIENT, certificate, executor, serverSide);
    DtlsSession server =
        serverSide.session(context, DtlsRole.SERVER, certificate, executor, clientSide);
    server.start();
    client.start();
    return CompletableFuture.allOf(clientSide.connected, serverSide.connected)
        .thenRun(
            () -> {
              exchange(client, server);
              exchange(server, client);
            })
        .whenComplete(
            (done, failure) -> {
              client.close();
              server.close();
            });
  }

  private DtlsSession session(
      DtlsContext context,
      DtlsRole role,
      LocalCertificate certificate,
      Executor executor,
      WarmUp otherSide) {
    DtlsSession session =
        new DtlsSession(
            context,
            role,
            certificate,
            List.of(certificate.fingerprint()),
            DtlsOptions.DEFAULTS,
            executor,
            this);
    otherSide.other = session;
    return session;
  }

  private static void exchange(DtlsSession from, DtlsSession to) {
    byte[] record = new byte[DtlsOptions.DEFAULTS.sendLimit()];
    byte[] plaintext = new byte[DtlsOptions.DEFAULTS.receiveLimit()];
    int length = from.protect(plaintext, 0, from.maxPlaintext(), record, 0);
    to.receive(plaintext, 0);
    to.handlePacket(record, 0, length);
    to.receive(plaintext, 0);
  }

  @Override
  public void onHandshakePacket(byte[] datagram) {
    Objects.requireNonNull(other).handlePacket(datagram, 0, datagram.length);
  }

  @Override
  public void onConnected() {
    connected.complete(null);
  }

  @Override
  public void onFailed(DtlsFailure reason, String text) {
    connected.completeExceptionally(new IllegalStateException(text));
  }

  @Override
  public void onClosed() {
    // The other side has been warmed up, too.
  }
}
