package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.interop.lab.NatLab.Hosts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code sotto chat --manual --sdp} on both hosts of the lab; the test carries the descriptions.
 * For one thread.
 */
final class Talk implements AutoCloseable {
  private static final List<String> CHAT = List.of("chat", "--manual", "--sdp", "--json");

  private static final long HOPE_SECONDS = 240;

  private final SottoProcess a;
  private final SottoProcess b;

  private String descriptionOfA = "";

  private Talk(SottoProcess a, SottoProcess b) {
    this.a = a;
    this.b = b;
  }

  /** How it came out: a route as A, who offered, sees it, or none. */
  record Outcome(boolean connected, Route route, long milliseconds) {
    private static final Outcome NO_PATH = new Outcome(false, new Route("", "", "", ""), 0);

    @Override
    public String toString() {
      return connected
          ? "%s to %s, %s, %s, %d ms"
              .formatted(
                  route.local(), route.remote(), route.protocol(), route.family(), milliseconds)
          : "no path";
    }
  }

  /** The words of the program for a path. */
  record Route(String local, String remote, String protocol, String family) {
    private static Route of(JsonNode event) {
      JsonNode path = event.path("path");
      return new Route(
          path.path("local").asText(),
          path.path("remote").asText(),
          path.path("protocol").asText(),
          path.path("family").asText());
    }

    boolean isRelayed() {
      return local.equals("relay") || remote.equals("relay");
    }
  }

  /** Starts both programs and lets them know each other. */
  static Talk begin(Hosts hosts, Ways waysOfA, Ways waysOfB)
      throws IOException, InterruptedException {
    SottoProcess a =
        SottoProcess.startIn(hosts.a().namespace(), waysOfA.jvmOptions(), waysOfA.arguments(CHAT));
    SottoProcess b =
        SottoProcess.startIn(
            hosts.b().namespace(),
            waysOfB.jvmOptions(),
            waysOfB.arguments(append(CHAT, "--answer")));
    Talk talk = new Talk(a, b);
    try {
      JsonNode offer = a.awaitDescription();
      talk.descriptionOfA = offer.path("sdp").asText();
      b.say(offer.toString());
      a.say(b.awaitDescription().toString());
      return talk;
    } catch (AssertionError | IOException | InterruptedException e) {
      talk.close();
      throw e;
    }
  }

  private static List<String> append(List<String> list, String last) {
    List<String> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  SottoProcess a() {
    return a;
  }

  SottoProcess b() {
    return b;
  }

  /** What the other side is told. */
  String descriptionOfA() {
    return descriptionOfA;
  }

  /** Waits until it is connected or known not to be possible. */
  Outcome outcome() throws InterruptedException {
    JsonNode event = a.awaitOneOf(List.of("connected", "error"));
    if (event.path("event").asText().equals("error")) {
      assertThat(event.path("code").asText()).as(event.toString()).isEqualTo("no-path");
      return Outcome.NO_PATH;
    }
    b.await("connected");
    return new Outcome(true, Route.of(event), event.path("ms").asLong());
  }

  /** Waits until the path goes directly from one to the other, as it may already. */
  Route awaitDirect(Outcome first) throws InterruptedException {
    Route route = first.route();
    while (route.isRelayed()) {
      route = Route.of(a.await("path"));
    }
    return route;
  }

  /** Each sends some lines. */
  void say(int from, int to) throws IOException {
    for (int number = from; number <= to; number++) {
      a.say("a" + number);
      b.say("b" + number);
    }
  }

  /** Everything that was sent arrives at the other side, once and in order. */
  void awaitAll(int from, int to) throws InterruptedException {
    expect(b, "a", from, to);
    expect(a, "b", from, to);
  }

  private static void expect(SottoProcess at, String sender, int from, int to)
      throws InterruptedException {
    for (int number : IntStream.rangeClosed(from, to).toArray()) {
      assertThat(at.await("message").path("text").asText()).isEqualTo(sender + number);
    }
  }

  /** Ends it in order: nothing more has arrived, both say that all is well. */
  void end() throws IOException, InterruptedException {
    a.endInput();
    assertThat(a.awaitOneOf(List.of("message", "disconnected")).path("event").asText())
        .isEqualTo("disconnected");
    assertThat(b.awaitOneOf(List.of("message", "disconnected")).path("event").asText())
        .isEqualTo("disconnected");
    assertThat(a.awaitExit()).as(a.errors()).isZero();
    assertThat(b.awaitExit()).as(b.errors()).isZero();
  }

  /** Both end because there is no way. */
  void awaitNoPath() throws InterruptedException {
    assertThat(a.awaitExit()).as(a.errors()).isEqualTo(5);
    assertThat(b.awaitExit()).as(b.errors()).isEqualTo(5);
  }

  /** Both end because the way is gone, after the time for which they hope. */
  void awaitInterrupted() throws InterruptedException {
    assertThat(a.awaitExit(HOPE_SECONDS)).as(a.errors()).isEqualTo(6);
    assertThat(b.awaitExit(HOPE_SECONDS)).as(b.errors()).isEqualTo(6);
  }

  @Override
  public void close() {
    a.close();
    b.close();
  }
}
