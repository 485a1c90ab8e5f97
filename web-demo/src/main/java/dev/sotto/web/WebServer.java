package dev.sotto.web;

import dev.sotto.web.PageFiles.PageFile;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/**
 * The page at {@code /} and the rendezvous at {@link #RENDEZVOUS}, in one HTTP server; {@code
 * /health} answers {@code ok} while it runs.
 *
 * <p>Safe for use by several threads. Its own threads are Jetty's pool and one timer; all of them
 * end with {@link #close()}.
 */
public final class WebServer implements AutoCloseable {
  /** The path of the WebSocket. */
  public static final String RENDEZVOUS = "/rendezvous";

  private static final int MIN_THREADS = 4;
  private static final int MAX_THREADS = 64;
  private static final int THREAD_IDLE_MILLIS = 30_000;
  private static final int SPARE_CONNECTIONS = 512;
  private static final int NONE = -1;
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  private final WebOptions options;
  private final PageFiles page;
  private final int port;
  private final int metricsPort;
  private final int programsPort;
  private final AllowedHosts hosts;
  private final ServerMetrics metrics = new ServerMetrics();
  private final Rendezvous rendezvous;
  private final Javalin javalin;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WebServer(
      WebOptions options,
      PageFiles page,
      List<ServerSocketChannel> channels,
      List<ServerSocketChannel> forMetrics,
      List<ServerSocketChannel> forPrograms) {
    this.options = options;
    this.page = page;
    this.hosts = new AllowedHosts(options.publicHosts());
    this.port = channels.get(0).socket().getLocalPort();
    this.metricsPort = forMetrics.isEmpty() ? NONE : forMetrics.get(0).socket().getLocalPort();
    this.programsPort = forPrograms.isEmpty() ? NONE : forPrograms.get(0).socket().getLocalPort();
    this.rendezvous = new Rendezvous(options, metrics);
    List<ServerSocketChannel> plain =
        Stream.concat(forMetrics.stream(), forPrograms.stream()).toList();
    this.javalin = Javalin.create(config -> configure(config, channels, plain));
  }

  /**
   * Starts a server.
   *
   * @param options where it listens and for whom
   * @return the running server
   * @throws IOException when the port is taken or an address is not of this machine
   */
  public static WebServer start(WebOptions options) throws IOException {
    PageFiles page = PageFiles.load();
    List<ServerSocketChannel> channels = Listeners.bind(options.bind(), options.port());
    List<ServerSocketChannel> forMetrics = bindForMetrics(options, channels);
    List<ServerSocketChannel> forPrograms = bindForPrograms(options, channels, forMetrics);
    WebServer server = new WebServer(options, page, channels, forMetrics, forPrograms);
    try {
      server.javalin.start();
      return server;
    } catch (RuntimeException e) {
      server.close();
      Listeners.close(channels);
      Listeners.close(forMetrics);
      Listeners.close(forPrograms);
      throw e;
    }
  }

  private static List<ServerSocketChannel> bindForPrograms(
      WebOptions options, List<ServerSocketChannel> channels, List<ServerSocketChannel> forMetrics)
      throws IOException {
    if (options.programs().isEmpty()) {
      return List.of();
    }
    try {
      InetSocketAddress place = options.programs().get();
      return Listeners.bind(List.of(place.getAddress()), place.getPort());
    } catch (IOException e) {
      Listeners.close(channels);
      Listeners.close(forMetrics);
      throw e;
    }
  }

  private static List<ServerSocketChannel> bindForMetrics(
      WebOptions options, List<ServerSocketChannel> channels) throws IOException {
    if (options.metricsPort().isEmpty()) {
      return List.of();
    }
    try {
      if (options.metricsPort().getAsInt() == channels.get(0).socket().getLocalPort()) {
        throw new IOException("the metrics need a port of their own");
      }
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return Listeners.bind(List.of(local), options.metricsPort().getAsInt());
    } catch (IOException e) {
      Listeners.close(channels);
      throw e;
    }
  }

  /**
   * The port it listens on.
   *
   * @return the port, 1 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * Where the metrics are, on 127.0.0.1.
   *
   * @return the port, or empty when there are none
   */
  public OptionalInt metricsPort() {
    return metricsPort == NONE ? OptionalInt.empty() : OptionalInt.of(metricsPort);
  }

  /**
   * Where programs come in by plain HTTP, to the rendezvous alone.
   *
   * @return the port, or empty when there is no such place
   */
  public OptionalInt programsPort() {
    return programsPort == NONE ? OptionalInt.empty() : OptionalInt.of(programsPort);
  }

