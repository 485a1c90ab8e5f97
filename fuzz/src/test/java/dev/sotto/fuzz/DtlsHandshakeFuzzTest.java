package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.dtls.DtlsContext;
import dev.sotto.dtls.DtlsFailure;
import dev.sotto.dtls.DtlsOptions;
import dev.sotto.dtls.DtlsRole;
import dev.sotto.dtls.DtlsSession;
import dev.sotto.dtls.LocalCertificate;
import dev.sotto.sdp.Fingerprint;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Handshakes whose peer sends whatever it likes, through guard and Bouncy Castle. */
class DtlsHandshakeFuzzTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DtlsContext CONTEXT = new DtlsContext(RANDOM);
  private static final LocalCertificate CERTIFICATE = LocalCertificate.generate(RANDOM);
  private static final Fingerprint OF_NOBODY = Fingerprint.of("sha-256", new byte[32]);

  /** The input is a role and datagrams, each with its length before it. */
  @FuzzTest
  void neverConnectsAndAlwaysEnds(byte[] input) {
    Script script = new Script(input);
    DtlsRole role = script.number8() % 2 == 0 ? DtlsRole.CLIENT : DtlsRole.SERVER;
    Outcome outcome = new Outcome();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    DtlsSession session = session(role, outcome, ended);
    session.start();
    byte[] plaintext = new byte[DtlsOptions.DEFAULTS.receiveLimit()];
    while (script.hasMore()) {
      byte[] datagram = script.bytes();
      session.handlePacket(datagram, 0, datagram.length);
      assertThat(session.receive(plaintext, 0)).isZero();
    }
    session.close();
    await(ended);
    assertThat(await(outcome.failure)).isNotEqualTo(DtlsFailure.INTERNAL);
  }

  /** What the handshake's thread throws is the test's to know. */
  private static DtlsSession session(
      DtlsRole role, Outcome outcome, CompletableFuture<Boolean> ended) {
    Executor thread = task -> new Thread(() -> run(task, ended)).start();
    return new DtlsSession(
        CONTEXT, role, CERTIFICATE, List.of(OF_NOBODY), DtlsOptions.DEFAULTS, thread, outcome);
  }

  private static void run(Runnable task, CompletableFuture<Boolean> ended) {
    try {
      task.run();
      ended.complete(true);
    } catch (Throwable thrown) {
      ended.completeExceptionally(thrown);
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static final class Outcome implements DtlsSession.Listener {
    final CompletableFuture<DtlsFailure> failure = new CompletableFuture<>();

    @Override
    public void onHandshakePacket(byte[] datagram) {
      assertThat(datagram.length).isLessThanOrEqualTo(DtlsOptions.DEFAULTS.sendLimit());
    }

    @Override
    public void onConnected() {
      failure.completeExceptionally(new AssertionError("connected to nobody"));
    }

    @Override
    public void onFailed(DtlsFailure reason, String text) {
      failure.complete(reason);
    }

    @Override
    public void onClosed() {
      failure.completeExceptionally(new AssertionError("closed, and never was connected"));
    }
  }
}
