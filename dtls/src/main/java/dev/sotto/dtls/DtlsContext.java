package dev.sotto.dtls;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What all sessions of a process share: the randomness and the JDK's cryptography, both
 * thread-safe.
 */
public final class DtlsContext {
  private final SecureRandom random;
  private final JdkCrypto crypto;

  /**
   * A context.
   *
   * @param random where keys and nonces of handshakes come from; must be thread-safe, as those of
   *     the JDK are
   */
  public DtlsContext(SecureRandom random) {
    this.random = random;
    this.crypto = new JdkCrypto(random);
  }

  /**
   * Runs a handshake of this process with itself in memory, so that the first real one need not
   * wait half a second for classes to load and randomness to be seeded. Returns at once; any
   * thread.
   *
   * @param executor runs it; two threads of it are busy with it at once
   * @return done when it is; completed exceptionally when it failed, which a later handshake will,
   *     too
   */
  public CompletableFuture<Void> warmUp(Executor executor) {
    return CompletableFuture.supplyAsync(() -> LocalCertificate.generate(random), executor)
        .thenCompose(certificate -> WarmUp.run(this, certificate, executor));
  }

  JdkCrypto crypto() {
    return crypto;
  }
}
