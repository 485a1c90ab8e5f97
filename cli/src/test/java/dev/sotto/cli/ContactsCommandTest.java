package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sotto.identity.Contact.Kind;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.IdentityKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactsCommandTest {
  private static final Instant MET = Instant.parse("2026-01-02T03:04:05Z");
  private static final IdentityKey ALICE = key(1);
  private static final IdentityKey BOB = key(2);

  @TempDir private Path temporary;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void meetTwo() {
    contacts().pin("\u00C4lice", ALICE, Kind.INSTALLATION, Optional.empty(), MET);
    contacts().markVerified(ALICE, Kind.INSTALLATION);
    contacts().pin("bob", BOB, Kind.PAGE, Optional.of("https://chat.example.org"), MET);
  }

  @Test
  void listsThemALineEach() {
    assertThat(run("list")).isZero();
    assertThat(output.toString(UTF_8).lines())
        .containsExactlyInAnyOrder(
            "\u00C4lice  (installation, verified, last met 2026-01-02)",
            "bob  (page at chat.example.org, not verified, last met 2026-01-02)");
    assertThat(errors.size()).isZero();
  }

  @Test
  void listsThemForScriptsInAscii() throws IOException {
    assertThat(run("list", "--json")).isZero();
    assertThat(output.toString(UTF_8)).matches("[\\n -~]*").contains("\\u00C4lice");
    JsonNode bob = new JsonMapper().readTree(output.toString(UTF_8).lines().toList().get(0));
    assertThat(bob)
        .isEqualTo(
            new JsonMapper()
                .createObjectNode()
                .put("event", "contact")
                .put("name", "bob")
                .put("key", BOB.text())
                .put("fingerprint", BOB.fingerprint())
                .put("kind", "page")
                .put("origin", "https://chat.example.org")
                .put("verified", false)
                .put("firstMet", "2026-01-02T03:04:05Z")
                .put("lastMet", "2026-01-02T03:04:05Z"));
  }

  @Test
  void saysThatThereAreNone() {
    assertThat(run("list", "--config-dir", temporary.resolve("other").toString())).isZero();
    assertThat(output.size()).isZero();
    assertThat(errors.toString(UTF_8)).isEqualTo("No contacts yet\n");
  }

  @Test
  void showsTheFingerprint() {
    assertThat(run("show", "bob")).isZero();
    assertThat(output.toString(UTF_8))
        .startsWith("bob\n  page at chat.example.org\n")
        .contains("key        " + BOB.fingerprint(), "verified   no");
  }

  @Test
  void saysHowToVerifyAndDoesNotMark() {
    assertThat(run("verify", "bob")).isZero();
    assertThat(errors.toString(UTF_8)).contains("/verify");
    assertThat(contacts().byName("bob").orElseThrow().verified()).isFalse();
  }

  @Test
  void takesTheMarkAway() {
    assertThat(run("verify", "\u00E4lice")).isZero();
    assertThat(errors.size()).isZero();
    assertThat(contacts().byKey(ALICE).orElseThrow().verified()).isTrue();
    assertThat(run("verify", "--undo", "\u00C4lice", "--json")).isZero();
    assertThat(output.toString(UTF_8)).contains("\"verified\":false");
    assertThat(errors.size()).isZero();
    assertThat(contacts().byKey(ALICE).orElseThrow().verified()).isFalse();
  }

  @Test
  void renamesAndForgets() {
    assertThat(run("rename", "bob", "Bob at work")).isZero();
    assertThat(output.toString(UTF_8)).startsWith("Bob at work  (page");
    assertThat(run("forget", "Bob at work", "--json")).isZero();
    assertThat(output.toString(UTF_8))
        .endsWith("{\"event\":\"forgotten\",\"name\":\"Bob at work\"}\n");
    assertThat(contacts().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "show",
        "show carol",
        "show a b",
        "verify carol",
        "verify --undo carol",
        "rename bob",
        "rename carol x",
        "rename bob \u00C4LICE",
        "rename bob \u202E",
        "forget",
        "forget carol",
      })
  void refusesWhatMakesNoSense(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1))).isEqualTo(2);
    assertThat(output.size()).isZero();
    assertThat(errors.toString(UTF_8))
        .startsWith("sotto: error: ")
        .contains("sotto: hint: ")
        .doesNotContain("Exception", "\u202E");
    assertThat(contacts().list()).hasSize(2);
  }

  @Test
  void saysHowToMakeTheFilePrivate() throws IOException {
    Files.setPosixFilePermissions(contacts().path(), PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(run("list")).isEqualTo(8);
    assertThat(errors.toString(UTF_8)).contains("sotto: hint: ", "chmod 600 ");
    assertThat(run("list", "--json")).isEqualTo(8);
    assertThat(output.toString(UTF_8)).startsWith("{\"event\":\"error\",\"code\":\"disk\"");
  }

  @Test
  void leavesADamagedFileAsItIs() throws IOException {
    Files.writeString(contacts().path(), "{\"version\":1");
    assertThat(run("forget", "bob")).isEqualTo(8);
    assertThat(Files.readString(contacts().path())).isEqualTo("{\"version\":1");
  }

  @Test
  void helpIsThereForEachOfThem() {
    for (String command : new String[] {"list", "show", "verify", "rename", "forget"}) {
      assertThat(run(command, "--help")).isZero();
    }
    assertThat(output.toString(UTF_8)).contains("--config-dir", "--undo");
  }

  @Test
  void isAProgramToScripts() throws Exception {
    try (Program program =
        Program.start(
            "contacts", "show", "bob", "--json", "--config-dir", directory().toString())) {
      assertThat(program.event("contact").path("key").asText()).isEqualTo(BOB.text());
      assertThat(program.exitCode()).isZero();
    }
  }

  private Path directory() {
    return temporary.resolve("config");
  }

  private Contacts contacts() {
    return new Contacts(directory());
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "contacts";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(output, true, UTF_8),
            new PrintStream(errors, true, UTF_8),
            UTF_8,
            false);
    return Sotto.run(terminal, Map.of("SOTTO_CONFIG_DIR", directory().toString()), all);
  }

  private static IdentityKey key(int number) {
    byte[] bytes = new byte[IdentityKey.LENGTH];
    bytes[0] = (byte) number;
    return IdentityKey.of(bytes);
  }
}
