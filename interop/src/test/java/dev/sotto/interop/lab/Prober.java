package dev.sotto.interop.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/**
 * A program that sends and receives datagrams as its standard input tells: {@code open NAME ADDRESS
 * PORT}, answered by {@code open NAME PORT}, and {@code send NAME ADDRESS PORT TEXT}. What arrives
 * is {@code got NAME ADDRESS PORT TEXT} on standard output. Also {@code connect NAME ADDRESS PORT},
 * answered by {@code connect NAME} and {@code true} or, after a second, {@code false}.
 */
final class Prober {
  private static final int BIGGEST = 1500;
  private static final int CONNECT_WITHIN_MILLIS = 1000;

  private final Map<String, DatagramSocket> sockets = new HashMap<>();

  private Prober() {}

  /** Runs until the end of the input. */
  public static void main(String[] arguments) throws IOException {
    Prober prober = new Prober();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] words = line.split(" ", 5);
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getByName(words[2]), Integer.parseInt(words[3]));
        switch (words[0]) {
          case "open" -> prober.open(words[1], address);
          case "send" -> prober.send(words[1], address, words[4]);
          case "connect" -> say("connect " + words[1] + " " + connects(address));
          default -> throw new IOException(line);
        }
      }
    }
    System.exit(0);
  }

  private void open(String name, InetSocketAddress local) throws IOException {
    DatagramSocket socket = new DatagramSocket(local);
    sockets.put(name, socket);
    Thread receiver = new Thread(() -> receive(name, socket), name);
    receiver.setDaemon(true);
    receiver.start();
    say("open " + name + " " + socket.getLocalPort());
  }

  private void send(String name, InetSocketAddress to, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    DatagramSocket socket = sockets.get(name);
    if (socket != null) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  private static boolean connects(InetSocketAddress to) {
    try (Socket socket = new Socket()) {
      socket.connect(to, CONNECT_WITHIN_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void receive(String name, DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[BIGGEST], BIGGEST);
    try {
      while (true) {
        socket.receive(packet);
        say(
            "got %s %s %d %s"
                .formatted(
                    name,
                    packet.getAddress().getHostAddress(),
                    packet.getPort(),
                    new String(packet.getData(), 0, packet.getLength(), UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}
