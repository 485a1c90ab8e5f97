package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.portmap.MappingAttempt.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping that a UPnP gateway made (WANIPConnection:1 and :2). All methods block, each call to
 * the gateway for a limited time.
 *
 * @param service who made it
 * @param internal where it leads to
 * @param external where others reach it
 * @param lifetime when it wants renewal, also where the gateway knows only permanent ones
 */
record IgdMapping(
    IgdService service, InternalPort internal, TransportAddress external, Duration lifetime) {
  private static final int ONLY_PERMANENT_LEASES = 725;
  private static final int CONFLICT = 718;
  private static final int NO_SUCH_ENTRY = 714;
  private static final int INVALID_ACTION = 401;

  /** What came of asking: a mapping, or an attempt that failed. */
  record Made(Optional<IgdMapping> mapping, MappingAttempt attempt) {
    static Made failed(Outcome outcome, int code) {
      return new Made(
          Optional.empty(), new MappingAttempt(MappingProtocol.UPNP_IGD, outcome, code));
    }
  }

  /**
   * What asking for a port needs to know.
   *
   * @param externalPorts to be tried one after another, when one is taken
   */
  record Wish(
      InternalPort internal,
      List<Integer> externalPorts,
      Duration lifetime,
      boolean documentationAddresses) {}

  /** Asks one service after another: a gateway may have one for a line that is not in use. */
  static Made make(List<IgdService> services, Wish wish, GatewayHttp http) throws IOException {
    Made made = Made.failed(Outcome.SILENT, 0);
    for (IgdService service : services) {
      made = make(service, wish, http);
      if (made.mapping().isPresent()) {
        return made;
      }
    }
    return made;
  }

  private static Made make(IgdService service, Wish wish, GatewayHttp http) throws IOException {
    IgdService.Result address = service.call(http, "GetExternalIPAddress", Map.of());
    if (!address.isSuccess()) {
      return Made.failed(Outcome.REFUSED, Math.max(0, address.error()));
    }
    Optional<IpAddress> external =
        IpAddress.parse(address.value("NewExternalIPAddress"))
            .filter(ip -> PublicAddresses.contain(ip, wish.documentationAddresses()));
    if (external.isEmpty()) {
      return Made.failed(Outcome.UNUSABLE_ADDRESS, 0);
    }
    IgdService.Result added = add(service, wish, wish.lifetime().toSeconds(), http);
    if (added.error() == ONLY_PERMANENT_LEASES) {
      added = add(service, wish, 0, http);
    }
    int port = port(added);
    if (!added.isSuccess() || port == 0) {
      return Made.failed(Outcome.REFUSED, Math.max(0, added.error()));
    }
    TransportAddress outside = new TransportAddress(external.get(), port);
    return new Made(
        Optional.of(new IgdMapping(service, wish.internal(), outside, wish.lifetime())),
        new MappingAttempt(MappingProtocol.UPNP_IGD, Outcome.MAPPED));
  }

  /** Adds under the wished port or another; the result names it as NewReservedPort. */
  private static IgdService.Result add(
      IgdService service, Wish wish, long lifetimeSeconds, GatewayHttp http) throws IOException {
    IgdService.Result added = new IgdService.Result(Map.of(), CONFLICT);
    if (service.isVersion2()) {
      int port = wish.externalPorts().get(0);
      added = service.call(http, "AddAnyPortMapping", arguments(wish, port, lifetimeSeconds));
      if (added.error() != INVALID_ACTION && added.error() != CONFLICT) {
        return added;
      }
    }
    for (int port : wish.externalPorts()) {
      added = service.call(http, "AddPortMapping", arguments(wish, port, lifetimeSeconds));
      if (added.isSuccess()) {
        return new IgdService.Result(Map.of("NewReservedPort", Integer.toString(port)), 0);
      }
      if (added.error() != CONFLICT) {
        return added;
      }
    }
    return added;
  }

  private static Map<String, String> arguments(Wish wish, int externalPort, long lifetimeSeconds) {
    Map<String, String> arguments = which(wish.internal(), externalPort);
    arguments.put("NewInternalPort", Integer.toString(wish.internal().port()));
    arguments.put("NewInternalClient", wish.internal().ip().toString());
    arguments.put("NewEnabled", "1");
    arguments.put("NewPortMappingDescription", "Sotto");
    arguments.put("NewLeaseDuration", Long.toString(lifetimeSeconds));
    return arguments;
  }

  private static Map<String, String> which(InternalPort internal, int externalPort) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("NewRemoteHost", "");
    arguments.put("NewExternalPort", Integer.toString(externalPort));
    arguments.put("NewProtocol", internal.transport().name());
    return arguments;
  }

  private static int port(IgdService.Result added) {
    String digits = added.value("NewReservedPort");
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    return port <= 0xffff ? port : 0;
  }

  /**
   * Whether the gateway still leads that port to us, from that address.
   *
   * @throws IOException when there was no reply
   */
  boolean isThere(GatewayHttp http) throws IOException {
    IgdService.Result entry =
        service.call(http, "GetSpecificPortMappingEntry", which(internal, external.port()));
    if (entry.error() == NO_SUCH_ENTRY
        || (entry.isSuccess()
            && !entry.value("NewInternalClient").equals(internal.ip().toString()))) {
      return false;
    }
    IgdService.Result address = service.call(http, "GetExternalIPAddress", Map.of());
    return IpAddress.parse(address.value("NewExternalIPAddress"))
        .filter(external.ip()::equals)
        .isPresent();
  }

  /**
   * Gives it back.
   *
   * @throws IOException when there was no reply
   */
  void delete(GatewayHttp http) throws IOException {
    service.call(http, "DeletePortMapping", which(internal, external.port()));
  }
}
