package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.cli.Event.Route;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.ConnectivityReport.Step;
import dev.sotto.ice.ConnectivityReport.Way;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HumanEventsTest {
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  @Test
  void putsTheLinkAloneOnStandardOutput() {
    String link = "http://localhost:1/#7-a-b-c";
    plain().accept(new Event.Invite("7-a-b-c", Optional.of(link), Optional.of("sotto chat")));
    assertThat(data.toString(UTF_8).lines()).containsExactly(link, "7-a-b-c");
    assertThat(notes.toString(UTF_8))
        .contains("Open this link", "run: sotto chat\n")
        .doesNotContain("a-b-c");
  }

  @Test
  void escapesWhatThePeerWrites() {
    plain().accept(new Event.Message("peer", "\u001b]0;title\u0007\nsotto: error: forged"));
    assertThat(data.toString(UTF_8).lines())
        .containsExactly("peer: \\u{1b}]0;title\\u{7}", "  | sotto: error: forged");
  }

  @Test
  void escapesWhatIsSaidAboutProblems() {
    plain().accept(new Event.Disconnected("\u001b[2J"));
    plain().accept(new Event.Problem(new Failure(Kind.PROTOCOL, "bad\nline", "hint\u0007")));
    assertThat(notes.toString(UTF_8).lines())
        .containsExactly(
            "Disconnected: \\u{1b}[2J", "sotto: error: bad\\u{a}line", "sotto: hint: hint\\u{7}");
    assertThat(data.size()).isZero();
  }

  @Test
  void saysWhetherTheWayIsDirect() {
    plain()
        .accept(
            new Event.Connected(Event.Peer.UNKNOWN, new Route("host", "host", "udp", "ipv4"), 85));
    plain().accept(new Event.Rerouted(new Route("relay", "host", "udp", "ipv6")));
    assertThat(notes.toString(UTF_8).lines())
        .containsExactly(
            "Connected in 85 ms, directly (host to host, udp, ipv4)",
            "UNVERIFIED: the other side has shown no key",
            "Now relayed (relay to host, udp, ipv6)");
  }

  @Test
  void coloursOnlyWhereItMay() {
    new HumanEvents(terminal(true), false).accept(new Event.Message("peer", "hi"));
    assertThat(data.toString(UTF_8).lines()).containsExactly("\u001b[1;36mpeer:\u001b[0m hi");
    assertThat(Terminal.wantsColour(Map.of("TERM", "xterm"))).isTrue();
    assertThat(Terminal.wantsColour(Map.of("TERM", "xterm", "NO_COLOR", ""))).isTrue();
    assertThat(Terminal.wantsColour(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.wantsColour(Map.of("TERM", "dumb"))).isFalse();
  }

  @Test
  void tellsHowAPathWasLookedForOnlyWhenAsked() {
    ConnectivityReport facts =
        new ConnectivityReport(
            List.of(new Step(0, "host", "2 addresses"), new Step(250, "stun", "asked\u0007")),
            List.of(),
            List.of(),
            List.of(new Way(Path.Transport.UDP, CandidateKind.HOST, CandidateKind.HOST, false)),
            Optional.empty(),
            List.of("no gateway opened a port here"));
    plain().accept(new Event.Report(facts));
    assertThat(notes.size()).isZero();
    new HumanEvents(terminal(false), true).accept(new Event.Report(facts));
    assertThat(notes.toString(UTF_8).lines())
        .containsExactly(
            "     0 ms  host: 2 addresses",
            "   250 ms  stun: asked\\u{7}",
            "Ways tried: 1, answered: 0",
            "Not direct: no gateway opened a port here");
    assertThat(data.size()).isZero();
  }

  @Test
  void noPageIsOfferedForAStream() {
    plain()
        .accept(
            new Event.Invite(
                "7-a-b-c",
                Optional.of("http://x:1/#7-a-b-c"),
                Optional.of("sotto pipe --join --server http://x:1")));
    assertThat(data.toString(UTF_8).lines()).containsExactly("7-a-b-c");
    assertThat(notes.toString(UTF_8).lines())
        .containsExactly(
            "The other side runs: sotto pipe --join --server http://x:1",
            "and enters this code when asked:");
  }

  private HumanEvents plain() {
    return new HumanEvents(terminal(false), false);
  }

  private Terminal terminal(boolean coloured) {
    return new Terminal(
        InputStream.nullInputStream(),
        new PrintStream(data, true, UTF_8),
        new PrintStream(notes, true, UTF_8),
        UTF_8,
        coloured);
  }
}
