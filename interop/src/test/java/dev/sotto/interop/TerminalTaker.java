package dev.sotto.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** {@code sotto receive --json --yes} with a key of its own, into a directory. */
final class TerminalTaker implements Taker {
  private final Path output;
  private final List<String> arguments = new ArrayList<>(List.of("receive", "--json", "--yes"));
  private @Nullable SottoProcess process;

  /**
   * Prepares one; it starts when it invites or joins.
   *
   * @param home where its key and contacts are, for it alone
   * @param server the rendezvous
   * @param output where it puts files
   */
  TerminalTaker(Path home, String server, Path output) {
    this.output = output;
    arguments.addAll(List.of("--server", server, "--config-dir", home.toString()));
    arguments.addAll(List.of("--output", output.toString()));
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
    return start("--invite").await("invite").path("code").asText();
  }

  @Override
  public void join(String code) throws IOException {
    start("--code-file", "-").say(code);
  }

  /** It was told to say yes to everything. */
  @Override
  public void accept() throws InterruptedException {
    process().await("offer");
  }

  @Override
  public SortedMap<String, String> received() throws InterruptedException {
    process().await("done");
    return Trees.visible(output);
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
