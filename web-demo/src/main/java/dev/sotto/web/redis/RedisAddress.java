package dev.sotto.web.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a Redis is and who we are there.
 *
 * @param host its name or address, without brackets
 * @param port its TCP port, 1 to 65535
 * @param secure whether to speak TLS, with the certificate and its name verified
 * @param database which of its databases, 0 to 9999
 * @param user the user of an access control list; empty for the default one
 * @param password what opens it; empty for none
 * @param authorities a file of PEM certificates to trust, and no others; empty for those of the JVM
 */
public record RedisAddress(
    String host,
    int port,
    boolean secure,
    int database,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> authorities) {
  private static final int USUAL_PORT = 6379;
  private static final int MOST_PORTS = 65_535;
  private static final Pattern USER = Pattern.compile("[\\w.@-]{1,64}");
  private static final Pattern DATABASE = Pattern.compile("/\\d{1,4}");

  /**
   * Reads an address.
   *
   * @param url {@code redis://} or {@code rediss://} (TLS), then {@code [USER@]HOST[:PORT][/DB]}
   * @return the address, without a password
   * @throws IllegalArgumentException for anything else, with a message for people that does not
   *     repeat the address: what is refused may be a password
   */
  public static RedisAddress parse(String url) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("redis") && !scheme.equals("rediss")) {
      throw new IllegalArgumentException(
          "the address of a Redis begins with redis:// or rediss://");
    }
    String user = uri.getRawUserInfo();
    if (user != null && user.contains(":")) {
      throw new IllegalArgumentException("a password does not belong into an address");
    }
    String path = uri.getRawPath();
    boolean plain = path == null || path.isEmpty() || path.equals("/");
    if (uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() == 0
        || uri.getPort() > MOST_PORTS
        || (user != null && !USER.matcher(user).matches())
        || (!plain && !DATABASE.matcher(path).matches())) {
      throw new IllegalArgumentException("not an address of a Redis");
    }
    return new RedisAddress(
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
        scheme.equals("rediss"),
        plain ? 0 : Integer.parseInt(path.substring(1)),
        Optional.ofNullable(user),
        Optional.empty(),
        Optional.empty());
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address of a Redis");
    }
  }

  /**
   * The same, but with this.
   *
   * @param other the password
   * @return that address
   */
  public RedisAddress withPassword(String other) {
    return new RedisAddress(host, port, secure, database, user, Optional.of(other), authorities);
  }

  /**
   * The same, but with these.
   *
   * @param other the file of certificates to trust
   * @return that address
   */
  public RedisAddress withAuthorities(Path other) {
    return new RedisAddress(host, port, secure, database, user, password, Optional.of(other));
  }

  /** Names no password. */
  @Override
  public String toString() {
    return (secure ? "rediss://" : "redis://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port;
  }
}
