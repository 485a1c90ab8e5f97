package dev.sotto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An HTTP client that sends whatever headers it is told, which those of the JDK refuse. */
record RawHttp(int status, List<String> headers, String body) {
  private static final List<String> UPGRADE =
      List.of(
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  static RawHttp get(int port, String path, String... headers) throws IOException {
    return request(port, "GET " + path + " HTTP/1.1", headers);
  }

  static RawHttp upgrade(int port, String... headers) throws IOException {
    return exchange(port, head("GET " + WebServer.RENDEZVOUS + " HTTP/1.1", UPGRADE, headers));
  }

  static String upgradeRequest(int port) {
    return head("GET " + WebServer.RENDEZVOUS + " HTTP/1.1", UPGRADE, "Host: localhost:" + port);
  }

  static RawHttp request(int port, String line, String... headers) throws IOException {
    return exchange(port, head(line, List.of(), headers));
  }

  private static String head(String line, List<String> common, String... headers) {
    return line
        + "\r\n"
        + Stream.concat(common.stream(), Arrays.stream(headers))
            .map(header -> header + "\r\n")
            .collect(Collectors.joining())
        + "\r\n";
  }

  private static RawHttp exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return read(socket);
    }
  }

  Optional<String> header(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(header -> header.substring(prefix.length()).strip())
        .findFirst();
  }

  private static RawHttp read(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("no response: " + head);
      }
      head.append((char) next);
    }
    List<String> lines = head.toString().strip().lines().toList();
    RawHttp bare =
        new RawHttp(
            Integer.parseInt(lines.get(0).substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
            lines.subList(1, lines.size()),
            "");
    InputStream in = socket.getInputStream();
    byte[] body =
        bare.header("Transfer-Encoding").filter("chunked"::equals).isPresent()
            ? chunks(in)
            : in.readNBytes(bare.header("Content-Length").map(Integer::parseInt).orElse(0));
    return new RawHttp(bare.status, bare.headers, new String(body, UTF_8));
  }

  /** RFC 9112 section 7.1, without trailers. */
  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.write(in.readNBytes(size));
      in.readNBytes(2);
    }
    return body.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the body ends in the middle");
      }
      line.append((char) next);
    }
    return Integer.parseInt(line.toString().strip(), 16);
  }
}
