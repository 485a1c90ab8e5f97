package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual page and the scripts of shells: nothing that {@code --help} shows is left out. */
@Timeout(60)
class ManualTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) {2,}\\S");
  private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)");

  private static final Pattern COMPLETED = Pattern.compile(" -l ([a-z-]+)");

  @TempDir private Path folder;

  @Test
  void everyCommandAndOptionIsInTheManual() {
    String manual = run("man").replace("\\-", "-");
    for (String command : commands()) {
      assertThat(manual).contains("\n.SS sotto " + command + "\n");
      String section = manual.substring(manual.indexOf("\n.SS sotto " + command + "\n") + 1);
      int end = section.indexOf("\n.SS", 1);
      for (String option : found(OPTION, run(command, "--help"))) {
        assertThat(end < 0 ? section : section.substring(0, end))
            .as(command)
            .contains("\\fB" + option + "\\fR");
      }
    }
    assertThat(manual).contains("130 Ctrl-C", "SOTTO_SERVER", "SOTTO_NO_QR").doesNotContain("${");
  }

  /** Options are shown by group; one without a group would be shown nowhere. */
  @Test
  void everyOptionThatAShellCompletesIsInTheHelp() {
    List<String> script = run("completion", "fish").lines().toList();
    for (String command : commands()) {
      String help = run(command, "--help");
      assertAllShown(script, command, help);
      for (String nested : found(COMMAND, help)) {
        assertAllShown(script, nested, run(command, nested, "--help"));
      }
    }
  }

  private static void assertAllShown(List<String> script, String command, String help) {
    assertThat(found(OPTION, help).stream().map(it -> it.substring(2)))
        .as(command)
        .containsExactlyInAnyOrderElementsOf(
            script.stream()
                .filter(line -> line.contains("'__fish_seen_subcommand_from " + command + "'"))
                .flatMap(line -> found(COMPLETED, line).stream())
                .toList());
  }

  @Test
  void theManualIsOneForTheProgramThatShowsIt() throws Exception {
    Path page = Files.writeString(folder.resolve("sotto.1"), run("man"));
    if (isThere("groff")) {
      assertThat(check("groff", "-man", "-Tutf8", "-ww", "-z", page.toString())).isEmpty();
    }
    assertThat(Files.readAllLines(page)).allMatch(line -> !line.startsWith("'"));
  }

  @Test
  void everyCommandAndOptionIsInTheScriptForFish() {
    List<String> script = run("completion", "fish").lines().toList();
    for (String command : commands()) {
      assertThat(script).anyMatch(line -> line.contains(" -a " + command + " "));
      for (String option : found(OPTION, run(command, "--help"))) {
        assertThat(script)
            .as(command + " " + option)
            .anyMatch(
                line ->
                    line.contains("'__fish_seen_subcommand_from " + command + "'")
                        && line.contains(" -l " + option.substring(2) + " "));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void theScriptIsOneForItsShell(String shell) throws Exception {
    String script = run("completion", shell);
    assertThat(script).contains("sotto", "diagnose");
    Path file = Files.writeString(folder.resolve("script"), script);
    if (isThere(shell)) {
      assertThat(check(shell, "-n", file.toString())).isEmpty();
    }
  }

  private List<String> commands() {
    List<String> commands = found(COMMAND, run("--help"));
    assertThat(commands).contains("chat", "serve", "diagnose", "contacts", "completion", "man");
    return commands;
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).distinct().toList();
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** What a program says against its argument. */
  private String check(String... command) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int code = process.waitFor();
    return (code == 0 ? "" : "exit " + code + ": ") + Files.readString(log);
  }

  private static String run(String... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(output, true, UTF_8),
            new PrintStream(output, true, UTF_8),
            UTF_8,
            false);
    assertThat(Sotto.run(terminal, Map.of(), arguments)).isZero();
    return output.toString(UTF_8);
  }
}
