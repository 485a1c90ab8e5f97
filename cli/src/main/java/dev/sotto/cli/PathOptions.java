package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConfiguration;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ways to the other side are tried. */
final class PathOptions {
  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description =
          "Use this network interface only. So far only the loopback interface can be named:"
              + " both sides on this machine, no packet leaves it.")
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
      boolean loopback =
          Optional.ofNullable(NetworkInterface.getByName(name))
              .orElseThrow(() -> new Failure(Kind.USAGE, "no such interface: " + name, ""))
              .isLoopback();
      if (loopback) {
        return PeerConfiguration.localOnly();
      }
    } catch (SocketException e) {
      throw new Failure(Kind.NO_PATH, "cannot look at interface " + name, "");
    }
    throw new Failure(
        Kind.USAGE, "only the loopback interface can be named so far, not " + name, "");
  }
}
