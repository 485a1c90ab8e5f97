package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever reads logs, measurements, addresses, process lists or files of a conversation learns
 * nothing that would let them into it, and nothing of what is said, even where everything is logged
 * that our packages and the HTTP server have to say.
 */
@InNamespace
@NeedsChromium
@Timeout(300)
class SecretsTest {
  private static final String INVITERS_LINE = "the heron stands in the shallow water";
  private static final String JOINERS_LINE = "seven lanterns along the northern wall";
  private static final String LOGGING =
      """
      handlers = java.util.logging.ConsoleHandler
      .level = INFO
      dev.sotto.level = FINEST
      org.eclipse.jetty.level = FINEST
      java.util.logging.ConsoleHandler.level = FINEST
      """;

  /** Where a key is in the directory that a program has as its home. */
  private static final Path KEY = Path.of("user", ".config", "sotto", "identity.pem");

  @TempDir Path folder;

  private final Secrets secrets = new Secrets();
  private final Secrets spoken = new Secrets();
  private final List<Program> programs = new ArrayList<>();
  private Program serve;
  private Program inviter;
  private String server;
  private URI metrics;
  private String code;
  private String link;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("logging.properties"), LOGGING);
    spoken.add("a line", INVITERS_LINE);
    spoken.add("a line", JOINERS_LINE);
    serve = run("server", "serve", "--json", "--verbose", "--port", "0", "--metrics-port", "0");
    String note = "metrics: ";
    metrics = URI.create(serve.process().awaitNote(note).substring(note.length()));
    server = serve.process().await("listening").path("url").asText();

    inviter = run("inviter", "chat", "--json", "--verbose", "--server", server);
    JsonNode invitation = inviter.process().await("invite");
    code = invitation.path("code").asText();
    link = invitation.path("link").asText();
    secrets.addCode(code);
  }

  @AfterEach
  void stop() {
    programs.forEach(program -> program.process().close());
  }

  @Test
  void twoTerminalsLeaveNoSecretAnywhere() throws IOException, InterruptedException {
    Program joiner =
        run("joiner", "chat", "--json", "--verbose", "--server", server, "--code-file", "-");
    joiner.process().say(code);
    inviter.process().await("connected");
    joiner.process().await("connected");
    assertThat(phrase(inviter)).hasSize(4).isEqualTo(phrase(joiner));
    inviter.process().say(INVITERS_LINE);
    joiner.process().await("message");
    joiner.process().say(JOINERS_LINE);
    inviter.process().await("message");
    addKey(joiner);

    assertNothingInTheSystem();
    inviter.process().endInput();
    joiner.process().await("disconnected");
    joiner.process().awaitExit();
    assertNothingWasWritten();
    assertNothing("the joiner's output", withoutTold(joiner.process().allOutput()));
  }

  @Test
  void aPageThatCameByALinkLeavesNoSecretAnywhere() throws IOException, InterruptedException {
    try (Chromium chromium = new Chromium();
        ChatPage page = chromium.openObserved(link)) {
      page.awaitConnected();
      inviter.process().await("connected");
      assertThat(page.phrase()).hasSize(4).isEqualTo(phrase(inviter));
      page.button("Yes, the same").click();
      inviter.process().say(INVITERS_LINE);
      page.awaitText(INVITERS_LINE);
      page.say(JOINERS_LINE);
      inviter.process().await("message");
      addConnections(page);
      assertNothingInTheBrowser(page);

      page.page().reload();
      page.awaitConnected();
      page.say(JOINERS_LINE);
      inviter.process().await("message");
      addConnections(page);
      assertNothingInTheBrowser(page);

      assertNothingInTheSystem();
      inviter.process().endInput();
      page.awaitStatus("Disconnected");
      assertNothingInTheBrowser(page);
    }
    assertNothingWasWritten();
  }

  /** What is known to the two connections only, and to the tab for the case that it is reloaded. */
  private void addConnections(ChatPage page) throws IOException {
    secrets.addDescriptions(
        (String)
            page.page()
                .evaluate(
                    """
                    () => window.connections
                        .flatMap((each) => [each.localDescription, each.remoteDescription])
                        .map((description) => description?.sdp)
                        .join('\\n')
                    """));
    String stored = (String) page.page().evaluate("() => sessionStorage.getItem('sotto.rejoin')");
    JsonNode rejoin = new ObjectMapper().readTree(stored);
    secrets.add("a room to meet again in", rejoin.path("room").asText());
    secrets.add("a secret to meet again by", rejoin.path("secret").asText());
  }

  private void assertNothingInTheBrowser(ChatPage page) {
    assertThat(page.requests()).isNotEmpty();
    page.requests().forEach(url -> assertNothing("a request", url.replaceFirst("#.*", "")));
    page.complaints().forEach(line -> assertNothing("the console", line));
    for (String place : List.of("document.referrer", "document.title", "location.href")) {
      assertNothing(place, (String) page.page().evaluate(place));
    }
    // What the tab needs to meet again is there on purpose; the code it came by is not.
    Secrets other = new Secrets();
    other.addCode(code);
    other.assertNotIn("what the tab keeps", page.tabStorage());
    spoken.assertNotIn("what the tab keeps", page.tabStorage());
  }

  private void assertNothingInTheSystem() throws IOException, InterruptedException {
    addKey(inviter);
    String measured =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
            .body();
    assertThat(measured).contains("# TYPE");
    assertNothing("the metrics", measured);
    for (Program program : programs) {
      for (String name : List.of("cmdline", "environ")) {
        Path file = Path.of("/proc", Long.toString(program.process().pid()), name);
        byte[] content = Files.readAllBytes(file);
        assertThat(content).isNotEmpty();
        assertNothing(file + " of " + program.name(), content);
      }
    }
    // The browser among them.
    ProcessHandle.current()
        .descendants()
        .flatMap(each -> each.info().commandLine().stream())
        .forEach(line -> assertNothing("a command line", line));
  }

  /** Ends the programs that still run, and looks at all that they leave behind. */
  private void assertNothingWasWritten() throws IOException, InterruptedException {
    inviter.process().awaitExit();
    serve.process().interrupt();
    serve.process().awaitExit();
    assertNothing("the server's output", serve.process().allOutput());
    assertThat(serve.process().allErrors()).contains("org.eclipse.jetty");
    secrets.assertIn("the inviter's output", inviter.process().allOutput());
    assertNothing("the inviter's output", withoutTold(inviter.process().allOutput()));
    for (Program program : programs) {
      assertNothing(program.name() + "'s errors", program.process().allErrors());
      try (Stream<Path> files = Files.walk(program.home())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (file.endsWith(KEY)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
          } else {
            assertNothing(file.toString(), Files.readAllBytes(file));
          }
        }
      }
    }
  }

  /** Without the events whose purpose is to tell the code, or what the other side has said. */
  private static String withoutTold(String output) {
    return output
        .lines()
        .filter(line -> !line.contains("\"event\":\"invite\""))
        .filter(line -> !line.contains("\"event\":\"message\""))
        .collect(Collectors.joining("\n"));
  }

  private void assertNothing(String place, String text) {
    secrets.assertNotIn(place, text);
    spoken.assertNotIn(place, text);
  }

  private void assertNothing(String place, byte[] content) {
    secrets.assertNotIn(place, content);
    spoken.assertNotIn(place, content);
  }

  private void addKey(Program program) throws IOException {
    secrets.addKey(program.name(), Files.readString(program.home().resolve(KEY)));
  }

  private static List<String> phrase(Program program) throws InterruptedException {
    List<String> words = new ArrayList<>();
    program.process().await("phrase").path("words").forEach(word -> words.add(word.asText()));
    return words;
  }

  private Program run(String name, String... arguments) throws IOException {
    Path home = folder.resolve(name);
    Path temporary = Files.createDirectories(home.resolve("temporary"));
    Path user = Files.createDirectories(home.resolve("user"));
    String options =
        "-Djava.io.tmpdir=%s -Duser.home=%s -Djava.util.logging.config.file=%s"
            .formatted(temporary, user, folder.resolve("logging.properties"));
    Map<String, String> environment =
        Map.of(
            "HOME",
            user.toString(),
            "TMPDIR",
            temporary.toString(),
            "XDG_CONFIG_HOME",
            "",
            "JAVA_TOOL_OPTIONS",
            options);
    Program program = new Program(name, home, SottoProcess.startWith(environment, arguments));
    programs.add(program);
    return program;
  }

  /** One that runs in a home of its own. */
  private record Program(String name, Path home, SottoProcess process) {}
}
