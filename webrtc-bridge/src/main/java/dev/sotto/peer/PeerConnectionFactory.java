package dev.sotto.peer;

import dev.sotto.dtls.DtlsContext;
import dev.sotto.dtls.LocalCertificate;
import dev.sotto.ice.AddressWatch;
import dev.sotto.ice.IceContext;
import dev.sotto.ice.IceGatherer;
import dev.sotto.ice.IceWarmUp;
import dev.sotto.ice.MdnsNames;
import dev.sotto.net.Loop;
import dev.sotto.portmap.PortMapper;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What the peer connections of a program share: the network thread, the bounded threads for what
 * blocks, the cryptography. Make one, keep it, close it at the end.
 *
 * <p>Begins at once to load in the background what a first connection would otherwise wait for.
 *
 * <p>All methods may be called from any thread.
 */
public final class PeerConnectionFactory implements AutoCloseable {
  private static final int HANDSHAKES = 64;
  private static final int HANDSHAKES_WAITING = 4096;
  private static final int BLOCKING = 32;

  private final PeerContext context;
  private final Optional<PortMapper> mapper;
  private final MdnsNames names;
  private final Consumer<Throwable> failures;
  private final ExecutorService workers = growing("sotto-worker");
  private final ExecutorService application = growing("sotto-app");
  private final Set<PeerConnection> connections = ConcurrentHashMap.newKeySet();
  private final AddressWatch watch;
  private final CompletableFuture<Void> warm;
  private volatile boolean closed;

  /** A factory with the defaults; failures of listeners go to the thread's exception handler. */
  public PeerConnectionFactory() {
    this(PeerConfiguration.defaults(), PeerConnectionFactory::reportToThread);
  }

  /**
   * A factory.
   *
   * @param configuration how its connections are made
   * @param failures told of what a listener throws, on the thread that called it, and of a bug of
   *     ours, on the network thread
   */
  public PeerConnectionFactory(PeerConfiguration configuration, Consumer<Throwable> failures) {
    this.failures = failures;
    SecureRandom random = new SecureRandom();
    Executor blocking = new BoundedExecutor(workers, BLOCKING, Integer.MAX_VALUE, failures);
    Executor handshakes = new BoundedExecutor(workers, HANDSHAKES, HANDSHAKES_WAITING, failures);
    Loop loop = new Loop("sotto-loop", failures);
    this.mapper =
        configuration.portMapping().map(options -> new PortMapper(options, loop, blocking, random));
    this.names = new MdnsNames(loop, random);
    this.context =
        new PeerContext(
            configuration,
            loop,
            new IceContext(loop, blocking, random, mapper.orElse(null), names, null),
            handshakes,
            new DtlsContext(random),
            random);
    this.watch =
        new AddressWatch(
            configuration.ice().addresses(),
            loop,
            blocking,
            new AddressWatch.Listener() {
              @Override
              public void onAddressesChanged() {
                connections.forEach(PeerConnection::onNetworkChanged);
              }

              @Override
              public void onAwake() {
                connections.forEach(PeerConnection::restartIce);
              }
            });
    this.warm =
        context
            .dtls()
            .warmUp(handshakes)
            .thenAcceptBoth(
                CompletableFuture.supplyAsync(IceWarmUp::run, blocking), (dtls, ice) -> {});
  }

  /**
   * How its connections are made.
   *
   * @return the configuration
   */
  public PeerConfiguration configuration() {
    return context.configuration();
  }

  /**
   * Makes a connection. It does nothing until it is given descriptions.
   *
   * @param listener told what happens on it
   * @return the connection
   * @throws IllegalStateException when the factory is closed
   */
  public PeerConnection create(PeerListener listener) {
    if (closed) {
      throw new IllegalStateException("the factory is closed");
    }
    PeerConnection made =
        new PeerConnection(
            context,
            LocalCertificate.generate(context.random()),
            listener,
            new SerialExecutor(application, failures),
            application,
            this::remove);
    connections.add(made);
    context.loop().execute(watch::start);
    return made;
  }

  /** On the loop's thread. */
  private void remove(PeerConnection ended) {
    connections.remove(ended);
    if (connections.isEmpty()) {
      watch.stop();
    }
  }

  /**
   * Waits until all is loaded that a first connection needs.
   *
   * @return done when it is; connections can be made before. Failed when it did not work, which the
   *     first connection then tells better, and cancelled by {@link #close}
   */
  public CompletableFuture<Void> warmUp() {
    return warm.copy();
  }

  /**
   * Closes all connections, tells their peers, gives back what the gateway opened, which may take
   * as long as the gateway was given to answer, and frees every thread and socket. What the
   * listeners are told is still delivered. Harmless when closed already.
   */
  @Override
  public void close() {
    closed = true;
    List.copyOf(connections).forEach(PeerConnection::close);
    warm.cancel(false);
    closeOnLoop();
    mapper.ifPresent(PortMapper::close);
    context.loop().close();
    // Not interrupted: among what still runs and waits is the freeing of ice4j's agents.
    workers.shutdown();
    application.shutdown();
  }

  private void closeOnLoop() {
    IceGatherer shared = context.sharedGatherer();
    try {
      context
          .loop()
          .execute(
              () -> {
                if (shared != null) {
                  shared.close();
                }
                names.close();
              });
    } catch (RejectedExecutionException e) {
      // Closed before, and these with it.
    }
  }

  /** As many threads as there is something to do for at this moment. */
  private static ExecutorService growing(String name) {
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named(name));
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static void reportToThread(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
