package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.pairing.WordList;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sotto chat} as people and scripts drive it: two processes on the loopback interface. */
@Timeout(300)
class ChatTest {
  @TempDir private Path home;

  @Test
  void aCodeBringsTwoTogetherWhoKnowEachOtherTheNextTime() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0))) {
      String url = server.url().toString();
      String annasKey;
      try (Program anna = chat("anna", "--server", url, "--name", "Anna");
          Program bert = chat("bert", "--server", url, "--name", "Bert", "--code-file", "-")) {
        JsonNode invite = anna.event("invite");
        String code = invite.path("code").asText();
        assertThat(invite.path("link").asText()).isEqualTo(url + "/#" + code);
        assertThat(invite.path("command").asText()).isEqualTo("sotto chat --server " + url);
        anna.event("waiting");
        bert.type(code.toUpperCase(Locale.ROOT).replace('-', ' '));

        JsonNode connected = bert.event("connected");
        JsonNode peer = connected.path("peer");
        annasKey = peer.path("key").asText();
        assertThat(peer.path("name").asText()).isEqualTo("Anna");
        assertThat(annasKey).hasSize(43);
        assertThat(peer.path("known").asBoolean(true)).isFalse();
        assertThat(peer.path("verified").asBoolean(true)).isFalse();
        assertThat(peer.path("secure").asBoolean()).isTrue();
        assertThat(connected.path("path").path("local").asText()).matches("host|prflx");
        assertThat(anna.event("connected").path("peer").path("name").asText()).isEqualTo("Bert");
        assertThat(anna.event("phrase").path("words"))
            .hasSize(4)
            .isEqualTo(bert.event("phrase").path("words"));

        bert.type("gr\u00fc\u00df dich");
        JsonNode message = anna.event("message");
        assertThat(message.path("from").asText()).isEqualTo("Bert");
        assertThat(message.path("text").asText()).isEqualTo("gr\u00fc\u00df dich");
        assertThat(bert.event("delivered").path("id").asText()).isEqualTo("1");
        anna.type("/quit");
        assertThat(bert.event("message").path("text").asText()).isEqualTo("/quit");
        bert.endInput();
        bert.event("disconnected");
        assertThat(bert.exitCode()).isZero();
        anna.event("disconnected");
        assertThat(anna.exitCode()).isZero();
        assertThat(anna.errors() + bert.errors()).isEmpty();
      }
      try (Program anna = chat("anna", "--server", url, "--name", "Impostor");
          Program bert = chat("bert", "--server", url, "--with", "anna", "--code-file", "-")) {
        bert.type(anna.event("invite").path("code").asText());
        JsonNode peer = bert.event("connected").path("peer");
        assertThat(peer.path("known").asBoolean()).isTrue();
        assertThat(peer.path("name").asText()).isEqualTo("Anna");
        assertThat(peer.path("key").asText()).isEqualTo(annasKey);
        anna.event("connected");
      }
    }
  }

  @Test
  void everythingIsDeliveredBeforeTheEnd() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString());
        Program bert = join(server, anna, "bert")) {
      bert.event("connected");
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        sent.add(i + " " + "x".repeat(i * 37 % 5_000));
        bert.type(sent.get(i));
      }
      bert.endInput();
      for (String text : sent) {
        assertThat(anna.event("message").path("text").asText()).isEqualTo(text);
      }
      for (int i = 1; i <= sent.size(); i++) {
        assertThat(bert.event("delivered").path("id").asInt()).isEqualTo(i);
      }
      assertThat(bert.exitCode()).isZero();
    }
  }

  @Test
  void aWrongCodeIsSaidOnBothSides() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString());
        Program bert =
            chat("bert", "--server", server.url().toString(), "--verbose", "--code-file", "-")) {
      String code = anna.event("invite").path("code").asText();
      bert.type(anotherCode(code));
      JsonNode guessed = bert.event("error");
      assertThat(guessed.path("code").asText()).isEqualTo("auth");
      assertThat(guessed.path("message").asText()).isEqualTo("wrong code, or somebody interferes");
      JsonNode tried = anna.event("error");
      assertThat(tried.path("code").asText()).isEqualTo("auth");
      assertThat(tried.path("message").asText()).contains("somebody tried a wrong code");
      assertThat(bert.exitCode()).isEqualTo(4);
      assertThat(anna.exitCode()).isEqualTo(4);
      assertThat(bert.errors()).doesNotContain(wordsOf(anotherCode(code)));
    }
  }

  @Test
  void aSlipIsSaidBeforeAnythingIsSent() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString());
        Program bert = chat("bert", "--server", server.url().toString(), "--code-file", "-")) {
      String code = anna.event("invite").path("code").asText();
      bert.type(code + "x");
      JsonNode error = bert.event("error");
      assertThat(error.path("code").asText()).isEqualTo("usage");
      assertThat(error.path("hint").asText()).startsWith("perhaps it is ");
      assertThat(bert.exitCode()).isEqualTo(2);
      try (Program again = join(server, "bert", code)) {
        again.event("connected");
      }
    }
  }

  @Test
  void aCodeServesTwoAndNoThird() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString())) {
      String code = anna.event("invite").path("code").asText();
      try (Program bert = join(server, "bert", code)) {
        bert.event("connected");
        try (Program third = join(server, "carl", code)) {
          assertThat(third.event("error").path("message").asText()).contains("already used");
          assertThat(third.exitCode()).isEqualTo(3);
        }
        bert.type("still here");
        assertThat(anna.event("message").path("text").asText()).isEqualTo("still here");
      }
    }
  }

  @Test
  void anybodyElseThanTheContactIsRefusedBeforeAWord() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0))) {
      meetOnce(server, "anna", "bert");
      try (Program mallory = chat("mallory", "--server", server.url().toString());
          Program bert =
              chat("bert", "--server", server.url().toString(), "--with", "anna", "--join")) {
        bert.type(mallory.event("invite").path("code").asText());
        bert.type("secret");
        assertThat(bert.event("error").path("code").asText()).isEqualTo("auth");
        assertThat(bert.exitCode()).isEqualTo(4);
        mallory.kill();
        assertThat(mallory.rest()).doesNotContain("connected", "secret");
      }
    }
  }

  @Test
  void aPersonComparesThePhraseAndIsToldWhoItIs() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = person("anna", "--server", server.url().toString(), "--name", "Anna")) {
      String link = anna.line();
      String code = anna.line();
      assertThat(link).isEqualTo(server.url() + "/#" + code);
      Path file = Files.writeString(home.resolve("code"), link + "\n");
      try (Program bert = person("bert", "--name", "Bert", "--code-file", file.toString())) {
        bert.awaitNote("With your code: this is new, and says it is Anna");
        bert.type("/verify");
        bert.awaitNote("the same four words");
        bert.type("/verify yes");
        bert.awaitNote("Anna is verified");
        bert.type("//hello");
        assertThat(anna.line()).isEqualTo("Bert: /hello");
        bert.type("/quit");
        assertThat(bert.exitCode()).isZero();
        anna.awaitNote("Disconnected");
        assertThat(anna.exitCode()).isZero();
      }
    }
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString());
        Program bert = join(server, anna, "bert")) {
      assertThat(bert.event("connected").path("peer").path("verified").asBoolean()).isTrue();
    }
  }

  @Test
  void withoutAServerOneListensAndTheOtherConnects() throws Exception {
    try (Program anna = chat("anna", "--listen", "127.0.0.1:0", "--name", "Anna")) {
      JsonNode invite = anna.event("invite");
      assertThat(invite.has("link")).isFalse();
      String code = invite.path("code").asText();
      assertThat(code).startsWith("0-");
      String[] command = invite.path("command").asText().split(" ");
      assertThat(String.join(" ", command)).startsWith("sotto chat --connect 127.0.0.1:");
      try (Program bert = chat("bert", "--connect", command[3], "--name", "Bert")) {
        bert.type(code);
        bert.event("connected");
        anna.event("connected");
        bert.type("hello");
        assertThat(anna.event("message").path("text").asText()).isEqualTo("hello");
        anna.endInput();
        assertThat(anna.exitCode()).isZero();
        assertThat(bert.exitCode()).isZero();
      }
    }
  }

  @Test
  void withoutAServerTooAWrongCodeIsTheEnd() throws Exception {
    try (Program anna = chat("anna", "--listen", "127.0.0.1:0")) {
      JsonNode invite = anna.event("invite");
      String place = invite.path("command").asText().split(" ", -1)[3];
      try (Program bert = chat("bert", "--connect", place)) {
        bert.type(anotherCode(invite.path("code").asText()));
        assertThat(bert.exitCode()).isEqualTo(4);
        assertThat(anna.exitCode()).isEqualTo(4);
      }
    }
  }

  @Test
  void aLineEachWayIsEnoughButProvesNothingBeforeThePhrase() throws Exception {
    try (Program anna = person("anna", "--manual", "--name", "Anna");
        Program bert = person("bert", "--manual", "--answer", "--name", "Bert")) {
      bert.type(anna.line());
      anna.type(bert.line());
      anna.awaitNote("UNVERIFIED");
      bert.awaitNote("UNVERIFIED");
      assertThat(contacts("anna")).isEmpty();
      anna.type("hello");
      assertThat(bert.line()).isEqualTo("Anna: hello");
      anna.type("/verify yes");
      anna.awaitNote("Bert is verified");
      anna.endInput();
      assertThat(anna.exitCode()).isZero();
      assertThat(bert.exitCode()).isZero();
      assertThat(contacts("bert")).isEmpty();
    }
  }

  @Test
  void wordsThatDifferEndIt() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString());
        Program bert = person("bert", "--server", server.url().toString(), "--code-file", "-")) {
      bert.type(anna.event("invite").path("code").asText());
      anna.event("connected");
      bert.type("/verify no");
      assertThat(bert.exitCode()).isEqualTo(4);
    }
  }

  @Test
  void ctrlCTellsTheOtherSideAndExitsWith130() throws Exception {
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Program anna = chat("anna", "--server", server.url().toString());
        Program bert = join(server, anna, "bert")) {
      bert.event("connected");
      anna.event("connected");
      bert.interrupt();
      anna.event("disconnected");
      assertThat(anna.exitCode()).isZero();
      assertThat(bert.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void aServerThatIsNotThereIsExitCode5() throws Exception {
    String url;
    try (WebServer gone = WebServer.start(WebOptions.local(0))) {
      url = gone.url().toString();
    }
    try (Program anna = chat("anna", "--server", url)) {
      assertThat(anna.event("error").path("code").asText()).isEqualTo("no-path");
      assertThat(anna.exitCode()).isEqualTo(5);
    }
  }

  private void meetOnce(WebServer server, String one, String other) throws Exception {
    try (Program inviter = chat(one, "--server", server.url().toString(), "--name", one);
        Program joiner = join(server, inviter, other)) {
      joiner.event("connected");
      joiner.event("remembered");
      joiner.endInput();
      assertThat(joiner.exitCode()).isZero();
    }
  }

  private Program join(WebServer server, Program inviter, String who) throws Exception {
    return join(server, who, inviter.event("invite").path("code").asText());
  }

  private Program join(WebServer server, String who, String code) throws Exception {
    Program joiner = chat(who, "--server", server.url().toString(), "--code-file", "-");
    joiner.type(code);
    return joiner;
  }

  /** As a script runs it. */
  private Program chat(String who, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return person(who, all.toArray(String[]::new));
  }

  private Program person(String who, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("chat", "--interface", "lo"));
    all.addAll(List.of("--config-dir", home.resolve(who).toString()));
    all.addAll(Arrays.asList(arguments));
    return Program.start(all.toArray(String[]::new));
  }

  private String contacts(String who) throws Exception {
    Path file = home.resolve(who).resolve("contacts.json");
    return Files.exists(file) ? Files.readString(file, UTF_8) : "";
  }

  /** The same room with a word that is another. */
  private static String anotherCode(String code) {
    WordList words = Words.all();
    int end = code.lastIndexOf('-') + 1;
    String last = code.substring(end);
    return code.substring(0, end) + (last.equals(words.word(0)) ? words.word(1) : words.word(0));
  }

  private static String wordsOf(String code) {
    return code.substring(code.indexOf('-') + 1);
  }
}