  /**
   * From now on answers to this host as well; for a name or an address that is known late.
   *
   * @param publicHost {@code name} or {@code name:port}, as others write it
   * @throws IllegalArgumentException when it is none
   */
  public void answerTo(String publicHost) {
    if (Authority.parse(publicHost).isEmpty()) {
      throw new IllegalArgumentException("not a host name: " + publicHost);
    }
    hosts.add(publicHost);
  }

  /**
   * The address of the page as seen from this machine.
   *
   * @return an {@code http} or {@code https} address without a path
   */
  public URI url() {
    InetAddress first = options.bind().get(0);
    String host =
        first.isLoopbackAddress() || first.isAnyLocalAddress() ? "localhost" : literal(first);
    return URI.create((options.tls().isPresent() ? "https://" : "http://") + host + ":" + port);
  }

  /**
   * Stops listening, ends all connections with a close frame (code 1001) and waits for the threads.
   * Harmless when repeated.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      rendezvous.close();
      javalin.stop();
    }
  }

  private void configure(
      JavalinConfig config, List<ServerSocketChannel> channels, List<ServerSocketChannel> plain) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;

    config.router.ignoreTrailingSlashes = false;

    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS);
    threads.setName("sotto-web");
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(this::configure);
    config.jetty.modifyHttpConfiguration(http -> http.setSendDateHeader(false));
    for (ServerSocketChannel channel : channels) {
      config.jetty.addConnector((server, http) -> connector(server, http, channel, options.tls()));
    }
    for (ServerSocketChannel channel : plain) {
      config.jetty.addConnector(
          (server, http) -> connector(server, http, channel, Optional.empty()));
    }
    config.jetty.modifyServletContextHandler(this::openRendezvous);

    for (String path : page.paths()) {
      config.routes.get(path, context -> answer(context, page.at(path)));
    }
    config.routes.get(
        "/health", context -> context.header("Cache-Control", "no-store").result("ok\n"));
    config.routes.error(HttpStatus.NOT_FOUND, context -> context.result("not found\n"));
  }

  private void configure(Server server) {
    server.insertHandler(new MetricsHandler(metricsPort, metrics));
    server.insertHandler(new Gate(hosts, programsPort));
    server.addBean(
        new NetworkConnectionLimit(options.limits().connections() + SPARE_CONNECTIONS, server));
  }

  /**
   * By Jetty's own interface: Javalin's does not tell of pongs, and a silent peer must be noticed.
   */
  private void openRendezvous(ServletContextHandler context) {
    int messageBytes = options.limits().frameBytes();
    JettyWebSocketServletContainerInitializer.configure(
        context,
        (servlets, container) -> {
          // Compression would cost memory for every connection; what is sealed does not shrink.
          WebSocketServerComponents.getWebSocketComponents(context)
              .getExtensionRegistry()
              .unregister("permessage-deflate");
          container.setMaxTextMessageSize(messageBytes);
          container.setMaxBinaryMessageSize(messageBytes);
          container.setMaxFrameSize(messageBytes);
          container.addMapping(RENDEZVOUS, (request, response) -> socket(request));
        });
  }

  private RendezvousSocket socket(JettyServerUpgradeRequest request) {
    InetSocketAddress client = (InetSocketAddress) request.getRemoteSocketAddress();
    List<String> forwarded = request.getHeaders().getOrDefault(FORWARDED_FOR, List.of());
    return rendezvous.socket(client.getAddress(), forwarded);
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, ServerSocketChannel channel, Optional<Tls> tls) {
    ServerConnector connector =
        new ServerConnector(
            server, 1, 1, tls.map(it -> secure(http, it)).orElseGet(() -> plain(http)));
    connector.setHost(channel.socket().getInetAddress().getHostAddress());
    connector.setPort(channel.socket().getLocalPort());
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take over a bound socket", e);
    }
    return connector;
  }

  private static ConnectionFactory[] plain(HttpConfiguration http) {
    return new ConnectionFactory[] {new HttpConnectionFactory(http)};
  }

  private static ConnectionFactory[] secure(HttpConfiguration http, Tls tls) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(tls.keys());
    context.setKeyStorePassword("");
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    HttpConfiguration secured = new HttpConfiguration(http);
    // Names are the gate's business: it knows more of them than the certificate.
    secured.addCustomizer(new SecureRequestCustomizer(false));
    return new ConnectionFactory[] {
      new SslConnectionFactory(context, HttpVersion.HTTP_1_1.asString()),
      new HttpConnectionFactory(secured)
    };
  }

  private static void answer(Context context, PageFile file) {
    context.header("ETag", file.entityTag()).header("Cache-Control", "no-cache");
    String known = context.header("If-None-Match");
    if (known != null && Arrays.asList(known.split("\\s*,\\s*")).contains(file.entityTag())) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType(file.type()).result(file.content());
    }
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }
}
