package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.identity.IdentityFile;
import dev.sotto.identity.IdentityKey;
import dev.sotto.identity.PassphrasePrompt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IdentityCommandTest {
  @TempDir private Path temporary;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final Queue<char[]> answers = new ArrayDeque<>();

  @Test
  void showsTheFingerprintOfTheKeyThatItMadeAtFirst() {
    assertThat(run()).isZero();
    String fingerprint = key().fingerprint();
    assertThat(output.toString(UTF_8)).isEqualTo(fingerprint + "\n");
    assertThat(run("--json")).isZero();
    assertThat(output.toString(UTF_8))
        .contains("{\"event\":\"identity\",\"key\":\"" + key().text())
        .contains("\"fingerprint\":\"" + fingerprint);
  }

  @Test
  void setsAPassphraseAndAsksForItAfterwards() throws IOException {
    List<char[]> typed = answer("secret phrase", "secret phrase");
    assertThat(run("--passphrase")).isZero();
    assertThat(typed).allSatisfy(each -> assertThat(each).containsOnly('\0'));
    assertThat(Files.readString(file().path())).contains("BEGIN ENCRYPTED PRIVATE KEY");
    answer("secret phrase");
    assertThat(run()).isZero();
    answer("another");
    assertThat(run()).isEqualTo(4);
    assertThat(run()).isEqualTo(4);
    assertThat(errors.toString(UTF_8)).doesNotContain("another", "secret phrase", "Exception");
  }

  @Test
  void aSlipOfTheFingerChangesNothing() {
    List<char[]> typed = answer("one", "two");
    assertThat(run("--passphrase")).isEqualTo(2);
    assertThat(typed).allSatisfy(each -> assertThat(each).containsOnly('\0'));
    assertThat(file().path()).doesNotExist();
  }

  @Test
  void setsNoneWhereNobodyCanBeAsked() {
    assertThat(run("--passphrase")).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).contains("sotto: hint: run it in a terminal");
  }

  @Test
  void saysHowToMakeTheDirectoryPrivate() throws IOException {
    assertThat(run()).isZero();
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(run()).isEqualTo(8);
    assertThat(errors.toString(UTF_8)).contains("sotto: hint: ", "chmod 700 ");
  }

  private int run(String... arguments) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(output, true, UTF_8),
            new PrintStream(errors, true, UTF_8),
            UTF_8,
            false);
    IdentityCommand command =
        new IdentityCommand(terminal, question -> Optional.ofNullable(answers.poll()));
    String[] all = new String[arguments.length + 2];
    all[0] = "--config-dir";
    all[1] = directory().toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new CommandLine(command).execute(all);
  }

  private List<char[]> answer(String... lines) {
    List<char[]> typed = List.of(lines).stream().map(String::toCharArray).toList();
    answers.addAll(typed);
    return typed;
  }

  private IdentityKey key() {
    return file().openOrCreate(PassphrasePrompt.none()).publicKey();
  }

  private IdentityFile file() {
    return new IdentityFile(directory());
  }

  private Path directory() {
    return temporary.resolve("config");
  }
}
