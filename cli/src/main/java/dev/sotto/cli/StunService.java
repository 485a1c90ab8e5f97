package dev.sotto.cli;

import dev.sotto.ice.StunResponder;
import dev.sotto.net.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * STUN beside the web server, on UDP at the port that HTTP has on TCP. It is an extra: where the
 * port cannot be had, a note says so and the rest goes on.
 */
final class StunService implements AutoCloseable {
  private final Loop loop;
  private final @Nullable String uri;

  private StunService(Loop loop, @Nullable String uri) {
    this.loop = loop;
    this.uri = uri;
  }

  /**
   * Starts to answer.
   *
   * @param addresses where the web server listens
   * @param web the web server's own address, with its port
   * @param terminal told when the port is taken
   * @param bugs told of what must not happen
   */
  static StunService start(
      List<InetAddress> addresses, URI web, Terminal terminal, Consumer<Throwable> bugs) {
    Loop loop = new Loop("sotto-stun", bugs);
    try {
      StunResponder.open(loop, addresses, web.getPort());
      return new StunService(loop, "stun:" + web.getHost() + ":" + web.getPort());
    } catch (IOException e) {
      terminal.note("UDP port " + web.getPort() + " is taken, so there is no STUN here");
      return new StunService(loop, null);
    }
  }

  /** Where it answers, as the URI of an ICE server (RFC 7064); empty when it does not. */
  Optional<String> uri() {
    return Optional.ofNullable(uri);
  }

  @Override
  public void close() {
    loop.close();
  }
}
