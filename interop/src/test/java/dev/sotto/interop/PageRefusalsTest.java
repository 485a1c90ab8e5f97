package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.interop.PairingLab.Run;
import dev.sotto.interop.PairingLab.Step;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page's half of the pairing must not take, in both forms of its cryptography. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageRefusalsTest {
  private static final String SCALAR =
      "af46e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449aff";

  /** What the draft of CPace has for that scalar and those of its bad points that are none. */
  private static final Map<String, String> GOOD_POINTS =
      Map.of(
          "Invalid Y6", "d8e2c776bbacd510d09fd9278b7edcd25fc5ae9adfba3b6e040e8d3b71b21806",
          "Invalid Y8", "c85c655ebe8be44ba9c0ffde69f2fe10194458d137f09bbff725ce58803cdb38",
          "Invalid Y9", "db64dafa9b8fdd136914e61461935fe92aa372cb056314e1231bc4ec12417456",
          "Invalid Y10", "e062dcd5376d58297be2618c7498f55baa07d7e03184e8aada20bca28888bf7a",
          "Invalid Y11", "993c6ad11c4c29da9a56f7691fd0ff8d732e49de6250b6c2e80003ff4629a175");

  private static final String WEB = "webcrypto";
  private static final String OWN = "fallback";

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

  @ParameterizedTest
  @ValueSource(strings = {WEB, OWN})
  void abortsForPointsOfSmallOrderAndForNoOthers(String backend) throws IOException {
    JsonNode points = PairingLab.vectors("cpace-x25519-sha512.json").path("X25519_points");
    assertThat(points.size()).isEqualTo(12);
    for (Map.Entry<String, JsonNode> point : points.properties()) {
      String u = point.getValue().asText();
      JsonNode result = lab.call("primitive", backend, "x25519", SCALAR, u);
      assertThat(result.path("value").asText(null))
          .as(point.getKey())
          .isEqualTo(GOOD_POINTS.get(point.getKey()));

      Run joiner = joiner(backend);
      joiner.receive(inviter(backend).p0());
      Step step = joiner.receive(with(p2(), "y", base64url(u)));
      assertThat(step.failure())
          .as(point.getKey())
          .isEqualTo(GOOD_POINTS.containsKey(point.getKey()) ? "" : "protocol");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {WEB, OWN})
  void abortsWhenItsOwnShareComesBack(String backend) {
    Run joiner = joiner(backend);
    Step p1 = joiner.receive(inviter(backend).p0());

    Step step = joiner.receive(with(p2(), "y", p1.message().path("y").asText()));

    assertThat(step.failure()).isEqualTo("protocol");
    assertThat(step.message().toString()).isEqualTo("{\"t\":\"x\",\"reason\":\"protocol\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {WEB, OWN})
  void burnsTheCodeAtAWrongGuess(String backend) {
    Run inviter = inviter(backend);
    Run joiner = lab.run("joiner", backend, pairing("code", "4711", "acid-bacon-cable"));

    Step p3 = joiner.receive(inviter.receive(joiner.receive(inviter.p0()).message()).message());
    Step guessed = inviter.receive(p3.message());

    assertThat(guessed.state()).isEqualTo("failed");
    assertThat(guessed.failure()).isEqualTo("auth spent");
    assertThat(guessed.keys().isNull()).isTrue();
    assertThat(guessed.message().path("t").asText()).isEqualTo("x");
    Step refused = joiner.receive(guessed.message());
    assertThat(refused.failure()).isEqualTo("aborted spent");
    assertThat(refused.keys().isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "direct, 4711, acid-bacon-cabin",
    "rejoin, 4711, acid-bacon-cabin",
    "code, 4712, acid-bacon-cabin",
    "code, 4711, acid-bacon",
    "code, 4711, bacon-acid-cabin"
  })
  void fitsNoOtherModeRoomOrWords(String mode, String room, String words) {
    for (String backend : List.of(WEB, OWN)) {
      Run inviter = inviter(backend);
      Run joiner = lab.run("joiner", backend, pairing(mode, room, words));
      Step p3 = joiner.receive(inviter.receive(joiner.receive(inviter.p0()).message()).message());
      assertThat(inviter.receive(p3.message()).failure()).isEqualTo("auth spent");
    }
  }

  @Test
  void fitsNoOtherNonceShareOrVersions() {
    for (String changed : List.of("n", "y", "ad")) {
      Run inviter = inviter(WEB);
      Run joiner = joiner(WEB);
      JsonNode p1 = joiner.receive(inviter.p0()).message();
      String other =
          switch (changed) {
            case "n" -> base64url("ab".repeat(16));
            case "y" -> base64url(GOOD_POINTS.getOrDefault("Invalid Y8", ""));
            default -> base64url("066a6f696e6572020102"); // Versions 1 and 2.
          };
      Step p3 = joiner.receive(inviter.receive(with(p1, changed, other)).message());
      assertThat(inviter.receive(p3.message()).failure()).as(changed).isEqualTo("auth spent");
    }
  }

  @Test
  void refusesAWrongConfirmationOfTheInviter() {
    Run inviter = inviter(WEB);
    Run joiner = joiner(WEB);
    Step p3 = joiner.receive(inviter.receive(joiner.receive(inviter.p0()).message()).message());
    inviter.receive(p3.message());

    Step reflected = joiner.receive(Map.of("t", "p4", "tag", p3.message().path("tag")));

    assertThat(reflected.failure()).isEqualTo("auth spent");
  }

  @ParameterizedTest
  @CsvSource({
    "07696e76697465720101, protocol", // the inviter's role, said by the joiner
    "066a6f696e65720102, version", // version 2 alone
    "066a6f696e657200, version", // none
    "066a6f696e6572020201, protocol", // not ascending
    "066a6f696e6572020101, protocol", // twice
    "066a6f696e6572020, protocol", // no whole bytes
    "066a6f696e6572010101, protocol", // something behind
    "'', protocol"
  })
  void refusesOtherRolesAndVersions(String associated, String error) {
    Run inviter = inviter(WEB);
    JsonNode p1 = joiner(WEB).receive(inviter.p0()).message();
    String text = associated.length() % 2 == 0 ? base64url(associated) : "AAAAA";

    assertThat(inviter.receive(with(p1, "ad", text)).failure()).isEqualTo(error);
  }

  @Test
  void refusesAnInviterWithTheRoleOfAJoiner() {
    Run joiner = joiner(WEB);
    Run other = joiner(OWN);
    JsonNode p0 = inviter(WEB).p0();
    joiner.receive(p0);
    JsonNode p1 = other.receive(p0).message();

    Step step = joiner.receive(with(p1, "t", "p2"));

    assertThat(step.failure()).isEqualTo("protocol");
  }

  @Test
  void takesMessagesInTheirOrderOnly() {
    Map<String, JsonNode> messages = new HashMap<>();
    Run inviter = inviter(WEB);
    Run joiner = joiner(WEB);
    messages.put("p0", inviter.p0());
    messages.put("p1", joiner.receive(messages.get("p0")).message());
    messages.put("p2", inviter.receive(messages.get("p1")).message());
    messages.put("p3", joiner.receive(messages.get("p2")).message());
    messages.put("p4", inviter.receive(messages.get("p3")).message());
    messages.put("s", joiner.seal(Map.of("k", "e")).path("value"));

    for (JsonNode message : messages.values()) {
      String type = message.path("t").asText();
      if (!type.equals("p0")) {
        assertThat(joiner(WEB).receive(message).failure()).as(type).isEqualTo("protocol");
      }
      if (!type.equals("p1")) {
        assertThat(inviter(WEB).receive(message).failure()).as(type).isEqualTo("protocol");
      }
      if (!type.equals("p3")) {
        Run waiting = inviter(WEB);
        waiting.receive(messages.get("p1"));
        assertThat(waiting.receive(message).failure()).as(type).isEqualTo("protocol");
      }
      if (!type.equals("p4")) {
        Run confirming = joiner(WEB);
        confirming.receive(messages.get("p0"));
        confirming.receive(messages.get("p2"));
        assertThat(confirming.receive(message).failure()).as(type).isEqualTo("protocol spent");
      }
    }
  }

  @Test
  void refusesMalformedMessages() {
    List<String> bad =
        List.of(
            "null",
            "7",
            "\"p0\"",
            "[]",
            "{}",
            "{\"t\":\"p0\"}",
            "{\"t\":\"p0\",\"n\":null}",
            "{\"t\":\"p0\",\"n\":5}",
            "{\"t\":\"p0\",\"n\":\"\"}",
            "{\"t\":\"p0\",\"n\":\"AAECAwQFBgcICQoLDA0ODw==\"}", // padding
            "{\"t\":\"p0\",\"n\":\"AAECAwQFBgcICQoLDA0ODx\"}", // bits left over
            "{\"t\":\"p0\",\"n\":\"AAECAwQFBgcICQoLDA0ODw8\"}", // too long
            "{\"t\":\"p0\",\"n\":\"AAECAwQFBgcICQoLDA0O/w\"}", // the other alphabet
            "{\"t\":\"toString\"}",
            "{\"t\":\"__proto__\"}");
    for (String message : bad) {
      assertThat(joiner(WEB).receive(PairingLab.json(message)).failure())
          .as(message)
          .isEqualTo("protocol");
    }
  }

  @Test
  void endsOnceAndForAll() {
    Run joiner = joiner(WEB);
    JsonNode p0 = inviter(WEB).p0();

    assertThat(joiner.receive(Map.of("t", "x", "reason", "bored")).failure()).isEqualTo("aborted");
    Step after = joiner.receive(p0);

    assertThat(after.state()).isEqualTo("failed");
    assertThat(after.message().isMissingNode()).isTrue();
  }

  @Test
  void waitsForAnswersNoLongerThanItsOwnerSays() {
    Run inviter = inviter(WEB);
    Run joiner = joiner(WEB);
    assertThat(joiner.timed()).isFalse();
    assertThat(inviter.timed()).isFalse();
    assertThat(inviter.timeout().state()).isEqualTo("waiting");
    inviter.arrived();
    assertThat(inviter.timed()).isTrue();

    Step p1 = joiner.receive(inviter.p0());
    assertThat(joiner.timed()).isTrue();
    Step p2 = inviter.receive(p1.message());
    assertThat(inviter.timeout().failure()).isEqualTo("timeout");
    assertThat(inviter.timed()).isFalse();

    joiner.receive(p2.message());
    assertThat(joiner.timeout().failure()).isEqualTo("timeout spent");
  }

  @Test
  void keepsTheOrderOfMessagesThatComeAtOnce() {
    Run inviter = inviter(OWN);
    Run joiner = joiner(WEB);
    JsonNode p1 = joiner.receive(inviter.p0()).message();
    JsonNode p3 = joiner.receive(inviter.receive(p1).message()).message();

    JsonNode steps = inviter.receiveAll(List.of(p3, p3));

    assertThat(steps.path(0).path("state").asText()).isEqualTo("paired");
    assertThat(steps.path(1).path("state").asText()).isEqualTo("paired");
    assertThat(steps.path(1).path("send").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {WEB, OWN})
  void opensExactlyTheNextMessageOfTheOtherSide(String backend) {
    JsonNode first = Pair.of(backend).joiner.seal(Map.of("k", "e")).path("value");
    assertThat(Pair.of(backend).inviter.open(first).path("refused").asText())
        .as("of another run")
        .isEqualTo("auth");

    Pair repeated = Pair.of(backend);
    JsonNode zero = repeated.joiner.seal(Map.of("k", "c")).path("value");
    assertThat(repeated.inviter.open(zero).path("value").path("k").asText()).isEqualTo("c");
    assertThat(repeated.inviter.open(zero).path("refused").asText()).isEqualTo("auth");
    JsonNode one = repeated.joiner.seal(Map.of("k", "e")).path("value");
    assertThat(repeated.inviter.open(one).path("refused").asText())
        .as("nothing after a failure")
        .isEqualTo("auth");

    Pair gap = Pair.of(backend);
    JsonNode left = gap.joiner.seal(Map.of("k", "c")).path("value");
    JsonNode next = gap.joiner.seal(Map.of("k", "e")).path("value");
    assertThat(gap.inviter.open(next).path("refused").asText()).isEqualTo("auth");
    assertThat(gap.inviter.open(left).path("refused").asText()).isEqualTo("auth");

    Pair renumbered = Pair.of(backend);
    renumbered.joiner.seal(Map.of("k", "c"));
    ObjectNode later = renumbered.joiner.seal(Map.of("k", "e")).path("value").deepCopy();
    assertThat(renumbered.inviter.open(later.put("n", 0)).path("refused").asText())
        .isEqualTo("auth");

    Pair reflected = Pair.of(backend);
    JsonNode own = reflected.joiner.seal(Map.of("k", "e")).path("value");
    assertThat(reflected.joiner.open(own).path("refused").asText()).isEqualTo("auth");
  }

  @Test
  void sealsAllSizesInSixLengths() {
    Pair pair = Pair.of(WEB);
    for (int size : List.of(0, 511 - 8, 512 - 8, 1023 - 8, 16_383 - 8)) {
      JsonNode sealed = pair.joiner.seal(Map.of("k", "x".repeat(size))).path("value");
      int length = PairingLab.hexOf(sealed.path("c")).length() / 2 - 16;
      assertThat(List.of(512, 1024, 2048, 4096, 8192, 16_384)).contains(length);
      assertThat(length).isGreaterThan(size + 8);
      assertThat(pair.inviter.open(sealed).path("value").path("k").asText()).hasSize(size);
    }
    assertThat(pair.joiner.seal(Map.of("k", "x".repeat(16_384 - 8))).path("refused").asText())
        .isEqualTo("RangeError");
  }

  private static Run joiner(String backend) {
    return lab.run("joiner", backend, pairing("code", "4711", "acid-bacon-cabin"));
  }

  private static Run inviter(String backend) {
    return lab.run("inviter", backend, pairing("code", "4711", "acid-bacon-cabin"));
  }

  private static Map<String, Object> pairing(String mode, String room, String words) {
    return Map.of("mode", mode, "room", room, "secret", words);
  }

  /** A second message whose share is good for nothing. */
  private static JsonNode p2() {
    return PairingLab.json("{\"t\":\"p2\",\"y\":\"\",\"ad\":\"B2ludml0ZXIBAQ\"}");
  }

  private static JsonNode with(JsonNode message, String member, String value) {
    ObjectNode changed = message.deepCopy();
    return changed.put(member, value);
  }

  private static String base64url(String hex) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
  }

  /** Two that have paired. */
  private record Pair(Run joiner, Run inviter) {
    static Pair of(String backend) {
      Run inviter = PageRefusalsTest.inviter(backend);
      Run joiner = PageRefusalsTest.joiner(backend);
      Step p3 = joiner.receive(inviter.receive(joiner.receive(inviter.p0()).message()).message());
      assertThat(joiner.receive(inviter.receive(p3.message()).message()).state())
          .isEqualTo("paired");
      return new Pair(joiner, inviter);
    }
  }
}
