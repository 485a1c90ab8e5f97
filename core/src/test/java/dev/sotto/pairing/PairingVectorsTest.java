package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import dev.sotto.pairing.PairingMessage.P0;
import dev.sotto.pairing.PairingMessage.P1;
import dev.sotto.pairing.PairingMessage.P2;
import dev.sotto.pairing.PairingMessage.P3;
import dev.sotto.pairing.PairingMessage.P4;
import dev.sotto.time.Monotonic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of the CPace draft, and those of a whole run. */
class PairingVectorsTest {
  private final Vectors draft = Vectors.of("cpace-x25519-sha512.properties");
  private final Vectors run = Vectors.of("pairing-sotto1.properties");

  @Test
  void computesWhatTheDraftComputes() {
    byte[] generator = CPace.generator(draft.bytes("PRS"), draft.bytes("CI"), draft.bytes("sid"));
    assertThat(generator).isEqualTo(draft.bytes("g"));
    assertThat(CPace.share(draft.bytes("ya"), generator)).isEqualTo(draft.bytes("Ya"));
    assertThat(CPace.share(draft.bytes("yb"), generator)).isEqualTo(draft.bytes("Yb"));
    assertThat(X25519.multiply(draft.bytes("ya"), draft.bytes("Yb"))).hasValue(draft.bytes("K"));
    byte[][] shares = {
      draft.bytes("Ya"), draft.bytes("ADa"), draft.bytes("Yb"), draft.bytes("ADb")
    };
    assertThat(CPace.sessionKey(draft.bytes("sid"), draft.bytes("yb"), draft.bytes("Ya"), shares))
        .hasValue(draft.bytes("ISK_IR"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7})
  void refusesPointsOfSmallOrder(int number) {
    assertThat(X25519.multiply(draft.bytes("s"), draft.bytes("u" + number))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 9, 10, 11})
  void takesOtherPointsWhateverTheirHighestBit(int number) {
    assertThat(X25519.multiply(draft.bytes("s"), draft.bytes("u" + number)))
        .hasValue(draft.bytes("q" + number));
  }

  @Test
  void derivesTheGeneratorTheKeyAndTheTranscript() {
    byte[] channel = KeySchedule.channel(Mode.CODE, "4711");
    assertThat(channel).isEqualTo(run.bytes("CI"));
    assertThat(CPace.generator(LengthValue.ascii(run.text("PRS")), channel, run.bytes("sid")))
        .isEqualTo(run.bytes("g"));
    byte[][] shares = {run.bytes("Yj"), run.bytes("ADj"), run.bytes("Yi"), run.bytes("ADi")};
    byte[] key =
        CPace.sessionKey(run.bytes("sid"), run.bytes("yJ"), run.bytes("Yi"), shares).orElseThrow();
    assertThat(key).isEqualTo(run.bytes("ISK"));
    byte[] transcript = KeySchedule.transcript(channel, run.bytes("sid"), shares);
    assertThat(transcript).isEqualTo(run.bytes("TH"));
    assertThat(Hash.extract(transcript, key)).isEqualTo(run.bytes("PRK"));
    assertThat(Hash.expand(run.bytes("PRK"), LengthValue.ascii("sotto/1 seal joiner"), 44))
        .isEqualTo(run.bytes("seal_j"));
    assertThat(Hash.expand(run.bytes("PRK"), LengthValue.ascii("sotto/1 seal inviter"), 44))
        .isEqualTo(run.bytes("seal_i"));
  }

  @Test
  void runsAndIntroducesAsInTheVectors() {
    PairingSecret secret =
        PairingSecret.code(new PairingCode("4711", List.of("acid", "bacon", "cabin")));
    PairingRun inviter = PairingRun.inviter(run.given("nI", "yI"));
    PairingRun joiner = PairingRun.joiner(secret, run.given("nJ", "yJ"));
    P0 p0 = inviter.opening();
    assertThat(p0).isEqualTo(new P0(run.octets("nI")));
    inviter.opened(secret);
    PairingMessage p1 = joiner.receive(p0, Monotonic.ZERO).send().get(0);
    assertThat(p1).isEqualTo(new P1(run.octets("nJ"), run.octets("Yj"), run.octets("ADj")));
    PairingMessage p2 = inviter.receive(p1, Monotonic.ZERO).send().get(0);
    assertThat(p2).isEqualTo(new P2(run.octets("Yi"), run.octets("ADi")));
    PairingMessage p3 = joiner.receive(p2, Monotonic.ZERO).send().get(0);
    assertThat(p3).isEqualTo(new P3(run.octets("Tj")));
    PairingRun.Step last = inviter.receive(p3, Monotonic.ZERO);
    assertThat(last.send()).containsExactly(new P4(run.octets("Ti")));
    PairingRun.Step done = joiner.receive(last.send().get(0), Monotonic.ZERO);

    PairingKeys keys = ((PairingRun.Step.Paired) done).keys();
    assertThat(keys.bind()).isEqualTo(run.octets("bind"));
    assertThat(keys.rejoin().room()).isEqualTo(run.text("rejoin_room"));
    assertThat(keys.rejoin().password()).isEqualTo(run.bytes("rejoin_secret"));
    byte[] plain = run.text("sealed_j0_plaintext_text").getBytes(StandardCharsets.UTF_8);
    PairingMessage.Sealed sealed = keys.sealer().seal(plain).orElseThrow();
    assertThat(Hash.sha256(sealed.content().bytes())).isEqualTo(run.bytes("sealed_j0_sha256"));
    introduceAsInTheVectors(keys);
  }

  private void introduceAsInTheVectors(PairingKeys keys) {
    SessionId session = SessionId.of(keys, run.octets("fp_J"), run.octets("fp_I"));
    assertThat(session.value()).isEqualTo(run.octets("S"));
    Introduction joiner =
        new Introduction(
            Role.JOINER,
            session,
            keys.bind(),
            TestKeys.ofSeed(run.bytes("ed25519_seed_J")),
            Optional.empty(),
            run.given("r_J"));
    Introduction inviter =
        new Introduction(
            Role.INVITER,
            session,
            keys.bind(),
            TestKeys.ofSeed(run.bytes("ed25519_seed_I")),
            Optional.empty(),
            run.given("r_I"));
    Hello hello = joiner.hello();
    assertThat(hello.commit()).isEqualTo(run.octets("C_J"));
    assertThat(hello.mac()).isEqualTo(run.octets("mac_J"));
    assertThat(inviter.hello().commit()).isEqualTo(run.octets("C_I"));
    Reveal reveal = ((Introduction.Step.Send) joiner.receive(inviter.hello())).reveal();
    assertThat(reveal.signature()).isEqualTo(run.octets("sig_J"));
    inviter.receive(hello);
    Phrase phrase = ((Introduction.Step.Introduced) inviter.receive(reveal)).phrase();
    assertThat(phrase.indexes()).containsExactly(359, 81, 327, 378);
    assertThat(phrase.words(Vectors.words())).hasSize(Phrase.WORDS);
  }
}
