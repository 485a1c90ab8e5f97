package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Introduction;
import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingRun;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.Role;
import dev.sotto.pairing.SessionId;
import dev.sotto.time.Monotonic;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's half of the pairing with Java's, each in each role; the messages go by hand. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageAndJavaPairingTest {
  private static final Monotonic NOW = Monotonic.ZERO;
  private static final PairingCode CODE =
      new PairingCode("4711", List.of("acid", "acorn", "alarm"));
  private static final Map<String, Object> IN_PAGE =
      Map.of("mode", "code", "room", "4711", "secret", "acid-acorn-alarm");
  private static final Octets JOINER_FINGERPRINT = octets(32, 7);
  private static final Octets INVITER_FINGERPRINT = octets(32, 8);

  private static WebServer server;
  private static Chromium chromium;
  private static PairingLab lab;

  private final SecureRandom random = new SecureRandom();

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
  @ValueSource(strings = {"webcrypto", "fallback"})
  void pairsAPageThatJoins(String backend) {
    PairingLab.Run page = lab.run("joiner", backend, IN_PAGE);
    PairingRun java = PairingRun.inviter(random);
    java.opened(PairingSecret.code(CODE));

    JsonNode p1 = page.receive(toJson(java.opening())).message();
    JsonNode p3 = page.receive(toJson(sent(java.receive(parse(p1), NOW)))).message();
    PairingRun.Step end = java.receive(parse(p3), NOW);
    PairingLab.Step paired = page.receive(toJson(sent(end)));

    assertThat(paired.state()).isEqualTo("paired");
    meet(backend, Role.INVITER, keys(end), page, paired);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webcrypto", "fallback"})
  void pairsAPageThatInvites(String backend) {
    PairingLab.Run page = lab.run("inviter", backend, IN_PAGE);
    PairingRun java = PairingRun.joiner(PairingSecret.code(CODE), random);

    PairingMessage p1 = sent(java.receive(parse(page.p0()), NOW));
    PairingMessage p3 = sent(java.receive(parse(page.receive(toJson(p1)).message()), NOW));
    PairingLab.Step paired = page.receive(toJson(p3));
    PairingRun.Step end = java.receive(parse(paired.message()), NOW);

    meet(backend, Role.JOINER, keys(end), page, paired);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webcrypto", "fallback"})
  void tellsAWrongCodeOnBothSides(String backend) {
    PairingLab.Run page =
        lab.run(
            "joiner",
            backend,
            Map.of("mode", "code", "room", "4711", "secret", "acid-acorn-zodiac"));
    PairingRun java = PairingRun.inviter(random);
    java.opened(PairingSecret.code(CODE));

    JsonNode p1 = page.receive(toJson(java.opening())).message();
    JsonNode p3 = page.receive(toJson(sent(java.receive(parse(p1), NOW)))).message();

    assertThat(java.receive(parse(p3), NOW)).isInstanceOf(PairingRun.Step.Failed.class);
    assertThat(java.guessSpent()).isTrue();
  }

  /** Both have keys: they fit, open what the other sealed, and introduce each other. */
  private void meet(
      String backend, Role role, PairingKeys java, PairingLab.Run page, PairingLab.Step paired) {
    assertThat(paired.keys().path("bind").asText()).isEqualTo(java.bind().hex());
    assertThat(paired.keys().path("rejoinRoom").asText()).isEqualTo(java.rejoin().room());
    for (int i = 0; i < 3; i++) {
      String text = "{\"k\":\"e\",\"i\":" + i + "}";
      PairingMessage sealed = java.sealer().seal(text.getBytes(UTF_8)).orElseThrow();
      assertThat(page.open(toJson(sealed)).path("value")).hasToString(text);
      PairingMessage.Sealed back =
          (PairingMessage.Sealed) parse(page.seal(PairingLab.json(text)).path("value"));
      assertThat(java.opener().open(back))
          .hasValueSatisfying(opened -> assertThat(new String(opened, UTF_8)).isEqualTo(text));
    }

    SessionId session = SessionId.of(java, JOINER_FINGERPRINT, INVITER_FINGERPRINT);
    assertThat(
            lab.call(
                    "session",
                    backend,
                    "code",
                    JOINER_FINGERPRINT.hex(),
                    INVITER_FINGERPRINT.hex(),
                    java.bind().hex())
                .asText())
        .isEqualTo(session.value().hex());
    introduce(backend, role, session, java.bind());
  }

  private void introduce(String backend, Role role, SessionId session, Octets bind) {
    Introduction java =
        new Introduction(role, session, bind, Introducer.nobody(), Optional.empty(), random);
    int page =
        lab.call(
                "introduction",
                backend,
                Map.of(
                    "role",
                    role == Role.JOINER ? "inviter" : "joiner",
                    "session",
                    session.value().hex(),
                    "bind",
                    bind.hex(),
                    "seed",
                    "01".repeat(32),
                    "kind",
                    "page-session",
                    "origin",
                    "http://localhost",
                    "secure",
                    true))
            .asInt();

    Hello ours = java.hello();
    JsonNode theirs = lab.call("hello", page);
    JsonNode reveal = lab.call("hear", page, toJson(ours).toString()).path("send").path(0);
    Introduction.Step.Send answer = (Introduction.Step.Send) java.receive(parseHello(theirs));
    JsonNode seen = lab.call("hear", page, toJson(answer.reveal()).toString());
    Introduction.Step.Introduced end =
        (Introduction.Step.Introduced) java.receive(parseReveal(reveal));

    assertThat(end.peer().key().hex()).isEqualTo(PairingLab.hexOf(reveal.path("pk")));
    assertThat(end.peer().kind()).isEqualTo(IdentityKind.PAGE_SESSION);
    assertThat(end.peer().origin()).contains("http://localhost");
    assertThat(seen.path("state").asText()).isEqualTo("introduced");
    assertThat(seen.path("peer").path("key").isNull()).isTrue();
    assertThat(seen.path("peer").path("phrase"))
        .hasToString(end.phrase().indexes().toString().replace(" ", ""));
  }

  private static PairingMessage sent(PairingRun.Step step) {
    assertThat(step.send()).hasSize(1);
    return step.send().get(0);
  }

  private static PairingKeys keys(PairingRun.Step step) {
    return ((PairingRun.Step.Paired) step).keys();
  }

  private static ObjectNode toJson(PairingMessage message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (message instanceof PairingMessage.P0 p0) {
      return json.put("t", "p0").put("n", p0.nonce().base64());
    } else if (message instanceof PairingMessage.P1 p1) {
      return json.put("t", "p1")
          .put("n", p1.nonce().base64())
          .put("y", p1.share().base64())
          .put("ad", p1.associated().base64());
    } else if (message instanceof PairingMessage.P2 p2) {
      return json.put("t", "p2").put("y", p2.share().base64()).put("ad", p2.associated().base64());
    } else if (message instanceof PairingMessage.P3 p3) {
      return json.put("t", "p3").put("tag", p3.tag().base64());
    } else if (message instanceof PairingMessage.P4 p4) {
      return json.put("t", "p4").put("tag", p4.tag().base64());
    } else if (message instanceof PairingMessage.Sealed sealed) {
      return json.put("t", "s").put("n", sealed.sequence()).put("c", sealed.content().base64());
    }
    throw new AssertionError("not a message of a run that goes well");
  }

  private static PairingMessage parse(JsonNode json) {
    return switch (json.path("t").asText()) {
      case "p0" -> new PairingMessage.P0(octets(json, "n"));
      case "p1" -> new PairingMessage.P1(octets(json, "n"), octets(json, "y"), octets(json, "ad"));
      case "p2" -> new PairingMessage.P2(octets(json, "y"), octets(json, "ad"));
      case "p3" -> new PairingMessage.P3(octets(json, "tag"));
      case "p4" -> new PairingMessage.P4(octets(json, "tag"));
      case "s" -> new PairingMessage.Sealed(json.path("n").asLong(), octets(json, "c"));
      default -> throw new AssertionError("not a message of a run that goes well");
    };
  }

  private static ObjectNode toJson(Hello hello) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("t", "hello")
        .put("v", hello.version())
        .put("commit", hello.commit().base64())
        .put("mac", hello.mac().base64())
        .put("secure", hello.secure())
        .put("kind", hello.kind().label());
  }

  private static Hello parseHello(JsonNode json) {
    return new Hello(
        json.path("v").asInt(),
        octets(json, "commit"),
        octets(json, "mac"),
        json.path("secure").asBoolean(),
        IdentityKind.parse(json.path("kind").asText()).orElseThrow(),
        Optional.of(json.path("origin").asText()));
  }

  private static ObjectNode toJson(Reveal reveal) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("t", "reveal")
        .put("pk", reveal.key().base64())
        .put("r", reveal.random().base64())
        .put("sig", reveal.signature().base64());
  }

  private static Reveal parseReveal(JsonNode json) {
    return new Reveal(octets(json, "pk"), octets(json, "r"), octets(json, "sig"));
  }

  private static Octets octets(JsonNode json, String member) {
    return Octets.parseBase64(json.path(member).asText()).orElseThrow();
  }

  private static Octets octets(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Octets.of(bytes);
  }
}
