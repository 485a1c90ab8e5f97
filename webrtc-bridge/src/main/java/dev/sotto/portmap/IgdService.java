package dev.sotto.portmap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a gateway's UPnP that maps ports, and how it is called (UPnP Device Architecture 1.1
 * section 3: SOAP).
 *
 * @param control where it is called, on the gateway itself
 * @param type one of {@link #TYPES}
 */
record IgdService(URI control, String type) {
  private static final String WAN_IP_2 = "urn:schemas-upnp-org:service:WANIPConnection:2";

  /** The best first. */
  private static final List<String> TYPES =
      List.of(
          WAN_IP_2,
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");

  private static final int MOST_SERVICES = 4;
  private static final int LONGEST_REPLY = 16 << 10;

  /** What a call gave. */
  record Result(Map<String, String> values, int error) {
    /** The gateway said neither yes nor why not. */
    static final int UNKNOWN_ERROR = -1;

    boolean isSuccess() {
      return error == 0;
    }

    /** A value by its name, empty when there is none. */
    String value(String name) {
      return values.getOrDefault(name, "");
    }
  }

  /** Finds the services in a description. */
  static List<IgdService> parse(List<XmlLeaf> description, URI location, InetAddress gateway) {
    Map<Integer, Map<String, String>> byParent = new LinkedHashMap<>();
    for (XmlLeaf leaf : description) {
      byParent
          .computeIfAbsent(leaf.parent(), parent -> new HashMap<>())
          .put(leaf.name(), leaf.text());
    }
    List<IgdService> found = new ArrayList<>();
    for (Map<String, String> service : byParent.values()) {
      String type = service.getOrDefault("serviceType", "");
      String control = service.getOrDefault("controlURL", "");
      if (TYPES.contains(type) && !control.isEmpty()) {
        control(location, control, gateway).ifPresent(uri -> found.add(new IgdService(uri, type)));
      }
    }
    return found.stream()
        .sorted(Comparator.comparingInt(service -> TYPES.indexOf(service.type())))
        .limit(MOST_SERVICES)
        .toList();
  }

  private static Optional<URI> control(URI location, String text, InetAddress gateway) {
    try {
      return Ssdp.onGateway(location.resolve(text).toString(), gateway);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it has what came with version 2: AddAnyPortMapping. */
  boolean isVersion2() {
    return type.equals(WAN_IP_2);
  }

  /**
   * Calls an action; blocks for a limited time.
   *
   * @param arguments names and values, which are ours and need no escape, in the order of the
   *     service's description
   * @throws IOException when there was no reply
   */
  Result call(GatewayHttp http, String action, Map<String, String> arguments) throws IOException {
    StringBuilder body = new StringBuilder();
    arguments.forEach(
        (name, value) ->
            body.append('<').append(name).append('>').append(value).append("</" + name + ">"));
    String envelope =
        "<?xml version=\"1.0\"?>\r\n"
            + "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
            + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
            + ("<u:" + action + " xmlns:u=\"" + type + "\">")
            + body
            + ("</u:" + action + ">")
            + "</s:Body></s:Envelope>";
    String headers =
        "Content-Type: text/xml; charset=\"utf-8\"\r\n"
            + ("SOAPAction: \"" + type + "#" + action + "\"\r\n");
    GatewayHttp.Reply reply =
        http.post(control, headers, envelope.getBytes(StandardCharsets.UTF_8), LONGEST_REPLY);
    return result(reply);
  }

  private static Result result(GatewayHttp.Reply reply) {
    Map<String, String> values = new HashMap<>();
    reply.document().forEach(leaf -> values.put(leaf.name(), leaf.text()));
    if (reply.status() == 200) {
      return new Result(values, 0);
    }
    String code = values.getOrDefault("errorCode", "");
    boolean isCode = code.matches("[1-9][0-9]{2}");
    return new Result(values, isCode ? Integer.parseInt(code) : Result.UNKNOWN_ERROR);
  }
}
