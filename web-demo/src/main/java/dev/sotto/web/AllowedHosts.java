package dev.sotto.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names this server answers to, and the origins whose pages may talk to it.
 *
 * <p>Without this any website could reach a server on the visitor's own machine: by DNS rebinding
 * (its name suddenly means 127.0.0.1) or by a plain WebSocket, which no same-origin rule stops.
 * Literal addresses are safe as far as they are our own, since a page from there came from us. Safe
 * for use by several threads.
 */
final class AllowedHosts {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  // Exactly: Java takes 999.1.1.1 for a name, and would look it up.
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern ORIGIN = Pattern.compile("(https?)://(.+)");

  private final List<Authority> publicHosts = new CopyOnWriteArrayList<>();

  AllowedHosts(List<String> publicHosts) {
    publicHosts.forEach(this::add);
  }

  /** From now on a request may name this host, too. What is no host changes nothing. */
  void add(String publicHost) {
    Authority.parse(publicHost).ifPresent(publicHosts::add);
  }

  /**
   * Whether a request may name this host.
   *
   * @param host what the request named
   * @param local where the request arrived
   * @param secure whether it came over TLS
   */
  boolean permits(Authority host, InetSocketAddress local, boolean secure) {
    return isOurs(host, local, secure)
        || publicHosts.stream().anyMatch(known -> matches(known, host, local.getPort()));
  }

  /**
   * Whether a page of this origin may talk to us: only one that we served under the same name. Over
   * TLS it is {@code https}. Without, it is {@code http}; only of a public host it may be {@code
   * https} as well, since a proxy may stand before us.
   *
   * @param origin the {@code Origin} header; {@code null} (the word) is a sandboxed or local page
   * @param host the host of the same request
   * @param local where the request arrived
   * @param secure whether it came over TLS
   */
  boolean isSameOrigin(String origin, Authority host, InetSocketAddress local, boolean secure) {
    Matcher matcher = ORIGIN.matcher(origin);
    if (!matcher.matches()) {
      return false;
    }
    boolean pageIsSecure = matcher.group(1).equals("https");
    if (secure != pageIsSecure && (secure || isOurs(host, local, false))) {
      return false;
    }
    int implied = pageIsSecure ? HTTPS : HTTP;
    return Authority.parse(matcher.group(2))
        .filter(page -> page.host().equals(host.host()))
        .filter(page -> page.portOr(implied) == host.portOr(implied))
        .isPresent();
  }

  private static boolean isOurs(Authority host, InetSocketAddress local, boolean secure) {
    return host.portOr(secure ? HTTPS : HTTP) == local.getPort()
        && (host.host().equals("localhost") || isOurAddress(host, local.getAddress()));
  }

  private static boolean isOurAddress(Authority host, InetAddress local) {
    String text = host.host();
    if (!text.startsWith("[") && !IPV4.matcher(text).matches()) {
      return false; // A name. Looking it up is what rebinding waits for.
    }
    try {
      InetAddress literal = InetAddress.getByName(text);
      return literal.isLoopbackAddress() || literal.equals(local);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean matches(Authority known, Authority host, int localPort) {
    boolean portMatches =
        known.port() == Authority.NO_PORT
            ? host.port() == Authority.NO_PORT || host.port() == localPort
            : host.port() == known.port();
    return portMatches && known.host().equals(host.host());
  }
}
