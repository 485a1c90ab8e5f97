package dev.sotto.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;

/** Passes one connection on to a server until it is cut: an orderly end of TCP, of nothing else. */
final class CuttingRelay implements AutoCloseable {
  private final ServerSocket front;
  private final ServerSocket server;
  private final Socket back = new Socket();
  private final Executor executor;
  private volatile Socket client = new Socket();

  CuttingRelay(ServerSocket server, Executor executor) throws IOException {
    this.server = server;
    this.executor = executor;
    front = new ServerSocket(0, 50, server.getInetAddress());
    executor.execute(this::relay);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) front.getLocalSocketAddress();
  }

  void cut() throws IOException {
    client.shutdownOutput();
  }

  private void relay() {
    try {
      client = front.accept();
      back.connect(server.getLocalSocketAddress());
      executor.execute(() -> pass(back, client));
      pass(client, back);
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Cut, or the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    client.close();
    back.close();
  }
}
