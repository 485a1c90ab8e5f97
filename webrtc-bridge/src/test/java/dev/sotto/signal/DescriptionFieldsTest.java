package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.peer.SessionDescription;
import dev.sotto.sdp.Fingerprint;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptionFieldsTest {
  @Test
  void anOfferSaysWhatTheFieldsSay() {
    SessionDescription offer = Descriptions.typical().offer();
    assertThat(offer.type()).isEqualTo(SessionDescription.Type.OFFER);
    assertThat(offer.sdp().lines())
        .contains(
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "a=mid:0",
            "a=setup:actpass",
            "a=sctp-port:5000",
            "a=max-message-size:262144",
            "a=ice-ufrag:abcdefgh",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            "a=fingerprint:" + Descriptions.typical().fingerprint(),
            "a=candidate:1 1 udp 2130706431 192.168.178.23 54321 typ host");
    assertThat(offer.sdp()).containsPattern("a=ice-options:trickle.* sotto-restart|a=ice-options:");
  }

  @Test
  void anAnswerIsActive() {
    SessionDescription answer = Descriptions.typical().answer();
    assertThat(answer.type()).isEqualTo(SessionDescription.Type.ANSWER);
    assertThat(answer.sdp().lines()).contains("a=setup:active", "a=mid:0");
  }

  @Test
  void bothComeApartIntoTheSameFields() {
    DescriptionFields fields = Descriptions.typical();
    assertThat(DescriptionFields.of(fields.offer())).isEqualTo(fields);
    assertThat(DescriptionFields.of(fields.answer())).isEqualTo(fields);
    DescriptionFields plain =
        new DescriptionFields(fields.ice(), fields.fingerprint(), 0, false, List.of());
    assertThat(DescriptionFields.of(plain.offer())).isEqualTo(plain);
  }

  @Test
  void aRestartHasOtherCredentialsAndNoCandidates() {
    DescriptionFields restarted = Descriptions.typical().restarted(Descriptions.FRESH);
    assertThat(restarted.ice()).isEqualTo(Descriptions.FRESH);
    assertThat(restarted.candidates()).isEmpty();
    assertThat(restarted.fingerprint()).isEqualTo(Descriptions.typical().fingerprint());
    assertThat(restarted.withCandidates(Descriptions.typical().candidates()).candidates())
        .hasSize(6);
  }

  @Test
  void refusesWhatHasNoPlaceInFields() {
    DescriptionFields fields = Descriptions.typical();
    assertThatThrownBy(
            () ->
                DescriptionFields.of(
                    new SessionDescription(SessionDescription.Type.OFFER, "v=0\r\n")))
        .isInstanceOf(IllegalArgumentException.class);
    Fingerprint longer = Fingerprint.of("sha-512", new byte[64]);
    assertThatThrownBy(() -> new DescriptionFields(fields.ice(), longer, 1, true, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    for (long size : new long[] {-1, 1L << 32}) {
      assertThatThrownBy(
              () ->
                  new DescriptionFields(fields.ice(), fields.fingerprint(), size, true, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    String two =
        fields.offer().sdp().replace("a=setup:", "a=fingerprint:" + longer + "\r\na=setup:");
    assertThatThrownBy(
            () -> DescriptionFields.of(new SessionDescription(SessionDescription.Type.OFFER, two)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
