package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sotto diagnose} as a process; it asks a server on this machine and no gateway. */
@Timeout(300)
class DiagnoseTest {
  @Test
  void asksAServerOfOurs() throws Exception {
    try (Program serve = Program.start("serve", "--bind", "127.0.0.1", "--port", "0", "--json")) {
      String port = serve.event("listening").path("url").asText().replaceAll(".*:", "");
      try (Program diagnose =
          Program.start(
              "diagnose", "--json", "--no-port-mapping", "--server", "http://127.0.0.1:" + port)) {
        JsonNode facts = diagnose.event("diagnosis");
        assertThat(facts.at("/server/answered").asBoolean()).isTrue();
        assertThat(facts.at("/ipv4/udp").asText()).isEqualTo("yes");
        assertThat(facts.at("/ipv4/mapped").asText()).startsWith("127.0.0.1:");
        assertThat(facts.at("/ipv4/nat").asText()).isEqualTo("no");
        assertThat(facts.path("mappings")).isEmpty();
        assertThat(diagnose.exitCode()).isZero();
        assertThat(diagnose.errors()).isEmpty();
      }
    }
  }
}
