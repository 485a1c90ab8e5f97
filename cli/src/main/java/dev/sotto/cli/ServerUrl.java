package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a rendezvous server and its page are: {@code http://HOST:PORT} or {@code https://HOST}. */
final class ServerUrl {
  private static final int MAX_PORT = 65_535;

  private ServerUrl() {}

  /**
   * Reads one.
   *
   * @param text as a person writes it
   * @return scheme, host and port alone
   * @throws Failure when it is none
   */
  static URI parse(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      boolean bare = url.getUserInfo() == null && url.getQuery() == null;
      String path = url.getPath();
      if (web
          && bare
          && url.getHost() != null
          && url.getPort() != 0
          && url.getPort() <= MAX_PORT
          && url.getFragment() == null
          && (path == null || path.isEmpty() || path.equals("/"))) {
        return new URI(scheme, null, url.getHost(), url.getPort(), null, null, null);
      }
    } catch (URISyntaxException e) {
      throw noServer(text);
    }
    throw noServer(text);
  }

  /** A password may stand before the host, a code after the hash. */
  private static Failure noServer(String text) {
    String shown = text.replaceFirst("#.*", "#...").replaceFirst("//.*@", "//...@");
    return new Failure(
        Kind.USAGE, "not a server: " + shown, "write http://HOST:PORT or https://HOST");
  }
}
