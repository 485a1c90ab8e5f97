package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who invites is the server: two processes on the loopback interface, and nobody else. */
@Timeout(300)
class ZeroConfigurationTest {
  @TempDir private Path home;

  @Test
  void theCodeBringsTheOtherToWhoMadeIt() throws Exception {
    try (Program anna = chat("anna", "--name", "Anna");
        Program bert = chat("bert", "--name", "Bert", "--code-file", "-")) {
      JsonNode invite = anna.event("invite");
      String code = invite.path("code").asText();
      assertThat(code).matches("\\d{4,9}(-[a-z]+){3}@127\\.0\\.0\\.1:\\d+");
      String place = code.substring(code.indexOf('@') + 1);
      assertThat(invite.path("link").asText())
          .isEqualTo("http://" + place + "/#" + code.substring(0, code.indexOf('@')));
      assertThat(invite.path("command").asText()).isEqualTo("sotto chat");
      assertThat(status("http://" + place + "/")).isEqualTo(200);

      bert.type(code);
      assertThat(anna.event("connected").path("peer").path("name").asText()).isEqualTo("Bert");
      bert.event("connected");
      bert.type("hello");
      assertThat(anna.event("message").path("text").asText()).isEqualTo("hello");
      bert.endInput();
      assertThat(bert.exitCode()).isZero();
      assertThat(anna.exitCode()).isZero();
      assertThat(anna.errors() + bert.errors()).isEmpty();
    }
  }

  @Test
  void aCertificateThatWasMadeForTheMeetingWillDo() throws Exception {
    try (Program anna = chat("anna", "--tls");
        Program bert = chat("bert", "--code-file", "-")) {
      JsonNode invite = anna.event("invite");
      String code = invite.path("code").asText();
      assertThat(code).contains("@https://127.0.0.1:");
      assertThat(invite.path("link").asText()).startsWith("https://127.0.0.1:");
      assertThat(invite.path("fingerprint").asText()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
      bert.type(code);
      bert.event("connected");
      anna.event("connected");
    }
  }

  @Test
  void theLinkWillDoAsWell() throws Exception {
    try (Program anna = chat("anna", "--tls");
        Program bert = chat("bert", "--code-file", "-")) {
      bert.type(anna.event("invite").path("link").asText());
      bert.event("connected");
    }
  }

  @Test
  void moreWordsMakeALongerCode() throws Exception {
    try (Program anna = chat("anna", "--words", "5");
        Program bert = chat("bert", "--code-file", "-")) {
      String code = anna.event("invite").path("code").asText();
      assertThat(code).matches("\\d{4,9}(-[a-z]+){5}@127\\.0\\.0\\.1:\\d+");
      bert.type(code);
      bert.event("connected");
    }
  }

  @Test
  void nobodyElseMayOpenARoomThere() throws Exception {
    try (Program anna = chat("anna")) {
      String code = anna.event("invite").path("code").asText();
      String place = "http://" + code.substring(code.indexOf('@') + 1);
      try (Program stranger = chat("stranger", "--server", place)) {
        JsonNode refused = stranger.event("error");
        assertThat(refused.path("code").asText()).isIn("refused", "auth");
        assertThat(stranger.exitCode()).isNotZero();
      }
    }
  }

  @Test
  void whoLeavesTakesTheServerAlong() throws Exception {
    try (Program anna = chat("anna")) {
      String code = anna.event("invite").path("code").asText();
      anna.interrupt();
      assertThat(anna.exitCode()).isEqualTo(130);
      try (Program bert = chat("bert", "--code-file", "-")) {
        bert.type(code);
        assertThat(bert.event("error").path("code").asText()).isEqualTo("no-path");
        assertThat(bert.exitCode()).isEqualTo(5);
      }
    }
  }

  @Test
  void aPersonSeesTheLinkDrawn() throws Exception {
    try (Program anna =
        Program.onTerminal("chat", "--interface", "lo", "--config-dir", home("anna"))) {
      anna.type("");
      anna.awaitLine("http://127.0.0.1:");
      anna.awaitLine("\u2580");
    }
  }

  @Test
  void whoWantsNoDrawingSeesNone() throws Exception {
    try (Program anna =
        Program.onTerminal("chat", "--interface", "lo", "--no-qr", "--config-dir", home("anna"))) {
      anna.type("");
      String line = anna.line();
      while (!line.contains("Waiting for the other side")) {
        assertThat(line).doesNotContain("\u2580");
        line = anna.line();
      }
    }
  }

  private static int status(String url) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    return connection.getResponseCode();
  }

  private String home(String name) {
    return home.resolve(name).toString();
  }

  private Program chat(String name, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("chat", "--json", "--interface", "lo", "--config-dir", home(name)));
    all.addAll(Arrays.asList(arguments));
    return Program.start(all.toArray(String[]::new));
  }
}
