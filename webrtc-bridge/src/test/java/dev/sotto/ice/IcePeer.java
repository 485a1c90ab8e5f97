package dev.sotto.ice;

import dev.sotto.net.Loop;
import dev.sotto.net.Path;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One end of a test: a transport on a loop of its own, and all that it has told. */
final class IcePeer implements AutoCloseable, IceTransport.Listener {
  private static final long PATIENCE_SECONDS = 60;

  final Loop loop;
  final IceContext context;
  final IceGatherer gatherer;
  final IceTransport transport;
  final List<Candidate> candidates = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Candidate> told = new LinkedBlockingQueue<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final List<IceState> history = new CopyOnWriteArrayList<>();
  final List<Path> pathHistory = new CopyOnWriteArrayList<>();
  final BlockingQueue<IceState> states = new LinkedBlockingQueue<>();
  final BlockingQueue<Path> paths = new LinkedBlockingQueue<>();
  final BlockingQueue<String> packets = new LinkedBlockingQueue<>();
  final CompletableFuture<Void> gathered = new CompletableFuture<>();
  private final ExecutorService blocking = Executors.newCachedThreadPool();
  private final List<Consumer<Candidate>> trickleTo = new CopyOnWriteArrayList<>();
  private final List<Consumer<IceState>> onState = new CopyOnWriteArrayList<>();

  IcePeer(String name, IceOptions options) {
    loop = new Loop(name, failures::add);
    context = new IceContext(loop, blocking, new SecureRandom(), null, null, null);
    gatherer = new IceGatherer(options, context);
    transport = new IceTransport(options, context, gatherer, this);
  }

  /** Two peers that know each other's credentials and candidates, started. */
  static void introduce(IcePeer a, IcePeer b) {
    a.trickle(b);
    b.trickle(a);
    a.start(true, b.parameters());
    b.start(false, a.parameters());
  }

  /** Tells the other all candidates that are known, and will be. */
  void trickle(IcePeer other) {
    trickle(other, candidate -> true);
  }

  /** Tells the other those that a test wants it to know. */
  void trickle(IcePeer other, Predicate<Candidate> wanted) {
    call(
        () -> {
          trickleTo.add(
              candidate -> {
                if (wanted.test(candidate)) {
                  other.run(() -> other.transport.addRemoteCandidate(candidate));
                }
              });
          transport.gather();
          return candidates;
        });
  }

  void start(boolean controlling, IceParameters peer) {
    run(() -> transport.start(controlling, peer));
  }

  /** Something to be done on the loop thread when a state is entered. */
  void whenState(Consumer<IceState> action) {
    onState.add(action);
  }

  IceParameters parameters() {
    return transport.localParameters();
  }

  void await(IceState wanted) {
    for (IceState next = take(states); next != wanted; next = take(states)) {
      if (next == IceState.FAILED) {
        throw new AssertionError("failed, instead of " + wanted + ": " + history);
      }
    }
  }

  IceState awaitState() {
    return take(states);
  }

  void closeTransport() {
    run(
        () -> {
          transport.close();
          gatherer.close();
        });
  }

  IceState awaitFailure() {
    for (IceState next = take(states); ; next = take(states)) {
      if (next == IceState.FAILED) {
        return next;
      }
    }
  }

  /** From now on names and interfaces cannot be looked up. */
  void looksNothingUpAnyMore() {
    blocking.shutdown();
  }

  void gather() {
    run(transport::gather);
  }

  void addRemote(Candidate candidate) {
    run(() -> transport.addRemoteCandidate(candidate));
  }

  /** The next candidate of ours that a test waits for. */
  void awaitCandidate(Predicate<Candidate> wanted) {
    for (Candidate next = take(told); !wanted.test(next); ) {
      next = take(told);
    }
  }

  Path awaitPath() {
    return take(paths);
  }

  String awaitPacket() {
    return take(packets);
  }

  /** Sends a text in the range of DTLS's first bytes. */
  boolean send(String text) {
    byte[] packet = ("\u0017" + text).getBytes(StandardCharsets.UTF_8);
    return call(() -> transport.send(packet, 0, packet.length));
  }

  void run(Runnable task) {
    loop.execute(task);
  }

  /** Runs something later, among what the peer does then. */
  void runAfter(Duration delay, Runnable task) {
    run(() -> loop.timer(task).schedule(loop.now().plus(delay).nanos()));
  }

  <T> T call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return get(result);
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private <T> T take(BlockingQueue<T> queue) {
    try {
      @Nullable T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("waited in vain; states " + history + ", failures " + failures);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void onLocalCandidate(Candidate candidate) {
    candidates.add(candidate);
    told.add(candidate);
    trickleTo.forEach(to -> to.accept(candidate));
  }

  @Override
  public void onGatheringComplete() {
    gathered.complete(null);
  }

  @Override
  public void onState(IceState state) {
    history.add(state);
    states.add(state);
    onState.forEach(action -> action.accept(state));
  }

  @Override
  public void onPath(Path path) {
    pathHistory.add(path);
    paths.add(path);
  }

  @Override
  public void onPacket(byte[] buffer, int offset, int length) {
    packets.add(new String(buffer, offset + 1, length - 1, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    call(
        () -> {
          transport.close();
          gatherer.close();
          return true;
        });
    loop.close();
    blocking.shutdown();
    try {
      if (!blocking.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a blocking task did not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("the loop caught " + failures, failures.get(0));
    }
  }
}
