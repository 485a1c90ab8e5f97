package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS, metrics, proxies or tokens, over loopback. */
@Timeout(120)
class ProtectedServerTest {
  private static final String PASSWORD = "secret";

  @TempDir private Path directory;

  /** What came from a WebSocket. */
  private static final class Ears implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      heard.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add(code + " " + reason);
      return null;
    }

    private String next() throws InterruptedException {
      String next = heard.poll(60, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }
  }

  @Test
  void servesPageAndRoomsOverTls() throws Exception {
    KeyStore keys = keys("RSA");
    WebOptions options = WebOptions.local(0).withTls(Tls.load(certificate(keys), key(keys)));
    try (WebServer server = WebServer.start(options)) {
      assertThat(server.url().getScheme()).isEqualTo("https");
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(keys)).build();
      HttpResponse<String> page = get(client, server.url());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).startsWith("<!doctype html>");
      assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();

      Ears ears = new Ears();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Origin", server.url().toString())
              .buildAsync(
                  URI.create("wss://localhost:" + server.port() + WebServer.RENDEZVOUS), ears)
              .join();
      socket.sendText("{\"t\":\"open\",\"m\":1}", true).join();
      assertThat(ears.next()).startsWith("{\"t\":\"opened\"");
      socket.abort();
      assertThatThrownBy(
              () ->
                  client
                      .newWebSocketBuilder()
                      .header("Origin", "http://localhost:" + server.port())
                      .buildAsync(
                          URI.create("wss://localhost:" + server.port() + WebServer.RENDEZVOUS),
                          new Ears())
                      .join())
          .hasMessageContaining("WebSocketHandshakeException");
    }
  }

  @Test
  void takesKeysOfEllipticCurvesToo() throws Exception {
    KeyStore keys = keys("EC");

    assertThat(Tls.load(certificate(keys), key(keys))).isNotNull();
  }

  @Test
  void saysWhatIsWrongWithACertificate() throws Exception {
    KeyStore keys = keys("RSA");
    Path certificate = certificate(keys);
    Path key = key(keys);
    Path absent = directory.resolve("absent");
    Path other = Files.writeString(directory.resolve("other"), "nothing");
    Path encrypted =
        Files.writeString(
            directory.resolve("encrypted"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n");

    assertThatThrownBy(() -> Tls.load(absent, key)).hasMessage("cannot read " + absent);
    assertThatThrownBy(() -> Tls.load(certificate, absent)).hasMessage("cannot read " + absent);
    assertThatThrownBy(() -> Tls.load(other, key)).hasMessageContaining("no certificate in");
    assertThatThrownBy(() -> Tls.load(certificate, other)).hasMessageContaining("no private key");
    assertThatThrownBy(() -> Tls.load(certificate, encrypted)).hasMessageContaining("PKCS#8");
    assertThatThrownBy(() -> Tls.load(certificate, key(keys("RSA"))))
        .hasMessageContaining("is not that of");
    assertThatThrownBy(() -> Tls.load(certificate, key(keys("EC"))))
        .hasMessageContaining("the certificate's kind");
  }

  @Test
  void showsMetricsOnlyOnTheirOwnPort() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0).withMetricsPort(0))) {
      int port = server.metricsPort().orElseThrow();
      assertThat(port).isNotEqualTo(server.port());

      RawHttp metrics = RawHttp.get(port, "/metrics", "Host: localhost:" + port);
      assertThat(metrics.status()).isEqualTo(200);
      assertThat(metrics.header("Content-Type").orElseThrow()).startsWith("text/plain;");
      assertThat(metrics.body()).contains("sotto_rooms 0.0", "sotto_connections 0.0");
      assertThat(RawHttp.get(port, "/", "Host: localhost:" + port).status()).isEqualTo(404);
      assertThat(RawHttp.upgrade(port, "Host: localhost:" + port).status()).isEqualTo(404);
      assertThat(RawHttp.get(port, "/metrics", "Host: evil.example:" + port).status())
          .isEqualTo(421);
      assertThat(
              RawHttp.get(server.port(), "/metrics", "Host: localhost:" + server.port()).status())
          .isEqualTo(404);
    }
  }

  @Test
  void hasNoMetricsUnlessAsked() throws IOException {
    try (WebServer server = WebServer.start(WebOptions.local(0))) {
      assertThat(server.metricsPort()).isEmpty();
      assertThat(
              RawHttp.get(server.port(), "/metrics", "Host: localhost:" + server.port()).status())
          .isEqualTo(404);
    }
  }

  @Test
  void asksWhoeverIsBehindAProxyOfOursForItself() throws Exception {
    WebOptions options =
        WebOptions.local(0)
            .withTrustedProxies(List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")));
    try (WebServer server = WebServer.start(options)) {
      for (int i = 0; i < 10; i++) {
        assertThat(joining(server, "203.0.113." + i + ", 198.51.100.1")).startsWith("4004 ");
      }
      assertThat(joining(server, "198.51.100.1")).startsWith("{\"t\":\"work\"");
      assertThat(joining(server, "198.51.100.2")).startsWith("4004 ");
    }
  }

  @Test
  void believesNoForwardingOfStrangers() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0))) {
      for (int i = 0; i < 10; i++) {
        assertThat(joining(server, "198.51.100." + i)).startsWith("4004 ");
      }
      assertThat(joining(server, "198.51.100.200")).startsWith("{\"t\":\"work\"");
    }
  }

  @Test
  void opensRoomsForTokensOnly() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0).withOpenTokens(List.of("abc")))) {
      assertThat(saying(server, "", "{\"t\":\"open\",\"m\":1}"))
          .isEqualTo("4030 opening rooms needs a token");
      assertThat(saying(server, "", "{\"t\":\"open\",\"m\":1,\"token\":\"abc\"}"))
          .startsWith("{\"t\":\"opened\"");
    }
  }

  @Test
  void saysGoodbyeAfterWhatWasUnderWay() throws Exception {
    WebServer server = WebServer.start(WebOptions.local(0));
    Ears ears = new Ears();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://localhost:" + server.port() + "/rendezvous"), ears)
            .join();
    socket.sendText("{\"t\":\"open\",\"m\":1}", true).join();
    assertThat(ears.next()).startsWith("{\"t\":\"opened\"");
    server.close();

    assertThat(ears.next()).isEqualTo("1001 the server stops");
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
        .isInstanceOf(IOException.class);
  }

  private static String joining(WebServer server, String forwarded) throws InterruptedException {
    return saying(server, forwarded, "{\"t\":\"join\",\"room\":\"999999999\"}");
  }

  private static String saying(WebServer server, String forwarded, String text)
      throws InterruptedException {
    Ears ears = new Ears();
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (!forwarded.isEmpty()) {
      builder.header("X-Forwarded-For", forwarded);
    }
    WebSocket socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/rendezvous"), ears)
            .join();
    socket.sendText(text, true).join();
    String answer = ears.next();
    socket.abort();
    return answer;
  }

  private static HttpResponse<String> get(HttpClient client, URI uri)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri.resolve("/")).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Made by the JDK's own tool: its classes for this are not open to programs. */
  private KeyStore keys(String algorithm) throws Exception {
    Path file = Files.createTempDirectory(directory, "keys").resolve("keys.p12");
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    try (InputStream said = tool.getInputStream()) {
      said.readAllBytes();
    }
    assertThat(tool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private Path certificate(KeyStore keys) throws GeneralSecurityException, IOException {
    return pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
  }

  private Path key(KeyStore keys) throws GeneralSecurityException, IOException {
    return pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
  }

  private Path pem(String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        Files.createTempFile(directory, "file", ".pem"),
        "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
