package dev.sotto.cli;

import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.MessengerOptions;
import dev.sotto.peer.PeerConfiguration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A session with somebody, and all that it needs: what the commands that meet have in common.
 * Closing it ends everything at once.
 *
 * @param meeting how the two meet
 * @param messenger makes the session
 * @param session the session
 * @param told tells of it
 * @param input standard input, of which nothing but a code or a carried line was read
 */
record Encounter(
    Meeting meeting, Messenger messenger, Talk session, SessionEvents told, InputLines input)
    implements AutoCloseable {
  /**
   * What a command wants of it.
   *
   * @param code what the arguments say about the code
   * @param otherSide the command of {@code sotto} that the other side may run
   * @param abilities what we take
   * @param connections how connections are made
   * @param pinning whether somebody met for the first time becomes a contact without a question
   */
  record Plan(
      CodeArgument code,
      String otherSide,
      Set<Ability> abilities,
      PeerConfiguration connections,
      boolean pinning) {}

  /**
   * The arguments that such commands share.
   *
   * @param common what every command understands
   * @param meetings where to meet
   * @param person who we are
   * @param receiving what may be received; empty for those that receive nothing
   */
  record Arguments(
      CommonOptions common,
      MeetingOptions meetings,
      PersonOptions person,
      Optional<ReceivingOptions> receiving) {
    /**
     * Begins a session.
     *
     * @param terminal where a person is asked
     * @param events told of everything
     * @param plan what is wanted
     * @param arrivals takes what the other side offers
     * @throws Failure when the arguments make no sense
     */
    Encounter begin(Terminal terminal, EventSink events, Plan plan, Arrivals arrivals) {
      InputLines input = new InputLines(terminal);
      boolean mayAsk = meetings.mayAsk(terminal, common.json());
      Consumer<Throwable> bugs = bug -> common.reportBug(terminal, events, bug);
      Meeting meeting =
          meetings.read(
              plan.code(),
              new CodeSource(terminal, input, meetings.asking(terminal, common.json())),
              new ManualLines(terminal, input, mayAsk),
              new Hosting(plan.otherSide(), plan.connections(), terminal, bugs));
      try {
        receiving.ifPresent(it -> it.check(meeting));
        MessengerOptions options = who(terminal, plan).withAbilities(plan.abilities());
        Messenger messenger = new Messenger(plan.connections(), options, bugs);
        try {
          SessionEvents told = new SessionEvents(meeting, events, common.json(), arrivals);
          return new Encounter(meeting, messenger, told.begin(messenger), told, input);
        } catch (RuntimeException | Error e) {
          messenger.close();
          throw e;
        }
      } catch (RuntimeException | Error e) {
        meeting.close();
        throw e;
      }
    }

    private MessengerOptions who(Terminal terminal, Plan plan) {
      MessengerOptions options =
          person.read(
              file ->
                  meetings.mayAskForPassphrase(common.json())
                      ? PassphraseQuestion.ofTerminal(terminal).ask("Passphrase of your key")
                      : Optional.empty());
      return plan.pinning() ? options : options.withoutPinning();
    }
  }

  /** Whether the first line of input is the other side's answer to ours. */
  boolean answerExpected() {
    return meeting instanceof Meeting.ManualOffer;
  }

  /** What is to be done, one after another, when a signal ends the program. */
  Runnable[] interruption(Runnable... first) {
    Runnable[] all = new Runnable[first.length + 3];
    System.arraycopy(first, 0, all, 0, first.length);
    all[first.length] = () -> ChatRun.interrupt(session);
    all[first.length + 1] = messenger::close;
    all[first.length + 2] = meeting::close;
    return all;
  }

  @Override
  public void close() {
    try {
      messenger.close();
    } finally {
      meeting.close();
    }
  }
}
