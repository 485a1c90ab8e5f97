package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sotto.cli.Event.Route;
import dev.sotto.cli.Failure.Kind;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.ConnectivityReport.Step;
import dev.sotto.ice.ConnectivityReport.Way;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import dev.sotto.peer.SessionDescription;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonEventsTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private final JsonEvents events =
      new JsonEvents(
          new Terminal(
              InputStream.nullInputStream(),
              new PrintStream(written, true, UTF_8),
              new PrintStream(notes, true, UTF_8),
              UTF_8,
              false));

  @Test
  void writesTheFieldsOfTheContract() {
    URI url = URI.create("http://localhost:1");
    assertThat(line(new Event.Listening(url, Optional.empty())))
        .isEqualTo("{\"event\":\"listening\",\"url\":\"http://localhost:1\"}");
    assertThat(line(new Event.Listening(url, Optional.of("stun:localhost:1"))))
        .isEqualTo(
            "{\"event\":\"listening\",\"url\":\"http://localhost:1\","
                + "\"stun\":\"stun:localhost:1\"}");
    assertThat(
            line(
                new Event.Invite(
                    "7-a-b-c", Optional.of("http://x/#7-a-b-c"), Optional.of("sotto chat"))))
        .isEqualTo(
            "{\"event\":\"invite\",\"code\":\"7-a-b-c\",\"link\":\"http://x/#7-a-b-c\","
                + "\"command\":\"sotto chat\"}");
    assertThat(line(new Event.Invite("0-a-b-c", Optional.empty(), Optional.empty())))
        .isEqualTo("{\"event\":\"invite\",\"code\":\"0-a-b-c\"}");
    assertThat(line(new Event.Delivered("7"))).isEqualTo("{\"event\":\"delivered\",\"id\":\"7\"}");
    assertThat(line(new Event.Phrase(List.of("one", "two"))))
        .isEqualTo("{\"event\":\"phrase\",\"words\":[\"one\",\"two\"]}");
    assertThat(line(new Event.Waiting())).isEqualTo("{\"event\":\"waiting\"}");
    assertThat(line(new Event.Connecting())).isEqualTo("{\"event\":\"connecting\"}");
    assertThat(
            line(
                new Event.Connected(
                    Event.Peer.UNKNOWN, new Route("host", "prflx", "udp", "ipv4"), 12)))
        .isEqualTo(
            "{\"event\":\"connected\",\"peer\":{\"name\":\"peer\",\"key\":null,\"known\":false,"
                + "\"verified\":false,\"secure\":false},\"path\":{\"local\":\"host\","
                + "\"remote\":\"prflx\",\"protocol\":\"udp\",\"family\":\"ipv4\"},\"ms\":12}");
    assertThat(line(new Event.Rerouted(new Route("host", "host", "udp", "ipv6"))))
        .isEqualTo(
            "{\"event\":\"path\",\"path\":{\"local\":\"host\",\"remote\":\"host\","
                + "\"protocol\":\"udp\",\"family\":\"ipv6\"}}");
    assertThat(line(new Event.Disconnected("left")))
        .isEqualTo("{\"event\":\"disconnected\",\"reason\":\"left\"}");
    assertThat(line(new Event.Reconnecting("silent")))
        .isEqualTo("{\"event\":\"reconnecting\",\"reason\":\"silent\"}");
    assertThat(line(new Event.Problem(new Failure(Kind.NO_PATH, "no way", "walk"))))
        .isEqualTo(
            "{\"event\":\"error\",\"code\":\"no-path\",\"message\":\"no way\",\"hint\":\"walk\"}");
  }

  @Test
  void reportsWithoutAddresses() {
    ConnectivityReport facts =
        new ConnectivityReport(
            List.of(new Step(250, "stun", "asked")),
            List.of(),
            List.of(),
            List.of(new Way(Path.Transport.UDP, CandidateKind.HOST, CandidateKind.SRFLX, true)),
            Optional.empty(),
            List.of("because"));
    assertThat(line(new Event.Report(facts)))
        .isEqualTo(
            "{\"event\":\"report\",\"steps\":[{\"ms\":250,\"stage\":\"stun\",\"what\":\"asked\"}],"
                + "\"pairs\":[{\"transport\":\"udp\",\"local\":\"host\",\"remote\":\"srflx\","
                + "\"answered\":true}],\"whyNotDirect\":[\"because\"]}");
  }

  @Test
  void countsMessagesSoThatTheyCanBeToldApart() {
    assertThat(line(new Event.Message("peer", "hi")))
        .isEqualTo("{\"event\":\"message\",\"id\":\"1\",\"from\":\"peer\",\"text\":\"hi\"}");
    assertThat(line(new Event.BinaryMessage("peer", 3)))
        .isEqualTo(
            "{\"event\":\"message\",\"id\":\"2\",\"from\":\"peer\",\"text\":\"\","
                + "\"binary\":true,\"bytes\":3}");
  }

  @Test
  void writesADescriptionAsBrowsersDo() {
    SessionDescription offer = new SessionDescription(SessionDescription.Type.OFFER, "v=0\r\n");
    assertThat(line(new Event.Description(offer)))
        .isEqualTo("{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"}");
  }

  @Test
  void isPureAsciiAndOneLineWhateverThePeerWrites() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int unit = 0; unit <= 0xFFFF; unit++) {
      text.append((char) unit);
    }
    String line = line(new Event.Message("peer", text.toString()));
    assertThat(line).matches("[\\x20-\\x7e]+");
    JsonNode read = new JsonMapper().readTree(line);
    assertThat(read.path("text").textValue()).isEqualTo(text.toString());
  }

  @Test
  void leavesStandardErrorAlone() {
    events.accept(new Event.Problem(new Failure(Kind.INTERNAL, "x", "y")));
    assertThat(notes.size()).isZero();
  }

  private String line(Event event) {
    written.reset();
    events.accept(event);
    String line = written.toString(UTF_8);
    assertThat(line).endsWith(System.lineSeparator());
    return line.substring(0, line.length() - System.lineSeparator().length());
  }
}
