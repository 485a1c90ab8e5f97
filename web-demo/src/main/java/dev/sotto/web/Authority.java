package dev.sotto.web;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host with an optional port, as in the {@code Host} header (RFC 9110 section 7.2) and in origins
 * (RFC 6454): {@code example.org:8080}, {@code [::1]}.
 *
 * <p>Narrower than the RFC on purpose. What parses consists of letters, digits, dots, hyphens,
 * colons and brackets only and may be written into another header.
 *
 * @param host the name or literal in lower case, IPv6 in its brackets
 * @param port the port, or {@link #NO_PORT}
 */
record Authority(String host, int port) {
  static final int NO_PORT = -1;

  private static final Pattern SYNTAX =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9][A-Za-z0-9.-]{0,252})(?::(\\d{1,5}))?");

  static Optional<Authority> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = matcher.group(2) == null ? NO_PORT : Integer.parseInt(matcher.group(2));
    return port > 65535
        ? Optional.empty()
        : Optional.of(new Authority(matcher.group(1).toLowerCase(Locale.ROOT), port));
  }

  /** The port, or the one that a scheme implies. */
  int portOr(int implied) {
    return port == NO_PORT ? implied : port;
  }

  @Override
  public String toString() {
    return port == NO_PORT ? host : host + ":" + port;
  }
}
