package dev.sotto.interop;

import static dev.sotto.interop.PairingLab.hexOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's cryptography against the vectors, in both of its forms. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PagePairingTest {
  /** Of the namespace, and no loopback: a page from there is as unprotected as one from afar. */
  private static final byte[] ELSEWHERE = {10, 83, 0, 1};

  private static WebServer server;
  private static Chromium chromium;
  private static PairingLab lab;

  @BeforeAll
  static void open() throws IOException {
    server =
        WebServer.start(
            new WebOptions(
                List.of(InetAddress.getLoopbackAddress(), InetAddress.getByAddress(ELSEWHERE)),
                0,
                List.of(),
                WebOptions.local(0).limits()));
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
  void takesTheBrowsersCryptographyWhereItMay() {
    assertThat(lab.call("secure").asBoolean()).isTrue();
    assertThat(lab.call("chosen").asText()).isEqualTo("webcrypto");
  }

  @Test
  void takesTheFallbackOnAPageThatCameUnprotected() throws IOException {
    try (PairingLab unprotected = PairingLab.open(chromium, "http://10.83.0.1:" + server.port())) {
      assertThat(unprotected.call("secure").asBoolean()).isFalse();
      assertThat(unprotected.call("chosen").asText()).isEqualTo("fallback");
      followsOurVectors(unprotected, "fallback");
      assertThat(unprotected.complaints())
          .noneMatch(complaint -> complaint.contains("Content Security Policy"));
    }
  }

  @Test
  void takesTheFallbackWhereTheBrowserLacksACurve() throws IOException {
    try (PairingLab old =
        PairingLab.openLacking(chromium, "http://localhost:" + server.port(), "X25519")) {
      assertThat(old.call("chosen").asText()).isEqualTo("fallback");
    }
    try (PairingLab old =
        PairingLab.openLacking(chromium, "http://localhost:" + server.port(), "Ed25519")) {
      assertThat(old.call("chosen").asText()).isEqualTo("fallback");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webcrypto", "fallback"})
  void computesWhatTheDraftOfCpaceDoes(String backend) throws IOException {
    JsonNode vectors = PairingLab.vectors("cpace-x25519-sha512.json").path("G_X25519");

    JsonNode computed = lab.call("cpace", backend, vectors);

    for (Map.Entry<String, JsonNode> field : computed.properties()) {
      assertThat(field.getValue().asText())
          .as(field.getKey())
          .isEqualTo(vectors.path(field.getKey()).asText().toLowerCase(Locale.ROOT));
    }
    assertThat(computed.size()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webcrypto", "fallback"})
  void computesWhatOurVectorsSay(String backend) throws IOException {
    followsOurVectors(lab, backend);
  }

  @Test
  void computesTheSameWithBothForms() {
    Random random = new Random(4711);
    for (int i = 0; i < 60; i++) {
      String data = hex(random, i * 5);
      String key = hex(random, 32);
      String nonce = hex(random, 12);
      String shortKey = hex(random, 1 + i * 3);
      assertSame("sha256", data);
      assertSame("sha512", data);
      assertSame("hmacSha256", shortKey, data);
      assertSame("hmacSha512", shortKey, data);
      assertSame("x25519", key, hex(random, 32));
      String sealed = assertSame("seal", key, nonce, shortKey, data);
      assertThat(assertSame("open", key, nonce, shortKey, sealed)).isEqualTo(data);
      String signature = lab.call("sign", "fallback", key, data).asText();
      assertThat(signature).isEqualTo(lab.call("sign", "webcrypto", key, data).asText());
    }
  }

  @Test
  void opensNothingThatWasChanged() {
    String key = "11".repeat(32);
    String nonce = "22".repeat(12);
    String sealed = assertSame("seal", key, nonce, "aa", "00010203");
    byte[] bytes = HexFormat.of().parseHex(sealed);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(assertSame("open", key, nonce, "aa", HexFormat.of().formatHex(changed)))
          .isEqualTo("null");
    }
    assertThat(assertSame("open", key, nonce, "ab", sealed)).isEqualTo("null");
    assertThat(assertSame("open", key, nonce, "aa", sealed.substring(0, 30))).isEqualTo("null");
    assertThat(assertSame("open", key, nonce, "aa", sealed)).isEqualTo("00010203");
  }

  /** A whole session in the page, with the inputs of the vectors. */
  private static void followsOurVectors(PairingLab lab, String backend) throws IOException {
    JsonNode vectors = PairingLab.vectors("pairing-sotto1.json");
    JsonNode in = vectors.path("inputs");
    JsonNode out = vectors.path("outputs");
    PairingLab.Run inviter = lab.run("inviter", backend, options(in, "nI", "yI"));
    PairingLab.Run joiner = lab.run("joiner", backend, options(in, "nJ", "yJ"));

    PairingLab.Step p1 = joiner.receive(inviter.p0());
    PairingLab.Step p2 = inviter.receive(p1.message());
    PairingLab.Step p3 = joiner.receive(p2.message());
    PairingLab.Step p4 = inviter.receive(p3.message());
    PairingLab.Step end = joiner.receive(p4.message());

    Map<String, String> said =
        Map.of(
            "Yj", hexOf(p1.message().path("y")),
            "ADj", hexOf(p1.message().path("ad")),
            "Yi", hexOf(p2.message().path("y")),
            "ADi", hexOf(p2.message().path("ad")),
            "Tj", hexOf(p3.message().path("tag")),
            "Ti", hexOf(p4.message().path("tag")),
            "bind", end.keys().path("bind").asText(),
            "rejoin_room", end.keys().path("rejoinRoom").asText(),
            "rejoin_secret", end.keys().path("rejoinSecret").asText());
    said.forEach((name, value) -> assertThat(value).as(name).isEqualTo(out.path(name).asText()));
    assertThat(p4.keys()).isEqualTo(end.keys());
    assertThat(List.of(p3.state(), p4.state(), end.state()))
        .containsExactly("confirming", "paired", "paired");

    JsonNode sealed = joiner.seal(Map.of("k", "d")).path("value");
    assertThat(lab.call("primitive", backend, "sha256", hexOf(sealed.path("c"))).path("value"))
        .isEqualTo(out.path("sealed_j0_sha256"));
    assertThat(inviter.open(sealed).path("value").path("k").asText()).isEqualTo("d");
    assertThat(
            lab.call(
                "session", backend, "code", in.path("fp_J"), in.path("fp_I"), out.path("bind")))
        .isEqualTo(out.path("S"));
    introduce(lab, backend, in, out);
  }

  private static void introduce(PairingLab lab, String backend, JsonNode in, JsonNode out) {
    int joiner =
        introduction(lab, backend, "joiner", in.path("ed25519_seed_J"), in.path("r_J"), out);
    int inviter =
        introduction(lab, backend, "inviter", in.path("ed25519_seed_I"), in.path("r_I"), out);
    JsonNode helloJ = lab.call("hello", joiner);
    JsonNode helloI = lab.call("hello", inviter);
    JsonNode revealJ = lab.call("hear", joiner, helloI.toString()).path("send").path(0);
    JsonNode revealI = lab.call("hear", inviter, helloJ.toString()).path("send").path(0);
    JsonNode peerOfJ = lab.call("hear", joiner, revealI.toString()).path("peer");
    JsonNode peerOfI = lab.call("hear", inviter, revealJ.toString()).path("peer");

    assertThat(hexOf(helloJ.path("commit"))).isEqualTo(out.path("C_J").asText());
    assertThat(hexOf(helloI.path("commit"))).isEqualTo(out.path("C_I").asText());
    assertThat(hexOf(helloJ.path("mac"))).isEqualTo(out.path("mac_J").asText());
    assertThat(hexOf(revealJ.path("sig"))).isEqualTo(out.path("sig_J").asText());
    assertThat(peerOfJ.path("phrase")).isEqualTo(out.path("phrase"));
    assertThat(peerOfI.path("phrase")).isEqualTo(out.path("phrase"));
    assertThat(peerOfI.path("key").asText()).isEqualTo(hexOf(revealJ.path("pk")));
  }

  private static int introduction(
      PairingLab lab, String backend, String role, JsonNode seed, JsonNode salt, JsonNode out) {
    return lab.call(
            "introduction",
            backend,
            Map.of(
                "role",
                role,
                "session",
                out.path("S"),
                "bind",
                out.path("bind"),
                "seed",
                seed,
                "salt",
                salt,
                "kind",
                "page-session",
                "secure",
                true))
        .asInt();
  }

  private static Map<String, Object> options(JsonNode in, String... random) {
    return Map.of(
        "mode", in.path("mode"),
        "room", in.path("room"),
        "secret", in.path("PRS"),
        "random", Stream.of(random).map(in::path).toList());
  }

  private static String assertSame(String primitive, String... values) {
    JsonNode ours = primitive(primitive, "fallback", values);
    assertThat(ours).as(primitive).isEqualTo(primitive(primitive, "webcrypto", values));
    return ours.asText();
  }

  private static JsonNode primitive(String name, String backend, String... values) {
    List<String> arguments = new ArrayList<>(List.of(backend, name));
    arguments.addAll(List.of(values));
    return lab.call("primitive", arguments.toArray()).path("value");
  }

  private static String hex(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
