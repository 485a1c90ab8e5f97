package dev.sotto.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.pairing.PairingMessage.Sealed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealTest {
  private final PairingKeys joiner = keys(Role.JOINER);
  private final PairingKeys inviter = keys(Role.INVITER);

  private static PairingKeys keys(Role role) {
    byte[] transcript = new byte[64];
    return KeySchedule.derive(role, Mode.CODE, 1, transcript, new byte[64]).keys();
  }

  private Sealed seal(String text) {
    return joiner.sealer().seal(LengthValue.ascii(text)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 512",
    "511, 512",
    "512, 1024",
    "1023, 1024",
    "1024, 2048",
    "4095, 4096",
    "8191, 8192",
    "8192, 16384",
    "16383, 16384"
  })
  void hidesLengthsInSixSizes(int length, int padded) {
    byte[] plaintext = new byte[length];
    Sealed sealed = joiner.sealer().seal(plaintext).orElseThrow();
    assertThat(sealed.content().length()).isEqualTo(padded + 16);
    assertThat(inviter.opener().open(sealed)).hasValue(plaintext);
  }

  @Test
  void refusesWhatIsTooLong() {
    byte[] long1 = new byte[Sealer.MAX_PLAINTEXT + 1];
    assertThatThrownBy(() -> joiner.sealer().seal(long1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void opensExactlyTheNextAndNothingAfterAFailure() {
    Sealed first = seal("0");
    Sealed second = seal("1");
    assertThat(inviter.opener().open(first)).isPresent();
    assertThat(inviter.opener().open(first)).as("repeated").isEmpty();
    assertThat(inviter.opener().open(second)).as("after a failure").isEmpty();
    assertThat(keys(Role.INVITER).opener().open(second)).as("a gap").isEmpty();
    Sealed renumbered = new Sealed(0, second.content());
    assertThat(keys(Role.INVITER).opener().open(renumbered)).as("renumbered").isEmpty();
  }

  @Test
  void refusesTheWrongDirectionChangesAndOtherLengths() {
    Sealed sealed = seal("x");
    assertThat(joiner.opener().open(sealed)).as("reflected").isEmpty();
    byte[] content = sealed.content().bytes();
    content[100] ^= 1;
    assertThat(keys(Role.INVITER).opener().open(new Sealed(0, Octets.of(content)))).isEmpty();
    for (int length : new int[] {0, 15, 16, 527, 529, 40_000}) {
      Octets other = Octets.of(Arrays.copyOf(sealed.content().bytes(), length));
      assertThat(keys(Role.INVITER).opener().open(new Sealed(0, other))).isEmpty();
    }
  }

  @Test
  void endsAfterAThousandMessages() {
    for (int i = 0; i < Sealer.MAX_MESSAGES; i++) {
      assertThat(inviter.opener().open(seal("x"))).isPresent();
    }
    assertThat(joiner.sealer().seal(new byte[0])).isEmpty();
    Sealed over = new Sealed(Sealer.MAX_MESSAGES, Octets.of(new byte[528]));
    assertThat(inviter.opener().open(over)).isEmpty();
  }

  @Test
  void doesNothingOnceClosed() {
    Sealed sealed = seal("x");
    joiner.close();
    inviter.close();
    assertThat(joiner.sealer().seal(new byte[0])).isEmpty();
    assertThat(inviter.opener().open(sealed)).isEmpty();
  }

  @Test
  void unpadsStrictly() {
    byte[] padded = Padding.pad(new byte[] {7});
    assertThat(Padding.unpad(padded)).hasValue(new byte[] {7});
    padded[511] = 1;
    assertThat(Padding.unpad(padded)).isEmpty();
    assertThat(Padding.unpad(new byte[512])).isEmpty();
    assertThat(Padding.unpad(Arrays.copyOf(Padding.pad(new byte[1]), 600))).isEmpty();
    assertThat(Padding.unpad(new byte[0])).isEmpty();
    byte[] longer = Arrays.copyOf(Padding.pad(new byte[511]), 1024);
    assertThat(Padding.unpad(longer)).as("a larger size than it takes").isEmpty();
  }
}
