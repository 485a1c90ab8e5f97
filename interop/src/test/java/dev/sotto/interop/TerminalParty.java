package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** {@code sotto chat --json} with a key and contacts of its own. */
final class TerminalParty implements Party {
  private final String name;
  private final List<String> arguments;
  private @Nullable SottoProcess process;
  private @Nullable JsonNode peer;
  private List<String> words = List.of();
  private int delivered;

  /**
   * Prepares one; it starts when it invites or joins.
   *
   * @param home where its key and contacts are, for it alone
   * @param name what it says it is called
   * @param way how it meets the other side: a server or another place
   */
  TerminalParty(Path home, String name, String... way) {
    this.name = name;
    arguments =
        new ArrayList<>(
            List.of("chat", "--json", "--config-dir", home.resolve(name).toString(), "--name"));
    arguments.add(name);
    arguments.addAll(List.of(way));
  }

  /** Starts it with more arguments. */
  SottoProcess start(String... more) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    process = SottoProcess.start(all.toArray(new String[0]));
    return process;
  }

  @Override
  public String invite() throws IOException, InterruptedException {
    return start().await("invite").path("code").asText();
  }

  @Override
  public void join(String code) throws IOException {
    start("-").say(code);
  }

  @Override
  public void awaitConnected() throws InterruptedException {
    peer = process().await("connected").path("peer");
    words =
        StreamSupport.stream(process().await("phrase").path("words").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
  }

  /** Whom it is connected with, as it tells. */
  JsonNode peer() {
    return Objects.requireNonNull(peer, "not connected");
  }

  @Override
  public void say(String text) throws IOException {
    process().say(text);
  }

  @Override
  public void awaitText(String text) throws InterruptedException {
    JsonNode event;
    do {
      event = awaitEvent("message");
    } while (!event.path("text").asText().equals(text));
  }

  @Override
  public void awaitDelivered(int lines) throws InterruptedException {
    while (delivered < lines) {
      awaitEvent("delivered");
    }
  }

  private JsonNode awaitEvent(String kind) throws InterruptedException {
    while (true) {
      JsonNode event = process().awaitOneOf(List.of("delivered", kind));
      boolean receipt = event.path("event").asText().equals("delivered");
      if (receipt) {
        delivered++;
      }
      if (!receipt || kind.equals("delivered")) {
        return event;
      }
    }
  }

  @Override
  public List<String> phrase() {
    return words;
  }

  @Override
  public void awaitWrongCode() throws InterruptedException {
    awaitEnd("auth", "wrong code, or somebody interferes", 4);
  }

  @Override
  public void awaitGuess() throws InterruptedException {
    awaitEnd("auth", "somebody tried a wrong code", 4);
  }

  @Override
  public void awaitUsedCode() throws InterruptedException {
    awaitEnd("refused", "used", 3);
  }

  /** Waits for an error, by its code and a part of its text, and for the exit code. */
  void awaitEnd(String code, String message, int exit) throws InterruptedException {
    JsonNode error = process().await("error");
    assertThat(error.path("message").asText()).contains(message);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(process().awaitExit()).isEqualTo(exit);
  }

  SottoProcess process() {
    return Objects.requireNonNull(process, "not started");
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
