package dev.sotto.interop.lab;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A STUN and TURN server: port 3478 over UDP and TCP, port 443 over TCP and TLS, with relays for
 * one user. With two IPv4 addresses it also helps to tell NATs apart (RFC 5780).
 */
public final class Coturn implements AutoCloseable {
  /** Who may have a relay. */
  public static final String USER = "sotto";

  /** The password of that user. */
  public static final String PASSWORD = "lab-secret";

  private final Scratch scratch = Scratch.create();
  private final Daemon daemon;

  private Coturn(Internet internet, ServerCertificate certificate, String... addresses) {
    String listening =
        List.of(addresses).stream()
            .map(address -> "listening-ip=" + address + "\n")
            .collect(Collectors.joining());
    String configuration =
        """
        %s
        relay-ip=%s
        relay-ip=%s
        listening-port=3478
        alt-listening-port=3479
        tls-listening-port=443
        cert=%s
        pkey=%s
        lt-cred-mech
        user=%s:%s
        realm=lab.test
        fingerprint
        no-cli
        no-dtls
        log-file=stdout
        simple-log
        pidfile=%s
        userdb=%s
        """
            .formatted(
                listening,
                addresses[0],
                addresses[addresses.length - 1],
                certificate.certificate(),
                certificate.key(),
                USER,
                PASSWORD,
                scratch.folder().resolve("pid"),
                scratch.folder().resolve("users"));
    daemon =
        Daemon.start(
                internet.namespace(),
                List.of("turnserver", "-c", scratch.write("conf", configuration).toString()))
            .awaitLine("Total General servers");
  }

  /**
   * Starts the server at {@link Internet#SERVER}.
   *
   * @param internet where
   * @param certificate for TLS
   * @return the running server
   */
  public static Coturn first(Internet internet, ServerCertificate certificate) {
    return new Coturn(
        internet, certificate, Internet.SERVER, Internet.SERVER_OTHER, Internet.SERVER_IPV6);
  }

  /**
   * Starts the server at {@link Internet#SECOND_SERVER}.
   *
   * @param internet where
   * @param certificate for TLS
   * @return the running server
   */
  public static Coturn second(Internet internet, ServerCertificate certificate) {
    return new Coturn(internet, certificate, Internet.SECOND_SERVER, Internet.SECOND_SERVER_IPV6);
  }

  @Override
  public void close() {
    daemon.close();
    scratch.close();
  }
}
