package dev.sotto.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.address.TransportAddress;
import dev.sotto.sdp.MediaSection.Protocol;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class DataChannelDescriptionTest {
  private static final IceParameters OURS = IceParameters.random(new Random(1));
  private static final Fingerprint FINGERPRINT = Fingerprint.of("sha-256", new byte[32]);

  @Test
  void readsAnOfferOfChromium() {
    DataChannelDescription offer = parse("chromium-offer-gathered");

    assertThat(offer.origin()).isEqualTo(new Origin(8228850356311413680L, 2));
    assertThat(offer.media()).isEqualTo(MediaSection.offered());
    assertThat(offer.ice().parameters())
        .isEqualTo(new IceParameters("Q4xH", "Zs6ARd/lm8fnMLd+CSAXP42U"));
    assertThat(offer.ice().trickle()).isTrue();
    assertThat(offer.ice().lite()).isFalse();
    assertThat(offer.ice().endOfCandidates()).isFalse();
    assertThat(offer.ice().candidates())
        .extracting(Candidate::address)
        .containsExactly("01442af1-9d7e-4427-8653-fb8bcce375e8.local");
    assertThat(offer.dtls().setup()).isEqualTo(DtlsSetup.ACTPASS);
    assertThat(offer.dtls().fingerprints())
        .extracting(Fingerprint::toString)
        .containsExactly(
            "sha-256 64:E1:83:FE:5A:31:8D:D1:F5:7A:D5:68:0A:2B:6A:F7:94:68:77:BB:96:93:46:F7:13:BB:4A:FD:36:AB:75:3E");
    assertThat(offer.sctp()).isEqualTo(new SctpParameters(5000, 262144));
  }

  @Test
  void readsAnAnswerOfFirefoxWithItsFingerprintBeforeTheMediaSection() {
    DataChannelDescription answer = parse("firefox-answer");

    assertThat(answer.dtls().setup()).isEqualTo(DtlsSetup.ACTIVE);
    assertThat(answer.dtls().fingerprints()).hasSize(1);
    assertThat(answer.ice().parameters().ufrag()).isEqualTo("1a2b3c4d");
    assertThat(answer.ice().trickle()).isTrue();
    assertThat(answer.ice().endOfCandidates()).isTrue();
    assertThat(answer.ice().candidates())
        .extracting(Candidate::type)
        .containsExactly(
            CandidateType.HOST, CandidateType.HOST, CandidateType.HOST, CandidateType.SRFLX);
    assertThat(answer.sctp().maxMessageSize()).isEqualTo(1073741823);
  }

  @Test
  void readsWhatLibwebrtcGathers() {
    assertThat(parse("libwebrtc-offer").ice().candidates())
        .extracting(Candidate::type)
        .containsExactly(
            CandidateType.HOST,
            CandidateType.HOST,
            CandidateType.SRFLX,
            CandidateType.RELAY,
            CandidateType.HOST);
  }

  @Test
  void passesOverCandidatesOfOtherComponents() {
    assertThat(parse("pion-offer").ice().candidates())
        .extracting(Candidate::component)
        .containsExactly(1);
  }

  @Test
  void readsOptionsAndFingerprintOfLibdatachannelFromTheSession() {
    DataChannelDescription offer = parse("libdatachannel-offer");

    assertThat(offer.ice().trickle()).isTrue();
    assertThat(offer.dtls().fingerprints()).hasSize(1);
    assertThat(offer.media().bundled()).isTrue();
  }

  @Test
  void readsAllFingerprintsOfAiortc() {
    assertThat(parse("aiortc-answer").dtls().fingerprints())
        .extracting(Fingerprint::hashFunction)
        .containsExactly("sha-256", "sha-384", "sha-512");
    assertThat(parse("aiortc-answer").ice().trickle()).isFalse();
  }

  @Test
  void readsTheFormOfTheDraftsAndAnswersInIt() {
    DataChannelDescription offer = parse("draft-offer");
    DataChannelDescription answer = answer(offer, DtlsSetup.ACTIVE);

    assertThat(offer.media()).isEqualTo(new MediaSection(Protocol.DTLS_SCTP, null, false));
    assertThat(offer.ice().lite()).isTrue();
    assertThat(offer.sctp()).isEqualTo(new SctpParameters(5001, 65536));
    assertThat(answer.toSdp())
        .contains("m=application 9 DTLS/SCTP 5000\r\n")
        .contains("a=sctpmap:5000 webrtc-datachannel 65535\r\n")
        .doesNotContain("a=sctp-port", "a=mid", "BUNDLE");
    assertThat(DataChannelDescription.parse(answer.toSdp())).isEqualTo(answer);
  }

  @ParameterizedTest
  @FieldSource("dev.sotto.sdp.SdpSamples#NAMES")
  void writesWhatItReads(String name) {
    DataChannelDescription description = parse(name);
    String written = description.toSdp();

    assertThat(DataChannelDescription.parse(written)).isEqualTo(description);
    assertThat(DataChannelDescription.parse(written).toSdp()).isEqualTo(written);
  }

  @ParameterizedTest
  @FieldSource("dev.sotto.sdp.SdpSamples#NAMES")
  void readsLinesWithoutCarriageReturn(String name) {
    String text = SdpSamples.text(name);

    assertThat(DataChannelDescription.parse(text.replace("\r", "")))
        .isEqualTo(DataChannelDescription.parse(text));
    assertThat(DataChannelDescription.parse(text.strip()))
        .isEqualTo(DataChannelDescription.parse(text));
  }

  @Test
  void writesTheLinesThatBrowsersAskFor() {
    Candidate candidate =
        Candidate.udp(
            "1", 2130706431L, TransportAddress.of("192.0.2.1", 4711), CandidateType.HOST, null);
    DataChannelDescription offer =
        DataChannelDescription.offer(
            new Origin(4711, 2),
            IceDescription.trickling(
                new IceParameters("EsAw", "bP+XJMM09aR8AiX1jdukzR6Y"), List.of(candidate), true),
            FINGERPRINT,
            SctpParameters.of(262144));

    assertThat(offer.toSdp())
        .isEqualTo(
            String.join(
                "\r\n",
                "v=0",
                "o=- 4711 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                "c=IN IP4 0.0.0.0",
                "a=mid:0",
                "a=ice-ufrag:EsAw",
                "a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y",
                "a=ice-options:trickle sotto-restart",
                "a=fingerprint:sha-256 " + "00:".repeat(31) + "00",
                "a=setup:actpass",
                "a=sctp-port:5000",
                "a=max-message-size:262144",
                "a=candidate:1 1 udp 2130706431 192.0.2.1 4711 typ host",
                "a=end-of-candidates",
                ""));
    assertThat(DataChannelDescription.parse(offer.toSdp())).isEqualTo(offer);
  }

  @Test
  void answersInTheSectionOfTheOffer() {
    String text =
        SdpSamples.text("chromium-offer")
            .replace("a=mid:0", "a=mid:data-1")
            .replace("BUNDLE 0", "BUNDLE data-1");
    DataChannelDescription answer = answer(DataChannelDescription.parse(text), DtlsSetup.PASSIVE);

    assertThat(answer.toSdp())
        .contains("a=group:BUNDLE data-1\r\n", "a=mid:data-1\r\n", "a=setup:passive\r\n");
  }

  @Test
  void answersWithoutABundleWhereNoneIsOffered() {
    String text = SdpSamples.text("chromium-offer").replace("a=group:BUNDLE 0\r\n", "");
    DataChannelDescription answer = answer(DataChannelDescription.parse(text), DtlsSetup.ACTIVE);

    assertThat(answer.toSdp()).contains("a=mid:0\r\n").doesNotContain("BUNDLE");
  }

  @ParameterizedTest
  @EnumSource(DtlsSetup.class)
  void answersWithARoleThatFits(DtlsSetup offered) {
    assertThat(offered.answer().answers(offered)).isTrue();
    assertThat(DtlsSetup.ACTPASS.answers(offered)).isFalse();
    assertThat(DtlsSetup.ACTIVE.answers(offered)).isEqualTo(offered != DtlsSetup.ACTIVE);
    assertThat(DtlsSetup.PASSIVE.answers(offered)).isEqualTo(offered != DtlsSetup.PASSIVE);
  }

  @Test
  void refusesToAnswerWithTheSameRole() {
    DataChannelDescription offer = parse("draft-offer");

    assertThatThrownBy(() -> answer(offer, DtlsSetup.PASSIVE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> answer(offer, DtlsSetup.ACTPASS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @FieldSource("dev.sotto.sdp.SdpSamples#NAMES")
  void neverShowsThePasswordWhenPrinted(String name) {
    DataChannelDescription description = parse(name);

    assertThat(description.toString())
        .contains(description.ice().parameters().ufrag())
        .doesNotContain(description.ice().parameters().pwd());
  }

  @Test
  void makesOriginsWithAnIdOf63BitsAndCountsVersions() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      assertThat(Origin.random(random).sessionId()).isNotNegative();
    }
    assertThat(new Origin(5, 1).next()).isEqualTo(new Origin(5, 2));
  }

  private static DataChannelDescription answer(DataChannelDescription offer, DtlsSetup setup) {
    return offer.answer(
        new Origin(1, 1),
        IceDescription.trickling(OURS, List.of(), false),
        setup,
        FINGERPRINT,
        SctpParameters.of(262144));
  }

  private static DataChannelDescription parse(String sample) {
    return DataChannelDescription.parse(SdpSamples.text(sample));
  }
}
