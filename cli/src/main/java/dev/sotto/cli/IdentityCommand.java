package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.identity.Identity;
import dev.sotto.identity.IdentityException;
import dev.sotto.identity.IdentityFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sotto identity}: what others know this installation by. */
@Command(
    name = "identity",
    description = "The key that others know you by; it is made at first use.",
    customSynopsis = {
      "  sotto identity                  show its fingerprint",
      "  sotto identity --passphrase     set, change or remove its passphrase",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n")
final class IdentityCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final PassphraseQuestion question;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "Where your key and contacts are.")
  private @Nullable Path directory;

  @Option(
      names = "--passphrase",
      description = "Ask for a new passphrase; an empty one means none.")
  private boolean passphrase;

  /**
   * Makes the command.
   *
   * @param terminal where it tells
   * @param question where it asks
   */
  IdentityCommand(Terminal terminal, PassphraseQuestion question) {
    this.terminal = terminal;
    this.question = question;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    IdentityFile file = new IdentityFile(ConfigDirectory.of(Optional.ofNullable(directory)));
    try {
      Identity identity =
          passphrase ? file.protect(this::current, chosen()) : file.openOrCreate(this::current);
      events.accept(new Event.OwnIdentity(identity.publicKey(), file.path()));
      return ExitCode.DONE;
    } catch (IdentityException e) {
      throw Failure.of(e);
    }
  }

  private Optional<char[]> current(Path file) {
    return question.ask("Passphrase of your key");
  }

  private char[] chosen() {
    char[] first = ask("New passphrase (empty for none)");
    char[] second = ask("The same again");
    boolean same = Arrays.equals(first, second);
    Arrays.fill(second, '\0');
    if (!same) {
      Arrays.fill(first, '\0');
      throw new Failure(Kind.USAGE, "the passphrases differ", "nothing was changed; try again");
    }
    return first;
  }

  private char[] ask(String what) {
    return question
        .ask(what)
        .orElseThrow(
            () ->
                new Failure(
                    Kind.USAGE, "there is nobody to ask for a passphrase", "run it in a terminal"));
  }
}
