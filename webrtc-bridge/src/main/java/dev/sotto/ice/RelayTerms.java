package dev.sotto.ice;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * How patient a relay is with its server, and how it finds it.
 *
 * @param stagger how long one address of the server is waited for before the next is tried too
 * @param patience after which there is no relay
 * @param dead how long the network must say that the server is not there, and the server nothing,
 *     until the allocation is given up
 * @param goodbye how long the server's answer to the end is waited for
 * @param names finds the addresses of the server; may block
 */
record RelayTerms(
    Duration stagger, Duration patience, Duration dead, Duration goodbye, Names names) {
  /** RFC 8305 section 5 recommends 250 ms between connection attempts. */
  static final RelayTerms DEFAULT =
      new RelayTerms(
          Duration.ofMillis(250),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          host -> List.of(InetAddress.getAllByName(host)));

  /** Finds the addresses behind a name. */
  @FunctionalInterface
  interface Names {
    List<InetAddress> find(String host) throws UnknownHostException;
  }
}
