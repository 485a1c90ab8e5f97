package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A proof is of one token, in one session and for one offer, and of nothing else. */
class ProofTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(1);
  private static final Digest TOKEN = Token.random(RANDOM).hash();
  private static final Digest SESSION = Digest.of(new byte[] {1});
  private static final TransferId ID = TransferId.random(RANDOM);
  private static final Proof PROOF = Proof.of(TOKEN, SESSION, ID);

  private static boolean proves(Proof... proofs) {
    return new Claim(SESSION, ID, List.of(proofs)).proves(TOKEN);
  }

  @Test
  void itsTokenIsProved() {
    assertThat(proves(PROOF)).isTrue();
    assertThat(proves(Proof.parse(PROOF.text()).orElseThrow())).isTrue();
  }

  @Test
  void noOtherTokenIs() {
    assertThat(proves(Proof.of(Token.random(RANDOM).hash(), SESSION, ID))).isFalse();
    assertThat(proves()).isFalse();
  }

  @Test
  void whatWasShownInAnotherSessionProvesNothing() {
    assertThat(proves(Proof.of(TOKEN, Digest.of(new byte[] {2}), ID))).isFalse();
    assertThat(new Claim(Digest.of(new byte[] {2}), ID, List.of(PROOF)).proves(TOKEN)).isFalse();
  }

  @Test
  void whatWasShownForAnotherOfferProvesNothing() {
    TransferId other = TransferId.random(RANDOM);
    assertThat(proves(Proof.of(TOKEN, SESSION, other))).isFalse();
    assertThat(new Claim(SESSION, other, List.of(PROOF)).proves(TOKEN)).isFalse();
  }

  @Test
  void theHashOfATokenIsNoProofOfIt() {
    assertThat(proves(new Proof(TOKEN), new Proof(SESSION))).isFalse();
  }

  @Test
  void oneOfEightIsEnoughWhereverItStands() {
    for (int right = 0; right < Proof.MOST; right++) {
      List<Proof> proofs = new ArrayList<>();
      for (int at = 0; at < Proof.MOST; at++) {
        proofs.add(at == right ? PROOF : Proof.of(Token.random(RANDOM).hash(), SESSION, ID));
      }
      assertThat(new Claim(SESSION, ID, proofs).proves(TOKEN)).as("%d", right).isTrue();
    }
  }

  @Test
  void isNotReadFromOtherLengthsAndNotShown() {
    String text = PROOF.text();
    assertThat(Proof.parse(text + "A")).isEmpty();
    assertThat(Proof.parse(text.substring(1))).isEmpty();
    assertThat(Proof.parse("")).isEmpty();
    assertThat(new Claim(SESSION, ID, List.of(PROOF)).toString()).doesNotContain(PROOF.mac().hex());
  }
}
