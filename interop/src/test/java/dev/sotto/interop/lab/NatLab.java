package dev.sotto.interop.lab;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The public segment with its servers, which lasts; and two hosts, which can be replaced. For one
 * thread.
 */
public final class NatLab implements AutoCloseable {
  private final Scratch scratch = Scratch.create();
  private final Internet internet = new Internet();
  private final ServerCertificate certificate;
  private final Coturn server;

  /** Builds the public segment. */
  public NatLab() {
    try {
      certificate = ServerCertificate.create(scratch.folder());
      server = Coturn.first(internet, certificate);
    } catch (RuntimeException e) {
      internet.close();
      scratch.close();
      throw e;
    }
  }

  /**
   * Two hosts, as long as they are needed.
   *
   * @param a one
   * @param b the other
   */
  public record Hosts(Host a, Host b) implements AutoCloseable {
    @Override
    public void close() {
      a.close();
      b.close();
    }
  }

  /**
   * Connects two hosts.
   *
   * @param a how one is connected
   * @param b how the other is
   * @return the hosts; at most one pair at a time
   */
  public Hosts connect(Access a, Access b) {
    CompletableFuture<Host> other =
        CompletableFuture.supplyAsync(() -> Host.connect(internet, 2, b));
    Host one = Host.connect(internet, 1, a);
    try {
      return new Hosts(one, other.join());
    } catch (CompletionException e) {
      one.close();
      throw e;
    }
  }

  /**
   * The public segment.
   *
   * @return where the servers are
   */
  public Internet internet() {
    return internet;
  }

  /**
   * The STUN and TURN server at {@link Internet#SERVER}.
   *
   * @return the server
   */
  public Coturn server() {
    return server;
  }

  /**
   * What the servers show over TLS.
   *
   * @return the certificate
   */
  public ServerCertificate certificate() {
    return certificate;
  }

  @Override
  public void close() {
    server.close();
    internet.close();
    scratch.close();
  }
}
