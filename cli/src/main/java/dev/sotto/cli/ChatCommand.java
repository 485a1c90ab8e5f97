package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code sotto chat}, as far as it is there: {@code --manual --sdp}. */
@Command(
    name = "chat",
    description = "Chat with any WebRTC peer by exchanging session descriptions, without a server.",
    customSynopsis = {
      "  sotto chat --manual --sdp             print an offer, take the answer, chat",
      "  sotto chat --manual --sdp --answer    take an offer, print the answer, chat",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A session description is one line of JSON. Afterwards each line of standard",
      "input is a message; at its end the program waits until all are delivered."
    })
final class ChatCommand implements Callable<Integer> {
  /** A person has to carry the answer to the offering side before it can begin. */
  private static final Duration CARRYING = Duration.ofMinutes(10);

  private static final Duration CONNECTING = Duration.ofSeconds(30);

  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PathOptions paths = new PathOptions();

  @Parameters(arity = "0..1", hidden = true)
  private @Nullable String code;

  @Option(names = "--manual", description = "Meet without a server.")
  private boolean manual;

  @Option(names = "--sdp", description = "Exchange plain session descriptions.")
  private boolean sdp;

  @Option(names = "--answer", description = "Wait for an offer instead of making one.")
  private boolean answer;

  @Option(
      names = "--stay",
      description = "After the end of standard input stay until the other side leaves.")
  private boolean stay;

  ChatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    if (code != null || !manual || !sdp) {
      throw new Failure(
          Kind.USAGE, "only chat --manual --sdp is there so far", "see sotto chat --help");
    }
    try (PeerConnectionFactory factory =
            new PeerConnectionFactory(
                configuration(), bug -> common.reportBug(terminal, events, bug));
        Conversation conversation =
            new Conversation(factory, events, InstantSource.system(), new Alone())) {
      ManualChat chat =
          new ManualChat(
              conversation, new InputLines(terminal), events, terminal.outputLost(), common.json());
      return InterruptGuard.whileRunning(() -> talk(chat), conversation::close, factory::close);
    }
  }

  /** Descriptions are carried once, with all candidates in them. */
  private static final class Alone implements Conversation.Signalling {}

  private ExitCode talk(ManualChat chat) {
    if (answer) {
      chat.answer();
    } else {
      chat.offer();
    }
    chat.talk(stay);
    return ExitCode.DONE;
  }

  private PeerConfiguration configuration() {
    return paths
        .configuration(PeerConfiguration.defaults(), terminal)
        .withConnectTimeout(answer && !common.json() ? CARRYING : CONNECTING);
  }
}
