package dev.sotto.signal;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket server (RFC 6455) on loopback that does nothing by itself: a test takes its sockets,
 * reads what came and says what it likes.
 */
final class ScriptedServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket listening;
  private final Thread accepting;
  private final BlockingQueue<Visitor> visitors = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Semaphore refusals = new Semaphore(0);
  private volatile String refusal = "";

  ScriptedServer() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    accepting = daemon(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** The next that connected. */
  Visitor next() throws InterruptedException {
    return taken(visitors);
  }

  /** From now on connections get this status line instead of a WebSocket. */
  void refuse(String status) {
    refusal = status;
  }

  /** Waits until one was refused. */
  void awaitRefused() throws InterruptedException {
    if (!refusals.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing came");
    }
  }

  private static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
    T one = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (one == null) {
      throw new AssertionError("nothing came");
    }
    return one;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String head = head(in);
      if (!refusal.isEmpty()) {
        write(socket, "HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n");
        socket.close();
        refusals.release();
        return;
      }
      write(
          socket,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(head)
              + "\r\n\r\n");
      Visitor visitor = new Visitor(socket, head.substring(0, head.indexOf("\r\n")));
      visitors.add(visitor);
      visitor.read(in);
    } catch (IOException | GeneralSecurityException e) {
      // The test asks for what came until then.
    }
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static String accept(String head) throws GeneralSecurityException {
    String key =
        head.lines()
            .filter(
                line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElseThrow();
    byte[] digest =
        MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(digest);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    try {
      accepting.join(); // Until it has noticed, the kernel still takes connections for it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One WebSocket. */
  static final class Visitor {
    final String requestLine;
    private final Socket socket;
    private volatile byte[] lastPing = new byte[0];
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    Visitor(Socket socket, String requestLine) {
      this.socket = socket;
      this.requestLine = requestLine;
    }

    /**
     * The next text; {@code ping}, {@code closed CODE} when it closed, {@code ended} when it is
     * just gone.
     */
    String next() throws InterruptedException {
      return taken(received);
    }

    void say(String text) throws IOException {
      frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(int first, byte[] payload) throws IOException {
      OutputStream out = socket.getOutputStream();
      byte[] head =
          payload.length < 126
              ? new byte[] {(byte) first, (byte) payload.length}
              : payload.length < 65_536
                  ? new byte[] {
                    (byte) first, 126, (byte) (payload.length >> 8), (byte) payload.length
                  }
                  : new byte[] {
                    (byte) first,
                    127,
                    0,
                    0,
                    0,
                    0,
                    (byte) (payload.length >> 24),
                    (byte) (payload.length >> 16),
                    (byte) (payload.length >> 8),
                    (byte) payload.length
                  };
      synchronized (this) {
        out.write(head);
        out.write(payload);
        out.flush();
      }
    }

    void close(int code) throws IOException {
      frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Answers the last ping. */
    void pong() throws IOException {
      frame(0x8a, lastPing);
    }

    /** The connection breaks. */
    void cut() throws IOException {
      socket.close();
    }

    private void read(DataInputStream in) throws IOException {
      try {
        while (true) {
          int first = in.readUnsignedByte();
          int length = in.readUnsignedByte() & 0x7f;
          length = length == 126 ? in.readUnsignedShort() : length;
          if (length == 127) {
            length = (int) in.readLong();
          }
          byte[] mask = in.readNBytes(4);
          byte[] payload = in.readNBytes(length);
          for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
          }
          take(first & 0xf, payload);
        }
      } catch (EOFException | SocketException e) {
        received.add("ended");
      }
    }

    private void take(int opcode, byte[] payload) throws IOException {
      if (opcode == 1) {
        received.add(new String(payload, StandardCharsets.UTF_8));
      } else if (opcode == 9) {
        lastPing = payload;
        received.add("ping");
      } else if (opcode == 8) {
        int code = payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        received.add("closed " + code);
        frame(0x88, payload);
        socket.close();
      }
    }
  }
}
