package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.ice.IceOptions;
import dev.sotto.peer.PeerConfiguration;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Over which network interface connections are made. */
final class InterfaceOption {
  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description =
          "Use this network interface only. With the loopback interface both sides are on this"
              + " machine, and no packet leaves it.")
  private @Nullable String networkInterface;

  /**
   * The configuration of connections.
   *
   * @param usual what holds when no interface is named
   * @throws Failure when there is no such interface
   */
  PeerConfiguration configuration(PeerConfiguration usual) {
    String name = networkInterface;
    if (name == null) {
      return usual;
    }
    try {
      NetworkInterface found = NetworkInterface.getByName(name);
      if (found == null) {
        throw new Failure(Kind.USAGE, "no such interface: " + name, "");
      }
      IceOptions ice = usual.ice();
      return found.isLoopback()
          ? usual.withIce(ice.withLoopback(Loopback.ONLY)).withPortMapping(Optional.empty())
          : usual.withIce(
              ice.withAddresses(ice.addresses().withInterfaces(List.of(name), List.of())));
    } catch (SocketException e) {
      throw new Failure(Kind.NO_PATH, "cannot look at interface " + name, "");
    }
  }
}
