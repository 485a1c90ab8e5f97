package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sdp.Fingerprint;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The threads of a test: one loop, which all sessions share as in a process, and handshakes. */
final class World implements AutoCloseable {
  static final DtlsContext CONTEXT = new DtlsContext(new SecureRandom());
  static final DtlsOptions QUICK =
      new DtlsOptions(1200, 1500, Duration.ofSeconds(60), Duration.ofMillis(30));

  /** For tests in which nothing may be sent twice, however slow the machine is. */
  static final DtlsOptions PATIENT =
      new DtlsOptions(1200, 1500, Duration.ofSeconds(60), Duration.ofSeconds(20));

  /** Only against a hang. */
  private static final long PATIENCE_SECONDS = 90;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final ExecutorService handshakes = Executors.newCachedThreadPool();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  static LocalCertificate certificate() {
    return LocalCertificate.generate(new SecureRandom());
  }

  End end(DtlsRole role, LocalCertificate local, Fingerprint expected) {
    return end(role, local, List.of(expected), QUICK);
  }

  End end(DtlsRole role, LocalCertificate local, List<Fingerprint> expected, DtlsOptions options) {
    return new End(this, role, local, expected, options);
  }

  /** Two ends that expect each other, not yet started, on a network. */
  End[] pair(Network network) {
    return pair(network, QUICK);
  }

  End[] pair(Network network, DtlsOptions options) {
    LocalCertificate forClient = certificate();
    LocalCertificate forServer = certificate();
    End client = end(DtlsRole.CLIENT, forClient, List.of(forServer.fingerprint()), options);
    End server = end(DtlsRole.SERVER, forServer, List.of(forClient.fingerprint()), options);
    join(client, server, network);
    return new End[] {client, server};
  }

  void join(End one, End other, Network network) {
    one.sendTo(network.to(other::arrive));
    other.sendTo(network.to(one::arrive));
  }

  /** Two ends that have connected over a network without faults. */
  End[] connectedPair() {
    End[] pair = pair(Network.PERFECT);
    start(pair);
    await(pair[0].connected);
    await(pair[1].connected);
    return pair;
  }

  void start(End... ends) {
    for (End end : ends) {
      onLoop(
          () -> {
            end.session.start();
            return true;
          });
    }
  }

  /** Runs on the loop and waits. */
  <T> T onLoop(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable t) {
            result.completeExceptionally(t);
          }
        });
    return await(result);
  }

  /** Runs on the loop, some time. */
  void post(Runnable work) {
    loop.execute(() -> guarded(work));
  }

  /** Runs on a thread of handshakes. */
  void handshake(Runnable work) {
    handshakes.execute(() -> guarded(work));
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (Throwable t) {
      uncaught.add(t);
    }
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Ends all threads; none may be stuck. */
  @Override
  public void close() {
    handshakes.shutdown();
    boolean ended;
    try {
      ended = handshakes.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      loop.shutdown();
      ended &= loop.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(ended).as("all threads ended").isTrue();
    assertThat(uncaught).isEmpty();
  }

  /** Makes the way of datagrams in one direction. */
  interface Network {
    Network PERFECT = receiver -> receiver;

    Consumer<byte[]> to(Consumer<byte[]> receiver);
  }
}
