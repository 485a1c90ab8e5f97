package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.PacketKind;
import dev.sotto.net.UdpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * A STUN server: tells whoever asks over UDP from which address the question came (RFC 8489), so
 * that a self-hosted rendezvous server needs no other for it. It asks for no credentials, knows
 * nobody and keeps nothing.
 *
 * <p>With a second IP address it also lets the behaviour of NATs be found out (RFC 5780).
 *
 * <p>As with every such server a forged source makes it send to a stranger. An answer has at most
 * 100 bytes, and there are at most 500 answers a second in the long run, whoever asks.
 *
 * <p>Methods may be called from any thread but the loop's own.
 */
public final class StunResponder implements AutoCloseable {
  private static final int MOST_ADDRESSES = 32;
  private static final int BURST = 1000;
  private static final int PER_SECOND = 500;

  private final Loop loop;
  private final RateLimit limit = new RateLimit(BURST, PER_SECOND);
  private final List<UdpSocket> sockets = new ArrayList<>();

  private StunResponder(Loop loop) {
    this.loop = loop;
  }

  /**
   * Starts to answer at one port, plain questions only: a request to answer from elsewhere is
   * refused with 420.
   *
   * @param loop where the sockets live
   * @param addresses addresses of this machine; the wildcard stands for all that it has now,
   *     link-local ones excepted, since an answer must come from where the question went
   * @param port 0 to 65535; with 0 each address gets a port of its own
   * @return the running server, at every address where the port could be had
   * @throws IOException when it could be had at none
   */
  public static StunResponder open(Loop loop, List<InetAddress> addresses, int port)
      throws IOException {
    List<InetAddress> local = expanded(addresses);
    return opened(loop, responder -> responder.openEach(local, port));
  }

  /**
   * Starts to answer at two ports, on two IP addresses or on one. With two a client can find out
   * all that RFC 5780 tells; with one the server only can answer from its other port.
   *
   * @param loop where the sockets live
   * @param primary an address of this machine, not the wildcard, and a port
   * @param alternate an address of the same family and another port
   * @return the running server
   * @throws IOException when one of the two or four sockets cannot be had
   */
  public static StunResponder openForDiscovery(
      Loop loop, InetSocketAddress primary, InetSocketAddress alternate) throws IOException {
    if (primary.getPort() == alternate.getPort()
        || primary.getAddress().getClass() != alternate.getAddress().getClass()) {
      throw new IllegalArgumentException(primary + " and " + alternate);
    }
    Set<InetSocketAddress> corners = new LinkedHashSet<>();
    for (InetSocketAddress ip : List.of(primary, alternate)) {
      for (InetSocketAddress port : List.of(primary, alternate)) {
        corners.add(new InetSocketAddress(ip.getAddress(), port.getPort()));
      }
    }
    return opened(loop, responder -> responder.openTogether(List.copyOf(corners)));
  }

  /**
   * Where it can be asked.
   *
   * @return at least one address
   */
  public List<InetSocketAddress> localAddresses() {
    return sockets.stream().map(UdpSocket::localAddress).toList();
  }

  /** Answers no more. Harmless when repeated. */
  @Override
  public void close() {
    try {
      loop.execute(() -> sockets.forEach(UdpSocket::close));
    } catch (RejectedExecutionException e) {
      // The loop is gone, and the sockets with it.
    }
  }

  private interface Opening {
    void open(StunResponder responder) throws IOException;
  }

  private static StunResponder opened(Loop loop, Opening opening) throws IOException {
    CompletableFuture<StunResponder> made = new CompletableFuture<>();
    loop.execute(
        () -> {
          StunResponder responder = new StunResponder(loop);
          try {
            opening.open(responder);
            made.complete(responder);
          } catch (IOException | RuntimeException e) {
            responder.sockets.forEach(UdpSocket::close);
            made.completeExceptionally(e);
          }
        });
    try {
      return made.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void openEach(List<InetAddress> addresses, int port) throws IOException {
    IOException refused = new IOException("no address");
    for (InetAddress address : addresses) {
      try {
        openTogether(List.of(new InetSocketAddress(address, port)));
      } catch (IOException e) {
        refused = e;
      }
    }
    if (sockets.isEmpty()) {
      throw refused;
    }
  }

  /** Sockets that answer for each other. */
  private void openTogether(List<InetSocketAddress> addresses) throws IOException {
    Corners corners = new Corners();
    for (InetSocketAddress address : addresses) {
      UdpSocket socket = UdpSocket.open(loop, address, corners);
      sockets.add(socket);
      corners.sockets.add(socket);
    }
    corners.answers =
        new BindingAnswers(
            corners.sockets.stream().map(socket -> Pair.address(socket.localAddress())).toList(),
            limit);
  }

  private final class Corners implements UdpSocket.Handler {
    private final List<UdpSocket> sockets = new ArrayList<>();
    private BindingAnswers answers = new BindingAnswers(List.of(), limit);

    @Override
    public void onPacket(
        UdpSocket socket,
        PacketKind kind,
        InetSocketAddress source,
        byte[] buffer,
        int offset,
        int length) {
      if (kind != PacketKind.STUN || source.getPort() == 0) {
        return;
      }
      TransportAddress asker = Pair.address(source);
      answers
          .to(sockets.indexOf(socket), asker, buffer, offset, length, loop.now())
          .ifPresent(
              answer ->
                  sockets.get(answer.from).send(source, answer.message, 0, answer.message.length));
    }
  }

  private static List<InetAddress> expanded(List<InetAddress> addresses) throws SocketException {
    Set<InetAddress> all = new LinkedHashSet<>();
    for (InetAddress address : addresses) {
      if (address.isAnyLocalAddress()) {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          network.inetAddresses().filter(own -> !own.isLinkLocalAddress()).forEach(all::add);
        }
      } else {
        all.add(address);
      }
    }
    return all.stream().limit(MOST_ADDRESSES).toList();
  }
}
