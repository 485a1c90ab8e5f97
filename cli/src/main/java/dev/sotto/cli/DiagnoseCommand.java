package dev.sotto.cli;

import dev.sotto.diagnose.DiagnosisOptions;
import dev.sotto.diagnose.Examination;
import dev.sotto.portmap.PortMapperOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sotto diagnose}: what this network permits. */
@Command(
    name = "diagnose",
    description = "Find out what this network permits, and what that means for connections.",
    customSynopsis = {
      "  sotto diagnose --server https://chat.example.org",
      "                              ask the server that others are met at",
      "  sotto diagnose --ice-server stun:stun.example.org --json",
      "                              ask a STUN server, and tell a script",
    },
    synopsisHeading = "Examples:%n",
    descriptionHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Takes 6 seconds at most. What a gateway or a relay gives is given back.",
    })
final class DiagnoseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final IceServers servers = new IceServers();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "A rendezvous server, http://HOST:PORT or https://HOST.")
  private @Nullable String server;

  @Option(names = "--no-port-mapping", description = "Do not ask the gateway to open ports.")
  private boolean noPortMapping;

  DiagnoseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return common.run(terminal, this::run);
  }

  private ExitCode run(EventSink events) {
    try (Examination examination =
        new Examination(options(), bug -> common.reportBug(terminal, events, bug))) {
      events.accept(
          new Event.Diagnosed(InterruptGuard.whileRunning(examination::run, examination::close)));
      return ExitCode.DONE;
    }
  }

  private DiagnosisOptions options() {
    IceServers.Given given = servers.read(terminal);
    List<String> url = server == null ? List.of() : List.of(server);
    return new DiagnosisOptions(
        given.stun(),
        given.turn(),
        url.stream().map(ServerUrl::parse).findFirst(),
        noPortMapping ? Optional.empty() : Optional.of(PortMapperOptions.defaults()));
  }
}
