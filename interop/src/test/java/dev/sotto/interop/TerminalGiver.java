package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code sotto send --json} with a key of its own. */
final class TerminalGiver implements Giver {
  private final List<String> arguments = new ArrayList<>(List.of("send", "--json"));
  private @Nullable SottoProcess process;

  /**
   * Prepares one; it starts when it invites or joins.
   *
   * @param home where its key and contacts are, for it alone
   * @param server the rendezvous
   * @param paths what it sends
   */
  TerminalGiver(Path home, String server, List<Path> paths) {
    arguments.addAll(List.of("--server", server, "--config-dir", home.toString()));
    paths.forEach(path -> arguments.add(path.toString()));
  }

  /** Starts it with more arguments. */
  SottoProcess start(String... more) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    process = SottoProcess.startForFiles(all.toArray(new String[0]));
    return process;
  }

  @Override
  public String invite() throws IOException, InterruptedException {
    return start().await("invite").path("code").asText();
  }

  @Override
  public void join(String code) throws IOException {
    start("--code-file", "-").say(code);
  }

  @Override
  public void offer() throws InterruptedException {
    process().await("connected");
  }

  @Override
  public void awaitTaken() throws InterruptedException {
    JsonNode done = process().await("done");
    assertThat(process().awaitExit()).as(done + process().errors()).isZero();
  }

  SottoProcess process() {
    return Objects.requireNonNull(process, "not started");
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
