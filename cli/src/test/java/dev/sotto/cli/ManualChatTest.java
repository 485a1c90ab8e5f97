package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sotto chat --manual --sdp} as scripts drive it: two processes and their pipes. */
@Timeout(300)
class ManualChatTest {
  @Test
  void twoProcessesChatBothWaysAndEndAtTheEndOfInput() throws Exception {
    try (Program offerer = chat("--json");
        Program answerer = chat("--json", "--answer")) {
      String offer = offerer.line();
      JsonNode json = new JsonMapper().readTree(offer);
      assertThat(json.path("type").asText()).isEqualTo("offer");
      assertThat(json.path("sdp").asText()).contains("a=candidate:", "a=end-of-candidates");
      answerer.type(offer);
      offerer.type(answerer.line());
      assertThat(offerer.event("connected").path("path").path("local").asText())
          .matches("host|prflx");
      answerer.event("connected");

      offerer.type("ping");
      assertThat(answerer.event("message").path("text").asText()).isEqualTo("ping");
      answerer.type("pong");
      assertThat(offerer.event("message").path("text").asText()).isEqualTo("pong");

      offerer.endInput();
      offerer.event("disconnected");
      assertThat(offerer.exitCode()).isZero();
      answerer.event("disconnected");
      assertThat(answerer.exitCode()).isZero();
    }
  }

  @Test
  void everythingIsDeliveredBeforeTheEnd() throws Exception {
    try (Program offerer = chat("--json");
        Program answerer = chat("--json", "--answer", "--stay")) {
      answerer.type(offerer.line());
      answerer.endInput();
      offerer.type(answerer.line());
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        sent.add(i + " " + "x".repeat(i * 37 % 5_000));
        offerer.type(sent.get(i));
      }
      offerer.endInput();
      List<String> received = new ArrayList<>();
      while (received.size() < sent.size()) {
        received.add(answerer.event("message").path("text").asText());
      }
      assertThat(received).isEqualTo(sent);
      assertThat(offerer.exitCode()).isZero();
      assertThat(answerer.exitCode()).isZero();
    }
  }

  @Test
  void linesEnteredBeforeTheConnectionStandsAreSentOnceItDoes() throws Exception {
    try (Program offerer = chat("--json");
        Program answerer = chat("--json", "--answer")) {
      answerer.type(offerer.line());
      answerer.type("early");
      offerer.type(answerer.line());
      offerer.type("early too");
      assertThat(answerer.event("message").path("text").asText()).isEqualTo("early too");
      assertThat(offerer.event("message").path("text").asText()).isEqualTo("early");
    }
  }

  @Test
  void aPersonIsToldWhatToDoAndTheDescriptionStandsAlone() throws Exception {
    try (Program offerer = chat();
        Program answerer = chat("--answer")) {
      String offer = offerer.line();
      assertThat(offer).startsWith("{\"type\":\"offer\"");
      answerer.type("");
      answerer.type(offer);
      offerer.type(answerer.line());
      offerer.type("");
      offerer.type("hello");
      assertThat(answerer.line()).isEqualTo("peer: hello");
      answerer.endInput();
      assertThat(answerer.exitCode()).isZero();
      assertThat(offerer.exitCode()).isZero();
      assertThat(offerer.errors()).contains("Give this line to the other side", "Connected in");
    }
  }

  @Test
  void refusesWhatIsNoDescription() throws Exception {
    try (Program answerer = chat("--json", "--answer")) {
      answerer.type("hello?");
      assertThat(answerer.event("error").path("code").asText()).isEqualTo("usage");
      assertThat(answerer.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void refusesAnOfferWhereAnAnswerIsDue() throws Exception {
    try (Program one = chat("--json");
        Program two = chat("--json")) {
      one.type(two.line());
      assertThat(one.event("error").path("code").asText()).isEqualTo("usage");
      assertThat(one.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void saysThatADescriptionCannotBeUsed() throws Exception {
    try (Program answerer = chat("--json", "--answer")) {
      answerer.type("{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"}");
      assertThat(answerer.event("error").path("code").asText()).isEqualTo("protocol");
      assertThat(answerer.exitCode()).isEqualTo(9);
    }
  }

  @Test
  void saysThatTheInputEndedTooEarly() throws Exception {
    try (Program answerer = chat("--json", "--answer")) {
      answerer.endInput();
      assertThat(answerer.event("error").path("code").asText()).isEqualTo("usage");
      assertThat(answerer.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void anOffererThatIsInterruptedExitsWith130() throws Exception {
    try (Program offerer = chat("--json")) {
      assertThat(offerer.line()).startsWith("{\"type\":\"offer\"");
      offerer.interrupt();
      assertThat(offerer.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void theOtherSideIsToldOfAnInterruption() throws Exception {
    try (Program offerer = chat("--json");
        Program answerer = chat("--json", "--answer")) {
      answerer.type(offerer.line());
      offerer.type(answerer.line());
      answerer.event("connected");
      offerer.event("connected");
      offerer.interrupt();
      answerer.event("disconnected");
      assertThat(offerer.exitCode()).isEqualTo(130);
      assertThat(answerer.exitCode()).isZero();
    }
  }

  @Test
  @Tag("long")
  void saysThatThereIsNoPath() throws Exception {
    try (Program offerer = chat("--json")) {
      String answer;
      try (Program answerer = chat("--json", "--answer")) {
        answerer.type(offerer.line());
        answer = answerer.line();
      }
      offerer.type(answer);
      assertThat(offerer.event("report").path("whyNotDirect")).isNotEmpty();
      JsonNode error = offerer.event("error");
      assertThat(error.path("code").asText()).isEqualTo("no-path");
      assertThat(error.path("hint").asText()).contains("direct ways was answered");
      assertThat(offerer.exitCode()).isEqualTo(5);
    }
  }

  @Test
  @Tag("long")
  void aConnectionThatBreaksIsAnInterruption() throws Exception {
    try (Program offerer = chat("--json");
        Program answerer = chat("--json", "--answer")) {
      answerer.type(offerer.line());
      offerer.type(answerer.line());
      offerer.event("connected");
      answerer.event("connected");
      answerer.kill();
      offerer.event("reconnecting");
      offerer.event("disconnected");
      JsonNode error = offerer.event("error");
      assertThat(error.path("code").asText()).isEqualTo("interrupted");
      assertThat(error.path("hint").asText()).contains("start it again on both sides");
      assertThat(offerer.exitCode()).isEqualTo(6);
    }
  }

  private static Program chat(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("chat", "--manual", "--sdp"));
    arguments.addAll(List.of("--interface", "lo"));
    arguments.addAll(List.of(more));
    return Program.start(arguments.toArray(new String[0]));
  }
}
