package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.pairing.WordList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir private Path home;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "--nonsense",
        "demo --nonsense",
        "demo --port",
        "demo --port x",
        "demo --port 65536",
        "demo --port -1",
        "demo --interface nowhere",
        "demo surplus",
        "serve --port 65536",
        "serve --bind chat.example.org",
        "serve --public-host http://x",
        "serve --tls-cert x",
        "serve --redis http://x",
        "chat 7-one-two-three",
        "chat --sdp",
        "chat --manual --sdp 7-one-two-three",
        "chat --manual --sdp --code-file x",
        "chat --manual 7-one-two-three",
        "chat --manual --yes",
        "chat --manual --listen 4000",
        "chat --manual --server http://localhost",
        "chat --answer",
        "chat --listen 4000 --connect localhost:4000",
        "chat --listen 4000 --server http://localhost",
        "chat --listen 4000 --join",
        "chat --listen x",
        "chat --connect localhost",
        "chat --connect localhost:4000",
        "chat --connect localhost:4000 --code-file -",
        "chat --server x",
        "chat --server http://localhost/#7-one-two-three",
        "chat --server http://localhost -",
        "chat --server http://localhost --code-file -",
        "chat --server http://localhost --join",
        "chat --server http://localhost --join surplus",
        "chat --server http://localhost --words 2",
        "chat --server http://localhost --words 9",
        "chat --server http://localhost --with nobody --config-dir target/nowhere",
        "chat --manual --sdp --ice-server nonsense",
        "chat --manual --sdp --ice-server turn:t",
        "chat --manual --sdp --relay-only",
        "chat --manual --relay-only",
        "chat --listen 0 --relay-only --ice-server stun:s",
        "chat --connect localhost:4000 --relay-only",
        "chat --manual --sdp --relay-only --direct-only",
        "chat --manual --sdp --port-range 1",
        "demo --relay-only",
        "diagnose --server x",
        "diagnose --server ftp://x",
        "diagnose --server http://x:65536",
        "diagnose --ice-server nonsense",
        "diagnose surplus",
        "chat --public --tls --server http://localhost",
        "chat --tls --join",
        "chat --tls 7-one-two-three",
        "chat --public --manual",
        "chat --public --no-port-mapping",
        "chat --public --interface lo",
        "chat --port 65536 --interface lo",
        "completion",
        "completion tcsh",
        "man surplus",
      })
  void refusesWhatMakesNoSense(String arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(output.size()).isZero();
    assertThat(errors.toString(UTF_8).lines()).anyMatch(line -> line.startsWith("sotto: error: "));
    assertThat(errors.toString(UTF_8)).doesNotContain("Exception");
  }

  @Test
  void whoHidesItsAddressIsNoServer() {
    String relay = "--relay-only --ice-server turn:127.0.0.1:1 --turn-username u";
    assertThat(run("chat " + relay + " --turn-password-file " + secret())).isEqualTo(5);
    assertThat(errors.toString(UTF_8))
        .contains("sotto: hint: with --relay-only name a server with --server URL");
  }

  @Test
  void aCodeWithoutItsPlaceIsLookedForAndThenAskedForWithIt() {
    assertThat(run("chat --interface lo 7-" + words())).isEqualTo(5);
    assertThat(errors.toString(UTF_8))
        .contains("sotto: hint: ask for the code with its place (CODE@HOST:PORT) or name a server");
    assertThat(run("chat --interface lo --join")).isEqualTo(2);
  }

  private static String words() {
    WordList words = Words.all();
    return words.word(0) + "-" + words.word(1) + "-" + words.word(2);
  }

  private Path secret() {
    try {
      return Files.writeString(home.resolve("secret"), "x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSlipInACodeIsSaidBeforeAnythingIsSent() {
    WordList words = Words.all();
    String slip = "7-" + words.word(0) + "-" + words.word(1) + "-" + words.word(2) + "x";
    assertThat(run("chat --server http://localhost:1 " + slip)).isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .contains("sotto: warning: other users of this machine can see", "perhaps it is")
        .contains("word 3 of the code")
        .doesNotContain(slip);
  }

  @Test
  void refusesAsAnEventWhereAScriptReads() {
    assertThat(run("demo --json --nonsense")).isEqualTo(2);
    assertThat(output.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("{\"event\":\"error\",\"code\":\"usage\"");
    assertThat(errors.size()).isZero();
  }

  @Test
  void whatAPipeRefusesIsNotWrittenIntoIt() {
    assertThat(run("pipe --json --nonsense")).isEqualTo(2);
    assertThat(output.size()).isZero();
    assertThat(errors.toString(UTF_8)).startsWith("{\"event\":\"error\",\"code\":\"usage\"");
  }

  @Test
  void aScriptMaySaySoInTheEnvironment() {
    Map<String, String> environment = Map.of("SOTTO_JSON", "1");
    assertThat(Sotto.run(terminal(), environment, "demo", "--nonsense")).isEqualTo(2);
    assertThat(output.toString(UTF_8)).startsWith("{\"event\":\"error\",\"code\":\"usage\"");
    assertThat(errors.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sendd a.txt|no command sendd|perhaps it is sotto send; see sotto --help",
        "xyz|no command xyz|see sotto --help",
        "contacts lst|no command lst|perhaps it is sotto contacts list; see sotto contacts --help",
        "chat --sever=x|no option --sever|perhaps it is --server; see sotto chat --help",
        "diagnose --nonsense|no option --nonsense|see sotto diagnose --help",
        "identity extra|one argument too many: extra|see sotto identity --help",
        "send|missing: PATH, files and folders|see sotto send --help",
        "chat --name|--name needs a value: NAME|see sotto chat --help",
        "chat --words x|--words takes a number, not x|see sotto chat --help",
        "receive pom.xml|pom.xml is a file and no code|sotto send PATH... sends files",
        "receive --invite --output pom.xml|pom.xml is no directory|--output names one",
      })
  void saysWhatIsWrongAndWhatWasPerhapsMeant(String arguments, String what, String hint) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(errors.toString(UTF_8).lines())
        .containsExactly("sotto: error: " + what, "sotto: hint: " + hint);
  }

  @Test
  void saysThatAFileIsNotThereAndACodeIsNoFile() {
    assertThat(run("send a.txt 4711-one-two-three")).isEqualTo(8);
    assertThat(run("send --code-file target/nowhere pom.xml")).isEqualTo(8);
    assertThat(errors.toString(UTF_8).lines())
        .containsExactly(
            "sotto: error: a.txt is not there",
            "sotto: hint: a code is given with --join, or when asked",
            "sotto: error: target/nowhere is not there");
  }

  @Test
  void helpStartsWithExamples() {
    for (String command :
        new String[] {
          "",
          "demo ",
          "serve ",
          "chat ",
          "send ",
          "receive ",
          "pipe ",
          "diagnose ",
          "contacts ",
          "identity ",
          "completion ",
          "man "
        }) {
      output.reset();
      assertThat(run(command + "--help")).isZero();
      assertThat(output.toString(UTF_8).lines()).first().isEqualTo("Examples:");
      assertThat(output.toString(UTF_8).lines()).allMatch(line -> line.length() < 80);
    }
    assertThat(errors.size()).isZero();
  }

  @Test
  void helpShowsOptionsByWhatTheyAreAbout() {
    assertThat(run("chat --help")).isZero();
    assertThat(output.toString(UTF_8))
        .containsSubsequence(
            "Examples:\n",
            "\nMeeting:\n      --join ",
            " --server=URL ",
            "\nFiles:\n      --output=DIR ",
            "\nInput and output:\n",
            " --quiet ",
            "\nIdentity:\n      --name=NAME ",
            "\nServing:\n",
            " --public ",
            "\nConnection:\n      --relay-only ",
            " --turn-username=U ",
            "\nHelp:\n  -h, --help ")
        .doesNotContain("Options:");
  }

  @Test
  void showsItsHelpToWhoGivesNoCommand() {
    assertThat(run("")).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).startsWith("Examples:").contains("sotto send", "Commands:");
    assertThat(output.size()).isZero();
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(output.toString(UTF_8).lines())
        .satisfiesExactly(
            version -> assertThat(version).startsWith("sotto "),
            build -> assertThat(build).startsWith("build "),
            java -> assertThat(java).startsWith("Java " + System.getProperty("java.version")));
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("serve --bind 127.0.0.1 --port " + other.getLocalPort())).isEqualTo(5);
      assertThat(errors.toString(UTF_8))
          .contains("sotto: error: ", String.valueOf(other.getLocalPort()), "sotto: hint: ")
          .doesNotContain("Exception");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo --json", "serve --bind 127.0.0.1 --port 0 --json"})
  void endsWhenNobodyReadsItsOutput(String arguments) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int data) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(closed, true, UTF_8),
            new PrintStream(errors, true, UTF_8),
            UTF_8,
            false);
    assertThat(Sotto.run(terminal, arguments.split(" "))).isEqualTo(8);
  }

  @Test
  void exitCodesAreThoseOfTheContract() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::status))
        .containsExactly(0, 2, 3, 4, 5, 6, 7, 8, 9, 70, 130);
  }

  @Test
  void aBugOfOursIsExitCode70WithoutATrace() {
    assertThat(new CommonOptions().run(terminal(), events -> fail())).isEqualTo(70);
    assertThat(errors.toString(UTF_8))
        .startsWith("sotto: error: unexpected UnsupportedOperationException")
        .doesNotContain("\tat ", "secret");
  }

  private static ExitCode fail() {
    throw new UnsupportedOperationException("secret");
  }

  private int run(String arguments) {
    return Sotto.run(terminal(), arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
  }

  private Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(output, true, UTF_8),
        new PrintStream(errors, true, UTF_8),
        UTF_8,
        false);
  }
}
