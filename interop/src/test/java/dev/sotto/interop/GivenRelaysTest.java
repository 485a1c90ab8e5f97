package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who knows no TURN server hides behind the one that the rendezvous server names. */
@InNamespace
@NeedsCoturn
@Timeout(300)
class GivenRelaysTest {
  private static final String SECRET = "a secret of the two servers";
  private static final int PORT = 3878;

  @TempDir Path directory;

  @Test
  void twoWhoHideMeetAtTheRelayOfTheirServer() throws Exception {
    Path secret = directory.resolve("secret");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, SECRET);
    try (Coturn coturn =
            Coturn.start(
                Files.createDirectory(directory.resolve("coturn")),
                PORT,
                "--use-auth-secret",
                "--static-auth-secret=" + SECRET);
        SottoProcess serve =
            SottoProcess.start(
                "serve",
                "--json",
                "--port",
                "0",
                "--ice-server",
                "turn:" + Coturn.IPV4 + ":" + PORT,
                "--turn-secret-file",
                secret.toString())) {
      assertThat(coturn).isNotNull();
      String server = serve.await("listening").path("url").asText();
      try (SottoProcess anna = hidden(server, "anna");
          SottoProcess bert = hidden(server, "bert", "--code-file", "-")) {
        bert.say(anna.await("invite").path("code").asText());
        for (SottoProcess each : new SottoProcess[] {anna, bert}) {
          JsonNode path = each.await("connected").path("path");
          assertThat(path.path("local").asText()).isEqualTo("relay");
          assertThat(path.path("remote").asText()).isEqualTo("relay");
        }
        bert.say("hello");
        assertThat(anna.await("message").path("text").asText()).isEqualTo("hello");
      }
    }
  }

  private SottoProcess hidden(String server, String name, String... more) throws Exception {
    String[] first = {
      "chat",
      "--json",
      "--relay-only",
      "--server",
      server,
      "--config-dir",
      directory.resolve(name).toString()
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return SottoProcess.start(all);
  }
}
