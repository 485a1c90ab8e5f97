package dev.sotto.cli;

import dev.sotto.messenger.RendezvousServer;
import dev.sotto.nearby.RoomSearch;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Codes without a place, looked for on the local network. */
final class Nearby {
  private Nearby() {}

  /**
   * Asks, for at most a second. Of the code only the room's number is told.
   *
   * @param given the code
   * @param hosting which interfaces are used
   * @return where somebody says that the room is; a hint, which only the code proves
   */
  static Optional<RendezvousServer> find(GivenCode given, Hosting hosting) {
    List<InetAddress> here = OwnAddresses.of(hosting.connections().ice().addresses()).others();
    return RoomSearch.find(given.code().room(), here, hosting.bugs()).map(Nearby::server);
  }

  private static RendezvousServer server(RoomSearch.Found found) {
    String place = HostPort.text(found.host().getHostAddress(), found.port());
    return RendezvousServer.at(URI.create((found.secure() ? "https://" : "http://") + place))
        .withAnyCertificate();
  }
}
