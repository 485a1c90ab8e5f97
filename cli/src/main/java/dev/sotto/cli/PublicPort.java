package dev.sotto.cli;

import dev.sotto.net.Loop;
import dev.sotto.net.Path;
import dev.sotto.portmap.MappingListener;
import dev.sotto.portmap.MappingReport;
import dev.sotto.portmap.PortMapper;
import dev.sotto.portmap.PortMapperOptions;
import dev.sotto.portmap.PortMapping;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A TCP port of this machine that the gateway opens to the Internet, until this is closed. */
final class PublicPort implements AutoCloseable {
  /** Beyond what the gateway may take: for looking it up. */
  private static final Duration SPARE = Duration.ofSeconds(3);

  private final Loop loop;
  private final ExecutorService blocking;
  private final PortMapper mapper;
  private final CompletableFuture<Optional<String>> place = new CompletableFuture<>();

  private PublicPort(PortMapperOptions options, Consumer<Throwable> bugs) {
    this.loop = new Loop("sotto-public", bugs);
    this.blocking =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "sotto-public-gateway");
              thread.setDaemon(true);
              return thread;
            });
    this.mapper = new PortMapper(options, loop, blocking, new SecureRandom());
  }

  /**
   * Asks the gateway.
   *
   * @param options how
   * @param listening where the server listens; may be every address
   * @param terminal told when the port is lost later
   * @param bugs told of what must not happen
   */
  static PublicPort open(
      PortMapperOptions options,
      InetSocketAddress listening,
      Terminal terminal,
      Consumer<Throwable> bugs) {
    PublicPort made = new PublicPort(options, bugs);
    PortMapper.Registration unused =
        made.mapper.map(Path.Transport.TCP, listening, made.new Told(terminal));
    made.place.completeOnTimeout(
        Optional.empty(), options.giveUpAfter().plus(SPARE).toMillis(), TimeUnit.MILLISECONDS);
    return made;
  }

  /** Waits for the answer: {@code HOST:PORT}, or empty when nobody opened it. */
  Optional<String> place() {
    return place.join();
  }

  /** Has the gateway close it again. */
  @Override
  public void close() {
    mapper.close();
    loop.close();
    blocking.shutdown();
  }

  private final class Told implements MappingListener {
    private final Terminal terminal;

    private Told(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void onMapped(PortMapping mapping) {
      String now = HostPort.text(mapping.external().ip().toString(), mapping.external().port());
      if (!place.complete(Optional.of(now)) && !place.join().equals(Optional.of(now))) {
        terminal.warning(
            "the gateway has moved the port: the place that was told does not hold any more", "");
      }
    }

    @Override
    public void onUnmapped(MappingReport report) {
      if (!place.complete(Optional.empty()) && place.join().isPresent()) {
        terminal.warning("the gateway has closed the port", "it is asked again from time to time");
      }
    }
  }
}
