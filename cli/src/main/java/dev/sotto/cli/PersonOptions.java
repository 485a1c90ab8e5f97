package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.IdentityException;
import dev.sotto.identity.IdentityFile;
import dev.sotto.identity.PassphrasePrompt;
import dev.sotto.messenger.MessengerOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who we are, and who the other side has to be. */
final class PersonOptions {
  private static final int FEWEST_WORDS = 3;
  private static final int MOST_WORDS = 8;

  @Option(names = "--name", paramLabel = "NAME", description = "What the other side sees of you.")
  private String name = "";

  @Option(
      names = "--with",
      paramLabel = "CONTACT",
      description = "Talk to this contact only; any other key ends it before a word is said.")
  private @Nullable String with;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "3",
      description = "Words in a code, 3 to 8. Default: ${DEFAULT-VALUE}.")
  private int words;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "Where your key and contacts are.")
  private @Nullable Path directory;

  /**
   * Opens the identity, which is made at first use, and the contacts.
   *
   * @param passphrase asks for the passphrase, if there is one
   * @throws Failure when the arguments make no sense or the files cannot be used
   */
  MessengerOptions read(PassphrasePrompt passphrase) {
    if (words < FEWEST_WORDS || words > MOST_WORDS) {
      throw new Failure(Kind.USAGE, "a code has 3 to 8 words, not " + words, "");
    }
    if (name.codePointCount(0, name.length()) > MessengerOptions.MAX_NAME) {
      throw new Failure(
          Kind.USAGE, "a name has at most " + MessengerOptions.MAX_NAME + " characters", "");
    }
    Path place = ConfigDirectory.of(Optional.ofNullable(directory));
    Contacts contacts = new Contacts(place);
    try {
      String only = with;
      if (only != null && contacts.byName(only).isEmpty()) {
        throw new Failure(Kind.USAGE, "no contact of the name " + only, "see sotto contacts list");
      }
      MessengerOptions options =
          MessengerOptions.anonymous()
              .withName(name)
              .withWords(words)
              .withIdentity(new IdentityFile(place).openOrCreate(passphrase), contacts);
      return only == null ? options : options.only(only);
    } catch (IdentityException e) {
      throw Failure.of(e);
    }
  }
}
