package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.turn.TurnCredentials;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ICE server as an argument: {@code stun:HOST[:PORT]} (RFC 7064), {@code
 * turn:HOST[:PORT][?transport=udp|tcp]} or {@code turns:HOST[:PORT]} (RFC 7065). An IPv6 address
 * stands in brackets.
 *
 * @param scheme which of the three
 * @param host a name, or an address without brackets
 * @param port 1 to 65535
 * @param transport what carries the packets to it
 */
record IceServerUri(Scheme scheme, String host, int port, Transport transport) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>stun|turn|turns):(\\[(?<ipv6>[0-9a-fA-F:.]+)]|(?<host>[A-Za-z0-9._-]+))"
              + "(:(?<port>\\d{1,5}))?(\\?transport=(?<transport>udp|tcp))?");
  private static final int MOST_PORTS = 65_535;

  /** What is spoken to it. */
  enum Scheme {
    STUN(3478),
    TURN(3478),
    TURNS(5349);

    private final int usualPort;

    Scheme(int usualPort) {
      this.usualPort = usualPort;
    }
  }

  /**
   * Reads one.
   *
   * @throws Failure when it is none
   */
  static IceServerUri parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw notOne(text);
    }
    Scheme scheme = Scheme.valueOf(matcher.group("scheme").toUpperCase(Locale.ROOT));
    String digits = matcher.group("port");
    int port = digits == null ? scheme.usualPort : Integer.parseInt(digits);
    String wanted = matcher.group("transport");
    boolean carriable =
        wanted == null || scheme == Scheme.TURN || (scheme == Scheme.TURNS && wanted.equals("tcp"));
    if (port < 1 || port > MOST_PORTS || !carriable) {
      throw notOne(text);
    }
    String ipv6 = matcher.group("ipv6");
    return new IceServerUri(
        scheme,
        ipv6 == null ? matcher.group("host") : ipv6,
        port,
        scheme == Scheme.TURNS
            ? Transport.TLS
            : "tcp".equals(wanted) ? Transport.TCP : Transport.UDP);
  }

  private static Failure notOne(String text) {
    return new Failure(
        Kind.USAGE,
        "not an ICE server: " + withoutUser(text),
        "write stun:HOST:PORT, turn:HOST:PORT?transport=udp (or tcp), or turns:HOST:PORT");
  }

  /** Somebody may have put a password there. */
  private static String withoutUser(String text) {
    int at = text.lastIndexOf('@');
    return at < 0 ? text : "..." + text.substring(at);
  }

  boolean isRelay() {
    return scheme != Scheme.STUN;
  }

  /** As browsers want it (RFC 7064, RFC 7065). */
  String written() {
    String place = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    return switch (scheme) {
      case STUN -> "stun:" + place;
      case TURN -> "turn:" + place + "?transport=" + (transport == Transport.TCP ? "tcp" : "udp");
      case TURNS -> "turns:" + place + "?transport=tcp";
    };
  }

  StunServer stun() {
    return new StunServer(host, port);
  }

  TurnServer turn(TurnCredentials credentials) {
    return new TurnServer(host, port, transport, credentials);
  }

  /** The URI of a server without its credentials, as it is written here. */
  static String of(TurnServer server) {
    String host = server.host().indexOf(':') < 0 ? server.host() : "[" + server.host() + "]";
    String place = host + ":" + server.port();
    return switch (server.transport()) {
      case UDP -> "turn:" + place + "?transport=udp";
      case TCP -> "turn:" + place + "?transport=tcp";
      case TLS -> "turns:" + place;
    };
  }
}
