package dev.sotto.signal;

import dev.sotto.net.AnyCertificate;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * A rendezvous server, as {@link RendezvousRoom} reaches it.
 *
 * @param address where it is: an {@code http}, {@code https}, {@code ws} or {@code wss} address, of
 *     which scheme, host and port are used
 * @param anyCertificate whether any certificate will do; else it is checked as the JDK does it.
 *     What goes through the server is sealed by the code either way
 */
public record RoomServer(URI address, boolean anyCertificate) {
  /** The path of the WebSocket on every rendezvous server. */
  private static final String PATH = "/rendezvous";

  /** Refuses an address with another scheme or no host. */
  public RoomServer {
    scheme(address);
    if (address.getHost() == null) {
      throw new IllegalArgumentException("no host: " + address);
    }
  }

  URI webSocket() {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return URI.create(scheme(address) + "://" + address.getHost() + port + PATH);
  }

  HttpClient.Builder client() {
    HttpClient.Builder usual = HttpClient.newBuilder();
    return anyCertificate ? AnyCertificate.in(usual) : usual;
  }

  private static String scheme(URI address) {
    return switch (String.valueOf(address.getScheme())) {
      case "http", "ws" -> "ws";
      case "https", "wss" -> "wss";
      default -> throw new IllegalArgumentException("not a server's address: " + address);
    };
  }
}
