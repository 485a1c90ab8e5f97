package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sotto serve} as a process. */
@Timeout(300)
class ServeTest {
  @Test
  void servesUntilItIsInterrupted() throws Exception {
    try (Program serve = Program.start("serve", "--bind", "127.0.0.1", "--port", "0", "--json")) {
      URI url = URI.create(serve.event("listening").path("url").asText());
      assertThat(url.toString()).matches("http://localhost:\\d+");
      HttpRequest request = HttpRequest.newBuilder(url.resolve("/health")).build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      serve.interrupt();
      assertThat(serve.exitCode()).isEqualTo(130);
    }
  }
}
