package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualLineTest {
  private static final byte[] NONCE = Messages.bytes(16, 1).bytes();
  private static final byte[] OTHER = Messages.bytes(16, 2).bytes();
  private static final int COUNT_AT = 1 + 1 + 16 + 2 + 8 + 24 + 32 + 4 + 1;

  private final ManualLine offer = ManualLine.offer(NONCE, Descriptions.typical());

  @Test
  void aTypicalLineIsShort() {
    ManualLine answer = ManualLine.answer(OTHER, offer, Descriptions.typical());
    assertThat(offer.text().length()).isLessThanOrEqualTo(400);
    assertThat(answer.text().length()).isLessThanOrEqualTo(400);
    assertThat(offer.text()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void readsWhatItWrote() {
    ManualLine read = ManualLine.parse(offer.text()).orElseThrow();
    assertThat(read.bytes()).isEqualTo(offer.bytes());
    assertThat(read.isOffer()).isTrue();
    assertThat(read.fields()).isEqualTo(offer.fields());
  }

  @Test
  void carriesWhatIsNeededToConnect() {
    DescriptionFields sent = Descriptions.typical();
    DescriptionFields read = offer.fields();
    assertThat(read.ice()).isEqualTo(sent.ice());
    assertThat(read.fingerprint()).isEqualTo(sent.fingerprint());
    assertThat(read.maxMessageSize()).isEqualTo(sent.maxMessageSize());
    assertThat(read.preparesRestarts()).isTrue();
    assertThat(read.candidates()).hasSameSizeAs(sent.candidates());
    for (int i = 0; i < sent.candidates().size(); i++) {
      Candidate was = sent.candidates().get(i);
      Candidate is = read.candidates().get(i);
      assertThat(is.address()).isEqualTo(was.address());
      assertThat(is.port()).isEqualTo(was.port());
      assertThat(is.type()).isEqualTo(was.type());
      assertThat(is.transport()).isEqualTo(was.transport());
      assertThat(is.mapped()).isEqualTo(was.mapped());
    }
    assertThat(read.candidates().get(0).priority()).isEqualTo(2_130_706_431L);
  }

  @Test
  void carriesHiddenNamesAndAnyMessageSize() {
    Candidate hidden =
        Candidate.parse(
                "1 1 udp 2130706431 7d3c5a0e-1111-4222-8333-444455556666.local 5000 typ host")
            .orElseThrow();
    DescriptionFields fields =
        new DescriptionFields(
            Descriptions.ICE,
            Descriptions.typical().fingerprint(),
            0xffff_ffffL,
            false,
            List.of(hidden));
    DescriptionFields read =
        ManualLine.parse(ManualLine.offer(NONCE, fields).text()).orElseThrow().fields();
    assertThat(read).isEqualTo(fields);
  }

  @Test
  void anAnswerNamesItsOffer() {
    ManualLine answer =
        ManualLine.parse(ManualLine.answer(OTHER, offer, Descriptions.typical()).text())
            .orElseThrow();
    assertThat(answer.isOffer()).isFalse();
    assertThat(answer.answers(offer)).isTrue();
    assertThat(answer.answers(ManualLine.offer(OTHER, Descriptions.typical()))).isFalse();
    assertThat(answer.answers(answer)).isFalse();
    assertThat(offer.answers(offer)).isFalse();
    assertThatThrownBy(() -> ManualLine.answer(OTHER, answer, Descriptions.typical()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linesThatMailBrokeAreRead() {
    String text = offer.text();
    String broken = " " + text.substring(0, 70) + "\r\n  " + text.substring(70) + "\n";
    assertThat(ManualLine.parse(broken).orElseThrow().bytes()).isEqualTo(offer.bytes());
  }

  @Test
  void refusesEveryCutAndEveryAddition() {
    byte[] bytes = offer.bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(parse(Arrays.copyOf(bytes, length))).as("" + length).isFalse();
    }
    assertThat(parse(Arrays.copyOf(bytes, bytes.length + 1))).isFalse();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(parse(changed(0, 2))).isFalse();
    assertThat(parse(changed(1, 0))).isFalse();
    assertThat(parse(changed(1, 3))).isFalse();
    assertThat(parse(changed(18, 3))).isFalse();
    assertThat(parse(changed(20, ' '))).isFalse();
    assertThat(parse(changed(COUNT_AT - 1, 2))).isFalse();
    assertThat(parse(changed(COUNT_AT, 33))).isFalse();
    assertThat(parse(changed(COUNT_AT + 1, 0x80))).isFalse();
    assertThat(parse(changed(COUNT_AT + 1, 3 << 4))).isFalse();
    assertThat(parse(changed(COUNT_AT + 1, 1 << 6))).isFalse();
    assertThat(parse(changed(COUNT_AT, 6))).isTrue();
  }

  private byte[] changed(int at, int value) {
    byte[] bytes = offer.bytes();
    bytes[at] = (byte) value;
    return bytes;
  }

  private static boolean parse(byte[] bytes) {
    return ManualLine.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
        .isPresent();
  }

  @Test
  void refusesTextThatIsNoLine() {
    assertThat(ManualLine.parse("")).isEmpty();
    assertThat(ManualLine.parse("hello")).isEmpty();
    assertThat(ManualLine.parse(offer.text() + "=")).isEmpty();
    assertThat(ManualLine.parse("A".repeat(1 << 20))).isEmpty();
    assertThat(ManualLine.parse("A".repeat(ManualLine.MAX_LENGTH + 1))).isEmpty();
  }

  @Test
  void carriesOnlySoManyCandidates() {
    Candidate one = Descriptions.typical().candidates().get(0);
    ManualLine most = ManualLine.offer(NONCE, Descriptions.fields(Collections.nCopies(40, one)));
    assertThat(most.fields().candidates()).hasSize(32);
    assertThat(most.text().length()).isLessThan(ManualLine.MAX_LENGTH);
    assertThat(ManualLine.parse(most.text())).isPresent();
  }

  @Test
  void refusesWhatItCannotCarry() {
    assertThatThrownBy(() -> ManualLine.offer(new byte[15], Descriptions.typical()))
        .isInstanceOf(IllegalArgumentException.class);
    DescriptionFields longest =
        Descriptions.typical().restarted(new IceParameters("abcd", "a".repeat(256)));
    assertThatThrownBy(() -> ManualLine.offer(NONCE, longest))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsNothingOfItself() {
    assertThat(offer.toString()).doesNotContain(Descriptions.ICE.pwd(), offer.text());
  }
}
