package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebServerTest {
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = WebServer.start(WebOptions.local(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesThePage() throws IOException {
    RawHttp page = RawHttp.get(server.port(), "/", host());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(page.body()).startsWith("<!doctype html>");
  }

  @Test
  void servesTheWordsOfCodes() throws IOException {
    RawHttp answer = RawHttp.get(server.port(), "/words.txt", host());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().lines()).hasSize(512);
    assertThat(answer.header("Content-Type")).contains("text/plain;charset=utf-8");
  }

  @Test
  void servesTheLibraryOfPagesWithoutCryptography() throws IOException {
    RawHttp answer = RawHttp.get(server.port(), "/lib/nacl-fast.min.js", host());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("scalarMult");
    assertThat(answer.header("Content-Type")).contains("text/javascript;charset=utf-8");
  }

  @Test
  void servesEveryFileOfThePageWithItsType() throws IOException, URISyntaxException {
    Path directory =
        Path.of(Objects.requireNonNull(WebServer.class.getResource("/public")).toURI());
    try (Stream<Path> files = Files.walk(directory).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        String name = directory.relativize(file).toString();
        RawHttp answer =
            RawHttp.get(server.port(), name.equals("index.html") ? "/" : "/" + name, host());

        assertThat(answer.status()).as(name).isEqualTo(200);
        assertThat(answer.body()).as(name).isEqualTo(Files.readString(file));
        assertThat(answer.header("Content-Type").orElse("").replace(" ", ""))
            .as(name)
            .isEqualTo(type(name));
      }
    }
  }

  @Test
  void sendsAFileOnlyOnce() throws IOException {
    RawHttp first = RawHttp.get(server.port(), "/main.js", host());
    String tag = first.header("ETag").orElseThrow();
    assertThat(first.header("Cache-Control")).contains("no-cache");

    RawHttp second = RawHttp.get(server.port(), "/main.js", host(), "If-None-Match: " + tag);

    assertThat(second.status()).isEqualTo(304);
    assertThat(RawHttp.get(server.port(), "/main.js", host(), "If-None-Match: \"x\"").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public",
        "/public/",
        "/public/main.js",
        "/index.html",
        "/../pom.xml",
        "/%2e%2e/pom.xml",
        "/..%2fmain.js",
        "//main.js",
        "/dev/sotto/web/WebServer.class",
        "/webjars/",
        "/main.js/"
      })
  void servesNothingElse(String path) throws IOException {
    assertThat(RawHttp.get(server.port(), path, host()).status()).isIn(400, 404);
  }

  @Test
  void takesNoOtherMethods() throws IOException {
    assertThat(
            RawHttp.request(server.port(), "POST / HTTP/1.1", host(), "Content-Length: 2", "", "ab")
                .status())
        .isEqualTo(404);
  }

  @Test
  void saysThatItIsWell() throws IOException {
    RawHttp health = RawHttp.get(server.port(), "/health", host());

    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("ok\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/main.js", "/health", "/nowhere", "/rendezvous"})
  void sendsStrictHeadersWithEveryAnswer(String path) throws IOException {
    assertProtected(RawHttp.get(server.port(), path, host()));
  }

  @Test
  void sendsStrictHeadersWithRefusals() throws IOException {
    assertProtected(RawHttp.get(server.port(), "/", "Host: evil.example"));
    assertProtected(RawHttp.get(server.port(), "/nowhere", host(), "Sec-WebSocket-Version: 13"));
  }

  @Test
  void namesItsOwnWebSocketInThePolicyForBrowsersThatNeedIt() throws IOException {
    assertThat(RawHttp.get(server.port(), "/", host()).header("Content-Security-Policy"))
        .get()
        .asString()
        .contains(
            "connect-src 'self' ws://localhost:"
                + server.port()
                + " wss://localhost:"
                + server.port()
                + ";");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/main.js", "/health", "/nowhere", "/rendezvous"})
  void givesNothingToAForeignHost(String path) throws IOException {
    RawHttp answer = RawHttp.get(server.port(), path, "Host: evil.example:" + server.port());

    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.body()).startsWith("This server does not answer to that host name");
  }

  @Test
  void givesNothingWithoutExactlyOneHost() throws IOException {
    assertThat(RawHttp.get(server.port(), "/").status()).isEqualTo(400);
    assertThat(RawHttp.get(server.port(), "/", host(), "Host: evil.example").status())
        .isEqualTo(400);
    assertThat(RawHttp.request(server.port(), "GET / HTTP/1.0").status()).isEqualTo(421);
    assertThat(
            RawHttp.request(
                    server.port(), "GET http://evil.example/ HTTP/1.1", "Host: evil.example")
                .status())
        .isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "http://evil.example", "https://localhost", "file://"})
  void givesNothingToAForeignOrigin(String origin) throws IOException {
    assertThat(RawHttp.get(server.port(), "/", host(), "Origin: " + origin).status())
        .isEqualTo(403);
    assertThat(RawHttp.upgrade(server.port(), host(), "Origin: " + origin).status()).isEqualTo(403);
  }

  @Test
  void upgradesForItsOwnPageAndForPrograms() throws IOException {
    String own = "Origin: http://localhost:" + server.port();

    assertThat(RawHttp.upgrade(server.port(), host(), own).status()).isEqualTo(101);
    assertThat(RawHttp.upgrade(server.port(), host()).status()).isEqualTo(101);
  }

  @Test
  void upgradesForNoForeignHost() throws IOException {
    String evil = "evil.example:" + server.port();

    assertThat(RawHttp.upgrade(server.port(), "Host: " + evil, "Origin: http://" + evil).status())
        .isEqualTo(421);
  }

  @Test
  void negotiatesNoCompression() throws IOException {
    RawHttp answer =
        RawHttp.upgrade(server.port(), host(), "Sec-WebSocket-Extensions: permessage-deflate");

    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("Sec-WebSocket-Extensions")).isEmpty();
  }

  @Test
  void answersToPublicHosts() throws IOException {
    WebOptions options =
        new WebOptions(
            List.of(InetAddress.getLoopbackAddress()),
            0,
            List.of("chat.example.org"),
            RendezvousLimits.standard());
    try (WebServer reachable = WebServer.start(options)) {
      assertThat(RawHttp.get(reachable.port(), "/", "Host: chat.example.org").status())
          .isEqualTo(200);
      assertThat(
              RawHttp.upgrade(
                      reachable.port(),
                      "Host: chat.example.org",
                      "Origin: https://chat.example.org")
                  .status())
          .isEqualTo(101);
    }
  }

  @Test
  void saysWhereItIs() {
    assertThat(server.url()).hasToString("http://localhost:" + server.port());
  }

  @Test
  void saysWhenThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> WebServer.start(WebOptions.local(taken.getLocalPort())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on port " + taken.getLocalPort());
    }
  }

  @Test
  void leavesNoThreadBehind() throws IOException {
    RawHttp.get(server.port(), "/", host());
    server.close();
    server.close();

    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("sotto-"));
    assertThatThrownBy(() -> RawHttp.get(server.port(), "/", host()))
        .isInstanceOf(IOException.class);
  }

  private String host() {
    return "Host: localhost:" + server.port();
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "js" -> "text/javascript;charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new AssertionError("no type is expected for " + name);
    };
  }

  private static void assertProtected(RawHttp answer) {
    assertThat(answer.header("Content-Security-Policy"))
        .get()
        .asString()
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .contains("img-src 'self' data:", "base-uri 'none'", "form-action 'none'")
        .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
        .doesNotContain("unsafe", "*");
    assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.header("X-Frame-Options")).contains("DENY");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).contains("same-origin");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).contains("same-origin");
    assertThat(answer.header("Server")).isEmpty();
  }
}
