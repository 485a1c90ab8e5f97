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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
