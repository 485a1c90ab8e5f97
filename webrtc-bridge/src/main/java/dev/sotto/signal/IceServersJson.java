package dev.sotto.signal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.turn.TurnCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * STUN and TURN servers as browsers are told them (W3C RTCIceServer; URIs of RFC 7064 and RFC
 * 7065). What we cannot use is passed over, as is what is more than we ask.
 */
final class IceServersJson {
  private static final int MAX_ENTRIES = 16;
  private static final int MAX_URLS = 8;
  private static final int MAX_STUN = 4;
  private static final int MAX_TURN = 8;
  private static final int MAX_TEXT = 508;
  private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(1).toSeconds();
  private static final int PORT = 3478;
  private static final int TLS_PORT = 5349;

  private static final Pattern URI =
      Pattern.compile(
          "(?<scheme>stun|turn|turns):"
              + "(?:\\[(?<ip6>[0-9A-Fa-f:.]{2,45})]|(?<host>[A-Za-z0-9.-]{1,253}))"
              + "(?::(?<port>[0-9]{1,5}))?"
              + "(?:\\?transport=(?<transport>udp|tcp))?");

  private IceServersJson() {}

  /** Reads a server's list; empty when it is malformed. */
  static Optional<IceServers> read(JsonNode json) {
    JsonNode entries = json.path("servers");
    Optional<Long> life = StrictJson.number(json, "ttl", 1, LONGEST_LIFE_SECONDS);
    if (!entries.isArray() || entries.size() > MAX_ENTRIES || life.isEmpty()) {
      return Optional.empty();
    }
    List<StunServer> stun = new ArrayList<>();
    List<TurnServer> turn = new ArrayList<>();
    for (JsonNode entry : entries) {
      JsonNode urls = entry.path("urls");
      if (urls.isTextual()) {
        add(urls.textValue(), entry, stun, turn);
      }
      for (int i = 0; urls.isArray() && i < Math.min(urls.size(), MAX_URLS); i++) {
        add(urls.path(i).asText(), entry, stun, turn);
      }
    }
    return Optional.of(
        new IceServers(
            stun.stream().limit(MAX_STUN).toList(),
            turn.stream().limit(MAX_TURN).toList(),
            Duration.ofSeconds(life.get())));
  }

  private static void add(
      String text, JsonNode entry, List<StunServer> stun, List<TurnServer> turn) {
    Matcher uri = URI.matcher(text);
    if (!uri.matches()) {
      return;
    }
    String scheme = uri.group("scheme");
    String host = uri.group("ip6") == null ? uri.group("host") : uri.group("ip6");
    boolean tls = scheme.equals("turns");
    int port =
        uri.group("port") == null ? (tls ? TLS_PORT : PORT) : Integer.parseInt(uri.group("port"));
    if (port < 1 || port > 65_535) {
      return;
    }
    if (scheme.equals("stun")) {
      stun.add(new StunServer(host, port));
      return;
    }
    boolean tcp = "tcp".equals(uri.group("transport"));
    boolean udp = "udp".equals(uri.group("transport"));
    if (tls && udp) {
      return; // TURN over DTLS, which we do not speak
    }
    Transport transport = tls ? Transport.TLS : tcp ? Transport.TCP : Transport.UDP;
    credentials(entry)
        .ifPresent(credentials -> turn.add(new TurnServer(host, port, transport, credentials)));
  }

  private static Optional<TurnCredentials> credentials(JsonNode entry) {
    Optional<String> username =
        StrictJson.text(entry, "username").filter(text -> text.length() <= MAX_TEXT);
    Optional<String> credential =
        StrictJson.text(entry, "credential").filter(text -> text.length() <= MAX_TEXT);
    try {
      return username.flatMap(name -> credential.map(secret -> new TurnCredentials(name, secret)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
