package dev.sotto.cli;

import dev.sotto.identity.Contact;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.IdentityException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code sotto contacts}: whom this installation has met. */
@Command(
    name = "contacts",
    description = "Whom you have met: their keys, under names of your own.",
    customSynopsis = {
      "  sotto contacts list",
      "  sotto contacts show NAME              with the fingerprint of the key",
      "  sotto contacts verify NAME [--undo]   whether the phrase was compared",
      "  sotto contacts rename NAME NEW",
      "  sotto contacts forget NAME",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    commandListHeading = "%nCommands:%n")
final class ContactsCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec specification = CommandSpec.create();

  ContactsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(
        specification.commandLine(), "say what: list, show, verify, rename or forget");
  }

  /** Where they are, for each of the commands. */
  static final class Place {
    @Option(
        names = "--config-dir",
        paramLabel = "DIR",
        description = "Where your key and contacts are.")
    private @Nullable Path directory;

    private Contacts contacts() {
      return new Contacts(ConfigDirectory.of(Optional.ofNullable(directory)));
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List your contacts.")
  int list(@Mixin CommonOptions common, @Mixin Place place) {
    return run(common, place, (contacts, events) -> list(contacts.list(), common, events));
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show a contact and the fingerprint of its key.")
  int show(
      @Mixin CommonOptions common,
      @Mixin Place place,
      @Parameters(paramLabel = "NAME", description = "Your name for it.") String name) {
    return run(common, place, (contacts, events) -> events.accept(shown(contacts, name)));
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Tell whether a contact is verified.",
        "It becomes so in a chat: enter /verify, and read the phrase to each other."
      })
  int verify(
      @Mixin CommonOptions common,
      @Mixin Place place,
      @Parameters(paramLabel = "NAME", description = "Your name for it.") String name,
      @Option(names = "--undo", description = "Take the mark away.") boolean undo) {
    return run(
        common,
        place,
        (contacts, events) -> {
          Event.ContactShown shown =
              undo ? new Event.ContactShown(contacts.unmark(name), true) : shown(contacts, name);
          events.accept(shown);
          if (!shown.contact().verified()) {
            note(common, "To verify it, chat with it, enter /verify, and compare the phrase");
          }
        });
  }

  @Command(
      name = "rename",
      mixinStandardHelpOptions = true,
      description = "Give a contact another name.")
  int rename(
      @Mixin CommonOptions common,
      @Mixin Place place,
      @Parameters(paramLabel = "NAME", description = "Your name for it.") String name,
      @Parameters(paramLabel = "NEW", description = "Its name from now on.") String other) {
    return run(
        common,
        place,
        (contacts, events) ->
            events.accept(new Event.ContactShown(contacts.rename(name, other), false)));
  }

  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description = "Forget a contact; its key is new to you again.")
  int forget(
      @Mixin CommonOptions common,
      @Mixin Place place,
      @Parameters(paramLabel = "NAME", description = "Your name for it.") String name) {
    return run(
        common,
        place,
        (contacts, events) ->
            events.accept(new Event.ContactForgotten(contacts.forget(name).name())));
  }

  private void list(List<Contact> contacts, CommonOptions common, EventSink events) {
    contacts.forEach(contact -> events.accept(new Event.ContactShown(contact, false)));
    if (contacts.isEmpty()) {
      note(common, "No contacts yet");
    }
  }

  private static Event.ContactShown shown(Contacts contacts, String name) {
    Optional<Contact> contact = contacts.byName(name);
    return new Event.ContactShown(contact.orElseThrow(() -> Contacts.unknown(name)), true);
  }

  private int run(CommonOptions common, Place place, BiConsumer<Contacts, EventSink> work) {
    return common.run(
        terminal,
        events -> {
          try {
            work.accept(place.contacts(), events);
            return ExitCode.DONE;
          } catch (IdentityException e) {
            throw Failure.of(e);
          }
        });
  }

  private void note(CommonOptions common, String words) {
    if (!common.json()) {
      terminal.note(words);
    }
  }
}
