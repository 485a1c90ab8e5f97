package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place to listen at or to connect to.
 *
 * @param host a name or an address; empty for every address of this machine
 * @param port 0 to 65535
 */
record HostPort(Optional<String> host, int port) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "((\\[(?<ipv6>[0-9a-fA-F:.]+(%\\w+)?)]|(?<host>[A-Za-z0-9._-]+)):)?(?<port>\\d{1,5})");

  /**
   * Reads {@code [ADDR:]PORT}.
   *
   * @throws Failure when it is none
   */
  static HostPort toListen(String text) {
    Matcher matcher = match(text, "write PORT or ADDR:PORT, for instance 4000");
    return of(matcher);
  }

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws Failure when it is none
   */
  static HostPort toConnect(String text) {
    String hint = "write HOST:PORT, for instance 192.0.2.1:4000";
    HostPort place = of(match(text, hint));
    if (place.host().isEmpty() || place.port() == 0) {
      throw notOne(text, hint);
    }
    return place;
  }

  /**
   * Looks the host up.
   *
   * @throws Failure when it has no address
   */
  InetSocketAddress resolve() {
    try {
      return host.isPresent()
          ? new InetSocketAddress(InetAddress.getByName(host.get()), port)
          : new InetSocketAddress(port);
    } catch (UnknownHostException e) {
      throw new Failure(Kind.NO_PATH, "no address is known of " + host.orElse(""), "");
    }
  }

  /** As it is written on a command line. */
  static String text(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return text(host.orElse(""), port);
  }

  private static HostPort of(Matcher matcher) {
    String ipv6 = matcher.group("ipv6");
    String host = ipv6 == null ? matcher.group("host") : ipv6;
    int port = Integer.parseInt(matcher.group("port"));
    Ports.check(port);
    return new HostPort(Optional.ofNullable(host), port);
  }

  private static Matcher match(String text, String hint) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw notOne(text, hint);
    }
    return matcher;
  }

  private static Failure notOne(String text, String hint) {
    return new Failure(Kind.USAGE, "not a place: " + text, hint);
  }
}
