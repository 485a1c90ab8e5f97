package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sotto chat}. */
@Command(
    name = "chat",
    description = "Chat with somebody on another machine, directly, end to end encrypted.",
    customSynopsis = {
      "  sotto chat                     ask for a code, or make an invitation",
      "  sotto chat --listen 4000       let the other side come straight here",
      "  sotto chat --connect HOST:4000 go straight to the other side",
      "  sotto chat --manual            meet without a server, by a line each way",
      "  sotto chat --manual --sdp      chat with any WebRTC peer",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Each line of standard input is a message; at its end the program waits until",
      "all are delivered. On a terminal /help shows what else can be entered."
    })
final class ChatCommand implements Callable<Integer> {
  /** A person has to carry the answer to the offering side before it can begin. */
  private static final Duration CARRYING = Duration.ofMinutes(10);

  private static final Duration CONNECTING = Duration.ofSeconds(30);

  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final CodeOptions codes = new CodeOptions();
  @Mixin private final MeetingOptions meetings = new MeetingOptions();
  @Mixin private final PersonOptions person = new PersonOptions();
  @Mixin private final PathOptions paths = new PathOptions();
  @Mixin private final ReceivingOptions receiving = new ReceivingOptions();

  @Option(
      names = "--sdp",
      description = "With --manual: exchange plain session descriptions; proves nothing.")
  private boolean sdp;

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
    if (!sdp) {
      return meet(events);
    }
    if (!meetings.manual()) {
      throw new Failure(Kind.USAGE, "--sdp is for --manual", "see sotto chat --help");
    }
    MeetingOptions.refuseCode(code(), "--sdp takes no code");
    return describe(events);
  }

  private ExitCode meet(EventSink events) {
    boolean mayAsk = meetings.mayAsk(terminal, common.json());
    TransferList transfers =
        new TransferList(events, receiving.destination(), answer(), System::nanoTime);
    Encounter.Plan plan =
        new Encounter.Plan(
            code(), "chat", EnumSet.of(Ability.CHAT, Ability.FILES), configuration(), !mayAsk);
    try (Encounter met =
        new Encounter.Arguments(common, meetings, person, Optional.of(receiving))
            .begin(terminal, events, plan, transfers)) {
      Optional<ChatPrompt> prompt =
          mayAsk && common.mayRedraw()
              ? ChatPrompt.open(terminal, met.session()::typing)
              : Optional.empty();
      ChatRun chat =
          new ChatRun(
              met.session(),
              met.told(),
              prompt.<Lines>map(it -> it).orElse(met.input()),
              events,
              terminal,
              transfers,
              new ChatRun.Manners(common.json(), mayAsk, met.answerExpected(), stay));
      return InterruptGuard.whileRunning(() -> chat(chat, prompt), met.interruption());
    }
  }

  private ExitCode chat(ChatRun chat, Optional<ChatPrompt> prompt) {
    prompt.ifPresent(terminal::show);
    try {
      return chat.run();
    } finally {
      terminal.show(null);
      prompt.ifPresent(ChatPrompt::close);
    }
  }

  private TransferList.Answer answer() {
    return receiving.yes()
        ? TransferList.Answer.ACCEPT
        : common.json() || meetings.noInput()
            ? TransferList.Answer.DECLINE
            : TransferList.Answer.ASK;
  }

  private CodeArgument code() {
    return codes.read(CodeArgument.Absent.ASK_OR_INVITE);
  }

  private ExitCode describe(EventSink events) {
    PeerConfiguration connections = configuration();
    PathOptions.requireRelay(connections.ice());
    try (PeerConnectionFactory factory =
            new PeerConnectionFactory(connections, bug -> common.reportBug(terminal, events, bug));
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
    if (meetings.answer()) {
      chat.answer();
    } else {
      chat.offer();
    }
    chat.talk(stay);
    return ExitCode.DONE;
  }

  private PeerConfiguration configuration() {
    boolean carried = meetings.manual() && meetings.answer() && !common.json();
    return paths
        .configuration(PeerConfiguration.defaults(), terminal)
        .withConnectTimeout(carried ? CARRYING : CONNECTING);
  }
}
