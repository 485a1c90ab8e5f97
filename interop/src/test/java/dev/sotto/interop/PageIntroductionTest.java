package dev.sotto.interop;

import static dev.sotto.interop.PairingLab.hexOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page introduces itself and whom it believes; its codes and how long they live. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageIntroductionTest {
  private static final String SESSION = "5e".repeat(32);
  private static final String BIND = "b1".repeat(32);
  private static final String SEED = "01".repeat(32);
  private static final String KEY =
      "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";
  private static final List<String> LIST =
      IntStream.range(0, 512).mapToObj(i -> i == 7 ? "acid" : "w" + letters(i)).toList();
  private static final int MINUTE = 60_000;

  private static WebServer server;
  private static Chromium chromium;
  private static PairingLab lab;

  @BeforeAll
  static void open() throws IOException {
    server = WebServer.start(WebOptions.local(0));
    chromium = new Chromium();
    lab = PairingLab.open(chromium, "http://localhost:" + server.port());
  }

  @AfterAll
  static void close() {
    lab.close();
    chromium.close();
    server.close();
  }

  @Test
  void provesTheKeysOfBothForms() {
    Introduced joiner = new Introduced("webcrypto", Map.of("role", "joiner", "seed", SEED));
    Introduced inviter = new Introduced("fallback", Map.of("role", "inviter"));

    JsonNode revealOfJoiner = joiner.hear(inviter.hello).path("send").path(0);
    JsonNode revealOfInviter = inviter.hear(joiner.hello).path("send").path(0);
    JsonNode joinerSaw = joiner.hear(revealOfInviter);
    JsonNode inviterSaw = inviter.hear(revealOfJoiner);

    assertThat(joinerSaw.path("state").asText()).isEqualTo("introduced");
    assertThat(joinerSaw.path("peer").path("key").isNull()).isTrue();
    assertThat(joinerSaw.path("peer").path("kind").asText()).isEqualTo("none");
    assertThat(joinerSaw.path("peer").path("own").asBoolean()).isFalse();
    assertThat(inviterSaw.path("peer").path("key").asText()).isEqualTo(KEY);
    assertThat(inviterSaw.path("peer").path("phrase"))
        .isEqualTo(joinerSaw.path("peer").path("phrase"))
        .hasSize(4);
  }

  @Test
  void tellsOnesOwnKey() {
    Introduced joiner = new Introduced("webcrypto", Map.of("role", "joiner", "seed", SEED));
    Introduced inviter = new Introduced("fallback", Map.of("role", "inviter", "seed", SEED));

    JsonNode reveal = inviter.hear(joiner.hello).path("send").path(0);
    joiner.hear(inviter.hello);

    assertThat(joiner.hear(reveal).path("peer").path("own").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"session, ab", "bind, ab"})
  void refusesAHelloOfAnotherSession(String changed, String value) {
    Introduced other =
        new Introduced("webcrypto", Map.of("role", "inviter", changed, value.repeat(32)));

    assertRefused(new Introduced("webcrypto", Map.of("role", "joiner")).hear(other.hello));
  }

  @Test
  void refusesItsOwnHello() {
    Introduced joiner = new Introduced("webcrypto", Map.of("role", "joiner"));

    assertRefused(joiner.hear(joiner.hello));
  }

  @Test
  void refusesAnotherOrder() {
    Introduced joiner = new Introduced("webcrypto", Map.of("role", "joiner"));
    Introduced inviter = new Introduced("webcrypto", Map.of("role", "inviter"));
    JsonNode reveal = inviter.hear(joiner.hello).path("send").path(0);

    assertRefused(joiner.hear(reveal));
    assertRefused(inviter.hear(joiner.hello));
    assertRefused(new Introduced("webcrypto", Map.of("role", "joiner")).hearBytes());
    assertRefused(
        new Introduced("webcrypto", Map.of("role", "joiner"))
            .hear(PairingLab.json("{\"t\":\"text\",\"id\":1,\"text\":\"early\"}")));
  }

  @ParameterizedTest
  @CsvSource({
    "v, 2",
    "v, \"1\"",
    "commit, null",
    "mac, \"AA\"",
    "secure, \"yes\"",
    "kind, \"king\"",
    "kind, null",
    "origin, 7",
    "origin, \"a b\"",
    "origin, \"\""
  })
  void refusesAMalformedHello(String member, String value) {
    ObjectNode hello = new Introduced("webcrypto", Map.of("role", "inviter")).hello.deepCopy();
    hello.set(member, PairingLab.json(value));

    assertRefused(new Introduced("webcrypto", Map.of("role", "joiner")).hear(hello));
  }

  @Test
  void refusesLongTextsAndWhatIsNoJson() {
    for (String text : List.of("", "{", "null", "7", "[]", "\"hello\"", " ".repeat(3000) + "{}")) {
      Introduced joiner = new Introduced("webcrypto", Map.of("role", "joiner"));
      assertRefused(lab.call("hear", joiner.id, text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webcrypto", "fallback"})
  void refusesARevealThatDoesNotFit(String backend) {
    for (String member : List.of("pk", "r", "sig")) {
      Introduced joiner = new Introduced(backend, Map.of("role", "joiner"));
      Introduced inviter = new Introduced(backend, Map.of("role", "inviter", "seed", SEED));
      Introduced other =
          new Introduced(backend, Map.of("role", "inviter", "seed", "02".repeat(32)));
      joiner.hear(inviter.hello);
      ObjectNode reveal = inviter.hear(joiner.hello).path("send").path(0).deepCopy();
      JsonNode theirs = other.hear(joiner.hello).path("send").path(0);
      reveal.set(member, theirs.path(member));

      assertRefused(joiner.hear(reveal));
    }
  }

  @Test
  void refusesKeysThatAnybodyCanSignFor() {
    for (String key :
        List.of(
            "00".repeat(32),
            "00".repeat(31) + "80",
            "01" + "00".repeat(31),
            "01" + "00".repeat(30) + "80",
            "ec" + "ff".repeat(30) + "7f",
            "ec" + "ff".repeat(31),
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "ed" + "ff".repeat(30) + "7f", // 0 and 1, not reduced
            "ee" + "ff".repeat(30) + "7f",
            "f0" + "ff".repeat(30) + "7f")) {
      assertThat(lab.call("usable", key).asBoolean()).as(key).isFalse();
    }
    assertThat(lab.call("usable", KEY).asBoolean()).isTrue();
  }

  @Test
  void takesTheKeyThatWasAskedForOnly() {
    assertThat(revealTo(Map.of("pinned", KEY)).path("state").asText()).isEqualTo("introduced");

    JsonNode other = revealTo(Map.of("pinned", "22".repeat(32)));
    assertThat(other.path("failure").path("otherIdentity").asBoolean()).isTrue();
    JsonNode nobody = revealTo(Map.of("pinned", ""));
    assertThat(nobody.path("failure").path("otherIdentity").asBoolean()).isTrue();
    assertThat(nobody.path("peer").isNull()).isTrue();
  }

  @Test
  void endsACodeAsItsInviterCounts() {
    int used = lab.call("life", "code", 0).asInt();
    assertThat(lab.call("paired", used, 1).asText()).isEqualTo("used");

    int guessed = lab.call("life", "direct", 0).asInt();
    assertThat(ended(guessed, "auth", true, 1)).isEqualTo("guessed");
    assertThat(lab.call("paired", guessed, 2).asText()).isEqualTo("guessed");

    int worn = lab.call("life", "code", 0).asInt();
    for (int i = 0; i < 7; i++) {
      assertThat(ended(worn, "timeout", false, i)).isEqualTo("alive");
    }
    assertThat(ended(worn, "protocol", false, 8)).isEqualTo("worn-out");

    int old = lab.call("life", "code", 0).asInt();
    assertThat(lab.call("state", old, 60 * MINUTE - 1).asText()).isEqualTo("alive");
    assertThat(lab.call("state", old, 60 * MINUTE).asText()).isEqualTo("expired");
  }

  @Test
  void slowsARejoinInsteadOfEndingIt() {
    int life = lab.call("life", "rejoin", 0).asInt();
    for (int i = 0; i < 9; i++) {
      assertThat(ended(life, "auth", true, 1000 * i)).isEqualTo("alive");
      assertThat(lab.call("delay", life, 1000 * i).asInt()).isZero();
    }
    ended(life, "auth", true, 9000);
    assertThat(lab.call("delay", life, 10_000).asInt()).isEqualTo(50_000);
    assertThat(lab.call("delay", life, MINUTE).asInt()).isZero();
    assertThat(lab.call("state", life, 10 * MINUTE).asText()).isEqualTo("expired");
  }

  @ParameterizedTest
  @CsvSource({
    "4711-acid-wab-wac, 4711-acid-wab-wac",
    "' 4711  ACID wab -Wac ', 4711-acid-wab-wac",
    "0-acid-acid-acid-acid-acid-acid-acid-acid, 0-acid-acid-acid-acid-acid-acid-acid-acid",
    "'', !empty",
    "' - ', !empty",
    "acid-wab-wac, !room",
    "04711-acid-wab-wac, !room",
    "1234567890-acid-wab-wac, !room",
    "4711-acid-wab-bacon, !word",
    "4711-acid-wab, !count",
    "0-acid-acid-acid-acid-acid-acid-acid-acid-acid, !count",
    "4711, !count"
  })
  void readsWhatPeopleType(String typed, String code) {
    JsonNode result = lab.call("parse", typed, LIST);

    assertThat(result.has("value") ? result.path("value").asText() : "!" + refused(result))
        .isEqualTo(code);
  }

  @Test
  void takesTheOneListOfWordsOnly() {
    assertThat(lab.call("words").path("value")).hasSize(512);
    assertThat(refused(lab.call("wordsOf", "616369640a"))).isEqualTo("Error");
  }

  @Test
  void drawsTheWordsOfACode() {
    assertThat(lab.call("newWords", LIST, 3).path("value")).hasSize(3);
    assertThat(lab.call("newWords", LIST, 8).path("value"))
        .hasSize(8)
        .allSatisfy(word -> assertThat(LIST).contains(word.asText()));
    assertThat(refused(lab.call("newWords", LIST, 2))).isEqualTo("RangeError");
    assertThat(refused(lab.call("newWords", LIST, 9))).isEqualTo("RangeError");
  }

  private static JsonNode revealTo(Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(options);
    all.put("role", "joiner");
    Introduced joiner = new Introduced("webcrypto", all);
    Introduced inviter = new Introduced("webcrypto", Map.of("role", "inviter", "seed", SEED));
    joiner.hear(inviter.hello);
    JsonNode reveal = inviter.hear(joiner.hello).path("send").path(0);
    assertThat(hexOf(reveal.path("pk"))).isEqualTo(KEY);
    return joiner.hear(reveal);
  }

  private static String ended(int life, String error, boolean guessSpent, int now) {
    Map<String, Object> failure = Map.of("error", error, "guessSpent", guessSpent);
    return lab.call("ended", life, failure, now).asText();
  }

  private static String refused(JsonNode result) {
    return result.path("refused").asText();
  }

  private static void assertRefused(JsonNode step) {
    assertThat(step.path("state").asText()).isEqualTo("failed");
    assertThat(step.path("failure").path("error").asText()).isEqualTo("auth");
    assertThat(step.path("send")).isEmpty();
  }

  private static String letters(int number) {
    return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  /** One side of an introduction in the page, which has said hello; with a seed, with a key. */
  private static final class Introduced {
    private final int id;
    private final JsonNode hello;

    Introduced(String backend, Map<String, Object> options) {
      Map<String, Object> all = new HashMap<>();
      all.put("session", SESSION);
      all.put("bind", BIND);
      all.put("secure", true);
      all.put("kind", options.containsKey("seed") ? "page-session" : "none");
      all.putAll(options);
      id = lab.call("introduction", backend, all).asInt();
      hello = lab.call("hello", id);
    }

    JsonNode hear(JsonNode message) {
      return lab.call("hear", id, message.toString());
    }

    JsonNode hearBytes() {
      return lab.call("hearBytes", id);
    }
  }
}
