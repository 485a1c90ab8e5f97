package dev.sotto.portmap;

import dev.sotto.time.Monotonic;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * HTTP/1.1 as far as a gateway needs it, from the address that is to be mapped, to the gateway and
 * nowhere else: no redirect is followed and no proxy asked. One connection for each request.
 *
 * <p>The JDK's client is not used: it has no limit on a body or on the time that one takes, cannot
 * be told the local address on Java 17, and its threads stay.
 *
 * <p>Blocks, for a limited time. Safe for use by several threads.
 */
final class GatewayHttp {
  private static final int LONGEST_HEADER = 8192;

  private final Gateway gateway;
  private final Duration patience;
  private final Supplier<Monotonic> clock;

  /**
   * Prepares.
   *
   * @param patience how long one request may take
   * @param clock tells the time, from any thread
   */
  GatewayHttp(Gateway gateway, Duration patience, Supplier<Monotonic> clock) {
    this.gateway = gateway;
    this.patience = patience;
    this.clock = clock;
  }

  /** What came back: a gateway answers with XML or with nothing of use. */
  record Reply(int status, List<XmlLeaf> document) {}

  Reply get(URI from, int longestBody) throws IOException {
    return exchange(from, "GET", "", new byte[0], longestBody);
  }

  /** Posts a document; the headers are whole lines. */
  Reply post(URI to, String headers, byte[] document, int longestBody) throws IOException {
    String all = headers + "Content-Length: " + document.length + "\r\n";
    return exchange(to, "POST", all, document, longestBody);
  }

  private Reply exchange(URI uri, String method, String headers, byte[] body, int longestBody)
      throws IOException {
    if (!Ssdp.isOnGateway(uri, gateway.address())) {
      throw new ProtocolException("not on the gateway");
    }
    Monotonic deadline = clock.get().plus(patience);
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String head =
        method
            + " "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + uri.getHost()
            + ":"
            + port
            + "\r\nConnection: close\r\n"
            + headers
            + "\r\n";
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(gateway.local(), 0));
      socket.connect(new InetSocketAddress(gateway.address(), port), (int) patience.toMillis());
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(body);
      socket.getOutputStream().write(request.toByteArray());
      return new Reader(socket, deadline).reply(longestBody);
    }
  }

  /** Reads one reply; whoever sends it byte by byte has no more time than others. */
  private final class Reader {
    private final Socket socket;
    private final InputStream input;
    private final Monotonic deadline;
    private final byte[] buffer = new byte[4096];
    private int position;
    private int limit;
    private int headerBytes;

    Reader(Socket socket, Monotonic deadline) throws IOException {
      this.socket = socket;
      this.input = socket.getInputStream();
      this.deadline = deadline;
    }

    Reply reply(int longestBody) throws IOException {
      String[] status = line().split(" ", 3);
      if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
        throw new ProtocolException("no HTTP");
      }
      int code = number(status[1], 10, 999);
      int length = -1;
      boolean chunked = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        String[] field = header.split(":", 2);
        String name = field[0].strip().toLowerCase(Locale.ROOT);
        String value = field[field.length - 1].strip();
        if (name.equals("content-length")) {
          length = number(value, 10, longestBody);
        } else if (name.equals("transfer-encoding")) {
          chunked = value.equalsIgnoreCase("chunked");
        }
      }
      byte[] body = chunked ? chunks(longestBody) : body(length, longestBody);
      return new Reply(code, XmlLeaf.parse(body));
    }

    private byte[] body(int length, int longestBody) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (length < 0 || body.size() < length) {
        int next = read();
        if (next < 0) {
          if (length < 0) {
            break;
          }
          throw new EOFException("end inside the body");
        }
        append(body, next, longestBody);
      }
      return body.toByteArray();
    }

    private byte[] chunks(int longestBody) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int length = number(line().split(";", 2)[0].strip(), 16, longestBody);
        if (length == 0) {
          return body.toByteArray();
        }
        for (int i = 0; i < length; i++) {
          append(body, require(read()), longestBody);
        }
        if (!line().isEmpty()) {
          throw new ProtocolException("no end of chunk");
        }
      }
    }

    private void append(ByteArrayOutputStream body, int next, int longestBody) throws IOException {
      if (body.size() == longestBody) {
        throw new ProtocolException("too long a body");
      }
      body.write(next);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = require(read()); next != '\n'; next = require(read())) {
        if (++headerBytes > LONGEST_HEADER) {
          throw new ProtocolException("too long a header");
        }
        line.append((char) next);
      }
      int length = line.length();
      return length > 0 && line.charAt(length - 1) == '\r'
          ? line.substring(0, length - 1)
          : line.toString();
    }

    private int require(int next) throws EOFException {
      if (next < 0) {
        throw new EOFException("end inside the header");
      }
      return next;
    }

    private int number(String digits, int radix, int most) throws ProtocolException {
      try {
        int value = Integer.parseInt(digits, radix);
        if (value >= 0 && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new ProtocolException("not a length that is permitted");
    }

    private int read() throws IOException {
      if (position == limit) {
        long millis = deadline.since(clock.get()).toMillis();
        if (millis <= 0) {
          throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) millis);
        position = 0;
        limit = Math.max(0, input.read(buffer));
        if (limit == 0) {
          return -1;
        }
      }
      return buffer[position++] & 0xff;
    }
  }
}
