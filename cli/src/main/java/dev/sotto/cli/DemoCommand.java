package dev.sotto.cli;

import dev.sotto.peer.PeerConfiguration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@code sotto demo}. */
@Command(
    name = "demo",
    description = "Chat between this terminal and a page, both on this machine.",
    customSynopsis = {
      "  sotto demo                  print a link; open it in a browser and chat",
      "  sotto demo --port 8080      the same with a fixed port",
      "  sotto demo --json           the same for a script",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Each line you type is a message. The server answers to this machine only.",
      "The end of standard input does not end the demo; Ctrl-C does."
    })
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final InterfaceOption networks = new InterfaceOption();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the page on localhost. Default: any that is free.")
  private int port;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    Ports.check(port);
    return new DemoRun(
            terminal,
            events,
            networks.configuration(PeerConfiguration.defaultsAndLoopback()),
            bug -> common.reportBug(terminal, events, bug),
            common.json(),
            new Destination(
                Destination.usual(Path.of(""), Path.of(System.getProperty("user.home", ""))),
                false))
        .run(port);
  }
}
