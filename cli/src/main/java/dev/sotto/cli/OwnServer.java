package dev.sotto.cli;

import dev.sotto.dtls.WebCertificate;
import dev.sotto.mdns.RoomPlace;
import dev.sotto.messenger.RendezvousServer;
import dev.sotto.nearby.RoomBeacon;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.Tls;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The rendezvous server and page of one who invites without knowing a server: for one meeting and
 * its session, and only its maker can open a room there. Started once, by one thread.
 */
final class OwnServer implements AutoCloseable {
  private static final int TOKEN_BYTES = 16;

  private final Hosting hosting;
  private final int port;
  private final boolean tls;
  private final boolean open;
  private final String token = token();

  /** What is to be ended, the last first; a signal may come at any time. */
  private final Deque<Runnable> begun = new ConcurrentLinkedDeque<>();

  private volatile @Nullable Reached reached;
  private volatile @Nullable RoomBeacon beacon;

  /**
   * How others reach it.
   *
   * @param addresses where it listens
   * @param port the port of the page
   * @param page where they load the page
   * @param place where they meet us, behind the {@code @} of a code
   * @param fingerprint of the certificate
   */
  private record Reached(
      OwnAddresses addresses, int port, URI page, String place, Optional<String> fingerprint) {}

  /**
   * One that is not started.
   *
   * @param hosting on which interfaces
   * @param port where, 0 for any
   * @param tls whether the page is served over HTTPS
   * @param open whether the gateway is to open a port
   */
  OwnServer(Hosting hosting, int port, boolean tls, boolean open) {
    this.hosting = hosting;
    this.port = port;
    this.tls = tls;
    this.open = open;
  }

  /**
   * Starts it. Waits some seconds for the gateway, if that is to open a port.
   *
   * @return how its maker reaches it
   * @throws Failure when its port cannot be had
   */
  RendezvousServer start() {
    OwnAddresses addresses = OwnAddresses.of(hosting.connections().ice().addresses());
    Optional<WebCertificate> certificate =
        tls ? Optional.of(certificate(addresses)) : Optional.empty();
    WebServer web = Servers.start(options(addresses, certificate));
    begun.push(web::close);
    StunService stun =
        StunService.start(addresses.bind(), web.url(), hosting.terminal(), hosting.bugs());
    begun.push(stun::close);
    Optional<String> outside = open ? outside(addresses.outward(), web) : Optional.empty();
    String scheme = tls ? "https://" : "http://";
    String inside = HostPort.text(literal(addresses.told()), web.port());
    String place = outside.orElse(inside);
    if (tls) {
      outside.ifPresent(web::answerTo);
    }
    reached =
        new Reached(
            addresses,
            web.port(),
            URI.create(scheme + (tls ? place : inside)),
            tls ? scheme + place : place,
            certificate.map(WebCertificate::fingerprint));
    int inner = tls ? web.programsPort().orElseThrow() : web.port();
    URI own = URI.create("http://localhost:" + inner);
    return RendezvousServer.at(own).withOpenToken(token);
  }

  private WebOptions options(OwnAddresses addresses, Optional<WebCertificate> certificate) {
    WebOptions options =
        new WebOptions(addresses.bind(), port, List.of(), RendezvousLimits.ofOneMeeting())
            .withOpenTokens(List.of(token));
    if (certificate.isPresent()) {
      return options
          .withTls(Tls.of(certificate.get().keys()))
          .withPrograms(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    return open ? options.withPrograms(new InetSocketAddress(addresses.outward(), 0)) : options;
  }

  /** Over HTTPS all of it may be reached from outside; without, only what is sealed anyway. */
  private Optional<String> outside(InetAddress address, WebServer web) {
    int inner = tls ? web.port() : web.programsPort().orElseThrow();
    InetSocketAddress listening = new InetSocketAddress(address, inner);
    Optional<String> place =
        hosting
            .connections()
            .portMapping()
            .map(how -> PublicPort.open(how, listening, hosting.terminal(), hosting.bugs()))
            .flatMap(
                port -> {
                  begun.push(port::close);
                  return port.place();
                });
    if (place.isEmpty()) {
      hosting
          .terminal()
          .warning(
              "no gateway opened a port, so the code works on this network only",
              "sotto diagnose tells why; or name a server that both reach with --server URL");
    }
    return place;
  }

  private static WebCertificate certificate(OwnAddresses addresses) {
    return WebCertificate.generate(
        addresses.others().stream().map(OwnServer::literal).toList(), new SecureRandom());
  }

  private static String literal(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  private static String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Where others meet us, as it follows the {@code @} of a code. */
  String place() {
    return reached().place();
  }

  /** The address of the page. */
  URI page() {
    return reached().page();
  }

  /** The SHA-256 of the certificate that a browser will warn of. */
  Optional<String> fingerprint() {
    return reached().fingerprint();
  }

  /** Answers those on the local network who look for this room. */
  void answerFor(String room) {
    Reached here = reached();
    RoomBeacon lit =
        RoomBeacon.light(
            new RoomPlace(room, here.port(), tls), here.addresses().others(), hosting.bugs());
    beacon = lit;
    begun.push(lit::close);
  }

  /** Answers nobody any more. */
  void answerNoMore() {
    RoomBeacon lit = beacon;
    if (lit != null) {
      lit.close();
    }
  }

  @Override
  public void close() {
    for (Runnable end = begun.poll(); end != null; end = begun.poll()) {
      end.run();
    }
  }

  private Reached reached() {
    Reached here = reached;
    if (here == null) {
      throw new IllegalStateException("not started");
    }
    return here;
  }

  @Override
  public String toString() {
    return "OwnServer";
  }
}
