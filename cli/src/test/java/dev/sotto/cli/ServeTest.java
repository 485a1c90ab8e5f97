package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sotto serve} as a process. */
@Timeout(300)
class ServeTest {
  @Test
  void servesUntilItIsInterrupted() throws Exception {
    try (Program serve = Program.start("serve", "--bind", "127.0.0.1", "--port", "0", "--json")) {
      JsonNode listening = serve.event("listening");
      URI url = URI.create(listening.path("url").asText());
      assertThat(url.toString()).matches("http://localhost:\\d+");
      assertThat(listening.path("stun").asText()).isEqualTo("stun:localhost:" + url.getPort());
      assertThatStunAnswers(url.getPort());
      HttpRequest request = HttpRequest.newBuilder(url.resolve("/health")).build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      serve.interrupt();
      assertThat(serve.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void goesOnWithoutStunWhereItsPortIsTaken() throws Exception {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Program serve =
            Program.start(
                "serve", "--bind", "127.0.0.1", "--port", "" + other.getLocalPort(), "--json")) {
      JsonNode listening = serve.event("listening");
      assertThat(listening.path("url").asText()).endsWith(":" + other.getLocalPort());
      assertThat(listening.has("stun")).isFalse();
      serve.awaitNote("UDP port " + other.getLocalPort() + " is taken");
    }
  }

  @Test
  void opensRoomsForTokensAndShowsMetricsWhereAskedTo(@TempDir Path directory) throws Exception {
    Path tokens = Files.writeString(directory.resolve("tokens"), "\nfirst\n  second \n");
    try (Program serve =
        Program.start(
            "serve",
            "--bind",
            "127.0.0.1",
            "--port",
            "0",
            "--open-token-file",
            tokens.toString(),
            "--metrics-port",
            "0",
            "--ice-server",
            "turn:192.0.2.1",
            "--turn-username",
            "u",
            "--turn-password-file",
            password(directory).toString(),
            "--json")) {
      URI url = URI.create(serve.event("listening").path("url").asText());
      serve.awaitNote("everybody who pairs here learns the password");
      serve.awaitNote("metrics: http://127.0.0.1:");
      assertThat(opening(url, "")).isEqualTo("4030");
      assertThat(opening(url, ",\"token\":\"second\"")).startsWith("{\"t\":\"opened\"");
      assertThat(serve.errors()).doesNotContain("second");
    }
  }

  @Test
  void saysWhatIsWrongWithItsOptions(@TempDir Path directory) throws Exception {
    for (String[] wrong :
        new String[][] {
          {"--tls-cert", "x"},
          {"--trusted-proxy", "proxy.example.org"},
          {"--ice-server", "turn:192.0.2.1"},
          {"--metrics-port", "65536"}
        }) {
      try (Program serve = Program.start("serve", wrong[0], wrong[1])) {
        assertThat(serve.exitCode()).as(wrong[0]).isEqualTo(2);
      }
    }
    Path absent = directory.resolve("absent");
    try (Program serve =
        Program.start("serve", "--tls-cert", absent.toString(), "--tls-key", absent.toString())) {
      assertThat(serve.exitCode()).isEqualTo(8);
      assertThat(serve.errors()).contains("cannot read " + absent);
    }
  }

  private static Path password(Path directory) throws IOException {
    return Files.writeString(directory.resolve("password"), "hush\n");
  }

  /** What the server answers, or the code with which it closes. */
  private static String opening(URI url, String more) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + url.getPort() + "/rendezvous"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return null;
                  }

                  @Override
                  public @Nullable CompletionStage<?> onClose(
                      WebSocket from, int code, String reason) {
                    answer.complete("" + code);
                    return null;
                  }
                })
            .join();
    socket.sendText("{\"t\":\"open\",\"m\":1" + more + "}", true).join();
    String text = answer.join();
    socket.abort();
    return text;
  }

  private static void assertThatStunAnswers(int port) throws IOException {
    byte[] request =
        StunMessage.bindingRequest(TransactionId.random(new SecureRandom())).toBytes(null, true);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (DatagramSocket asker = new DatagramSocket(0, here)) {
      asker.send(new DatagramPacket(request, request.length, here, port));
      DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
      asker.receive(answer);
      assertThat(StunMessage.parse(answer.getData(), 0, answer.getLength()).mappedAddress())
          .contains(TransportAddress.of("127.0.0.1", asker.getLocalPort()));
    }
  }

  @Test
  void takesNoPasswordFromTheAddressOfARedis() throws Exception {
    try (Program serve =
        Program.start("serve", "--port", "0", "--redis", "redis://u:sesame@127.0.0.1", "--json")) {
      JsonNode error = serve.event("error");
      assertThat(error.path("code").asText()).isEqualTo("usage");
      assertThat(error.toString()).contains("--redis-password-file").doesNotContain("sesame");
      assertThat(serve.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void needsTheRedisThatItWasGiven() throws Exception {
    try (Program serve =
        Program.start("serve", "--port", "0", "--redis", "redis://127.0.0.1:" + free(), "--json")) {
      assertThat(serve.event("error").path("code").asText()).isEqualTo("no-path");
      assertThat(serve.exitCode()).isEqualTo(5);
    }
  }

  private static int free() throws IOException {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return nobody.getLocalPort();
    }
  }
}
