package dev.sotto.cli;

import dev.sotto.messenger.RendezvousServer;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rendezvous server and page of one who invites without knowing a server: for one meeting and
 * its session, and only its maker can open a room there.
 */
final class OwnServer implements AutoCloseable {
  private final Hosting hosting;
  private final int port;
  private final boolean tls;
  private final boolean open;
  private @Nullable WebServer server;

  /**
   * One that is not started.
   *
   * @param hosting on which interfaces
   * @param port where, 0 for any
   * @param tls whether the page is served over HTTPS
   * @param open whether the gateway is to open a port
   */
  OwnServer(Hosting hosting, int port, boolean tls, boolean open) {
    this.hosting = hosting;
    this.port = port;
    this.tls = tls;
    this.open = open;
  }

  /**
   * Starts it.
   *
   * @return how its maker reaches it
   * @throws Failure when its port cannot be had
   */
  RendezvousServer start() {
    WebServer started = Servers.start(WebOptions.local(port));
    server = started;
    return RendezvousServer.at(started.url());
  }

  /** Where others meet us, as it follows the {@code @} of a code. */
  String place() {
    return "127.0.0.1:" + running().port();
  }

  /** The address of the page; empty when others cannot load it. */
  Optional<String> page() {
    return Optional.of("http://" + place());
  }

  /** The SHA-256 of the certificate that a browser will warn of. */
  Optional<String> fingerprint() {
    return Optional.empty();
  }

  /** Answers those on the local network who look for this room. */
  void answerFor(String room) {}

  /** Answers nobody any more. */
  void answerNoMore() {}

  @Override
  public void close() {
    WebServer started = server;
    if (started != null) {
      started.close();
    }
  }

  private WebServer running() {
    WebServer started = server;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started;
  }

  @Override
  public String toString() {
    return "OwnServer[" + hosting.otherSide() + ", tls=" + tls + ", open=" + open + "]";
  }
}
