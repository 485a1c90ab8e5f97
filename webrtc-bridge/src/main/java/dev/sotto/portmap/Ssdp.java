package dev.sotto.portmap;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The search for a gateway's description (UPnP Device Architecture 1.1 section 1.3). */
final class Ssdp {
  private static final List<String> TARGETS =
      List.of(
          "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
          "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
          "urn:schemas-upnp-org:service:WANIPConnection:2",
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");
  private static final int LONGEST = 2048;

  private Ssdp() {}

  /** One search for each thing that a gateway may call itself. */
  static List<byte[]> searches() {
    return TARGETS.stream().map(Ssdp::search).toList();
  }

  private static byte[] search(String target) {
    String message =
        "M-SEARCH * HTTP/1.1\r\n"
            + "HOST: 239.255.255.250:1900\r\n"
            + "MAN: \"ssdp:discover\"\r\n"
            + "MX: 1\r\n"
            + "ST: "
            + target
            + "\r\n\r\n";
    return message.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The address of the description that an answer names. Only one on the gateway itself will do: a
   * stranger on the network could otherwise have us ask anybody anything.
   */
  static Optional<URI> location(byte[] answer, int length, InetAddress gateway) {
    if (length > LONGEST) {
      return Optional.empty();
    }
    String[] lines = new String(answer, 0, length, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    if (!lines[0].matches("HTTP/1\\.[01] 200\\b.*")) {
      return Optional.empty();
    }
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals("location")) {
        return onGateway(line.substring(colon + 1).strip(), gateway);
      }
    }
    return Optional.empty();
  }

  /** A text as an address, when it is plain HTTP on the gateway. */
  static Optional<URI> onGateway(String text, InetAddress gateway) {
    try {
      return Optional.of(new URI(text)).filter(uri -> isOnGateway(uri, gateway));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether an address is plain HTTP on the gateway, named by its number. */
  static boolean isOnGateway(URI uri, InetAddress gateway) {
    return "http".equalsIgnoreCase(uri.getScheme())
        && uri.getRawUserInfo() == null
        && gateway.getHostAddress().equals(uri.getHost())
        && uri.getPort() <= 0xffff
        && uri.getPort() != 0;
  }
}
