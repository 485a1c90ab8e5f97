package dev.sotto.interop;

import dev.sotto.turn.TurnStreamFramer;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection to a TURN server with a plain socket of the JDK and a thread that reads from it. */
interface TurnLink extends AutoCloseable {

  /** What it goes over. */
  enum Kind {
    UDP,
    TCP,
    TLS
  }

  /** Sends one packet. */
  void send(byte[] packet, int length) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * Opens one.
   *
   * @param inbox gets each packet of the server
   */
  static TurnLink open(Kind kind, Coturn server, BlockingQueue<byte[]> inbox)
      throws IOException, GeneralSecurityException {
    InetSocketAddress address = server.address(kind == Kind.TLS);
    return switch (kind) {
      case UDP -> udp(address, inbox);
      case TCP -> stream(new Socket(address.getAddress(), address.getPort()), inbox);
      case TLS -> stream(tls(server, address), inbox);
    };
  }

  private static SSLSocket tls(Coturn server, InetSocketAddress address)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            server.tls().getSocketFactory().createSocket(address.getAddress(), address.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static TurnLink udp(InetSocketAddress server, BlockingQueue<byte[]> inbox)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(Coturn.IPV4, 0));
    socket.connect(server);
    read(
        () -> {
          byte[] buffer = new byte[65_536];
          while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            inbox.add(Arrays.copyOf(buffer, packet.getLength()));
          }
        });
    return new TurnLink() {
      @Override
      public void send(byte[] packet, int length) throws IOException {
        socket.send(new DatagramPacket(packet, length));
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  private static TurnLink stream(Socket socket, BlockingQueue<byte[]> inbox) throws IOException {
    socket.setTcpNoDelay(true);
    InputStream in = socket.getInputStream();
    TurnStreamFramer framer =
        new TurnStreamFramer(
            (from, offset, length) -> inbox.add(Arrays.copyOfRange(from, offset, offset + length)));
    read(
        () -> {
          byte[] buffer = new byte[4096];
          int length = in.read(buffer);
          while (length > 0 && framer.handleBytes(buffer, 0, length)) {
            length = in.read(buffer);
          }
        });
    return new TurnLink() {
      @Override
      public void send(byte[] packet, int length) throws IOException {
        socket.getOutputStream().write(packet, 0, length);
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  /** What reads until its socket is closed. */
  interface Reader {
    void run() throws IOException;
  }

  private static void read(Reader reader) {
    Thread thread =
        new Thread(
            () -> {
              try {
                reader.run();
              } catch (SocketException e) {
                // The test has closed it.
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            "turn-reader");
    thread.setDaemon(true);
    thread.start();
  }
}
