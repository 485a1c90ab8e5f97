package dev.sotto.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.sdp.SdpException.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSdpTest {
  private static final String OFFER = SdpSamples.text("chromium-offer-gathered");
  private static final String PWD = "Zs6ARd/lm8fnMLd+CSAXP42U";
  private static final String INTERESTING = "\r\n =:/+-.0919aAfFzZ\0\u00ff\u0661\ud83d";

  @ParameterizedTest
  @FieldSource("dev.sotto.sdp.SdpSamples#NAMES")
  void survivesEveryTruncation(String name) {
    String text = SdpSamples.text(name);
    for (int length = 0; length < text.length(); length++) {
      read(text.substring(0, length), name + " cut at " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survives25000Mutations(long seed) {
    Random random = new Random(seed);
    String[] originals = SdpSamples.NAMES.stream().map(SdpSamples::text).toArray(String[]::new);
    int understood = 0;
    for (int i = 0; i < 25_000; i++) {
      String text = mutated(originals[i % originals.length], random);
      understood += read(text, "seed " + seed + ", round " + i) ? 1 : 0;
    }
    assertThat(understood).as("mutations that are still read").isGreaterThan(1000);
  }

  private static String mutated(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(60));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(128));
        case 1 -> text.setCharAt(at, INTERESTING.charAt(random.nextInt(INTERESTING.length())));
        case 2 -> text.insert(at, INTERESTING.charAt(random.nextInt(INTERESTING.length())));
        case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        default -> text.delete(at, Math.min(end, text.length() - 1));
      }
    }
    return text.toString();
  }

  /** Whether the text was a description; any exception but the declared one fails the test. */
  private static boolean read(String text, String name) {
    try {
      DataChannelDescription description = DataChannelDescription.parse(text);
      assertThat(DataChannelDescription.parse(description.toSdp())).as(name).isEqualTo(description);
      return true;
    } catch (SdpException refused) {
      assertThat(refused.reason()).as(name).isNotNull();
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(name + ": " + text, e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "MALFORMED             | v=0                        | v=1",
        "MALFORMED             | o=- 8228850356311413680 2 IN IP4 127.0.0.1 | s=x",
        "MALFORMED             | o=- 8228850356311413680    | o=- -1",
        "MALFORMED             | o=- 8228850356311413680 2  | o=- 8228850356311413680 two",
        "MALFORMED             | IN IP4 127.0.0.1           | IN IP4",
        "MALFORMED             | s=-                        | o=- 1 1 IN IP4 0.0.0.0",
        "MALFORMED             | t=0 0                      | session",
        "MALFORMED             | t=0 0                      | t",
        "OTHER_MEDIA           | m=application              | m=audio",
        "OTHER_MEDIA           | UDP/DTLS/SCTP              | UDP/TLS/RTP/SAVPF",
        "OTHER_MEDIA           | webrtc-datachannel         | t38",
        "OTHER_MEDIA           | webrtc-datachannel         | webrtc-datachannel 5000",
        "NO_DATA_CHANNEL       | m=application              | k=application",
        "REJECTED              | m=application 9            | m=application 0",
        "BAD_VALUE             | m=application 9            | m=application -9",
        "BAD_VALUE             | m=application 9            | m=application 65536",
        "BAD_VALUE             | a=mid:0                    | a=mid:",
        "BAD_VALUE             | a=mid:0                    | a=mid:<0>",
        "MISSING_ATTRIBUTE     | a=ice-ufrag                | a=xce-ufrag",
        "BAD_VALUE             | a=ice-ufrag:Q4xH           | a=ice-ufrag:Q4x",
        "BAD_VALUE             | a=ice-ufrag:Q4xH           | a=ice-ufrag:Q4x:",
        "MISSING_ATTRIBUTE     | a=ice-pwd                  | a=xce-pwd",
        "BAD_VALUE             | CSAXP42U                   | CSAXP42U%",
        "BAD_VALUE             | /lm8fnMLd+CSAXP42U         | \"\"",
        "MISSING_ATTRIBUTE     | a=fingerprint              | a=xingerprint",
        "NO_USABLE_FINGERPRINT | fingerprint:sha-256        | fingerprint:md5",
        "NO_USABLE_FINGERPRINT | fingerprint:sha-256        | fingerprint:sha-1",
        "BAD_VALUE             | fingerprint:sha-256        | fingerprint:sha-512",
        "BAD_VALUE             | 64:E1:83                   | 64:E1",
        "BAD_VALUE             | 64:E1:83                   | 64:E1:8G",
        "BAD_VALUE             | fingerprint:sha-256 64     | fingerprint:sha-256  64",
        "MISSING_ATTRIBUTE     | a=setup                    | a=xetup",
        "BAD_VALUE             | setup:actpass              | setup:holdconn",
        "BAD_VALUE             | setup:actpass              | setup:",
        "MISSING_ATTRIBUTE     | a=sctp-port                | a=xctp-port",
        "REJECTED              | sctp-port:5000             | sctp-port:0",
        "BAD_VALUE             | sctp-port:5000             | sctp-port:65536",
        "BAD_VALUE             | sctp-port:5000             | sctp-port:-5000",
        "BAD_VALUE             | sctp-port:5000             | sctp-port:99999999999999999999999999",
        "BAD_VALUE             | message-size:262144        | message-size:-1",
        "BAD_VALUE             | message-size:262144        | message-size:",
        "BAD_VALUE             | message-size:262144        | message-size:0x100",
        "BAD_VALUE             | message-size:262144        | message-size:999999999999999999999",
        "MISSING_ATTRIBUTE     | UDP/DTLS/SCTP webrtc-datachannel | DTLS/SCTP 5000",
      })
  void refusesWhatItCannotAnswerAndNeverRepeatsThePassword(Reason reason, String from, String to) {
    assertThat(OFFER).contains(from);
    String text = OFFER.replace(from, to);

    assertThatThrownBy(() -> DataChannelDescription.parse(text))
        .isInstanceOfSatisfying(SdpException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageNotContaining(PWD.substring(0, 6));
  }

  @Test
  void refusesASecondMediaSection() {
    assertReason(OFFER + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", Reason.OTHER_MEDIA);
    assertReason(OFFER + OFFER.substring(OFFER.indexOf("m=")), Reason.OTHER_MEDIA);
  }

  @Test
  void refusesRepeatedCredentials() {
    assertReason(OFFER + "a=ice-pwd:" + PWD + "\r\n", Reason.DUPLICATE_ATTRIBUTE);
    assertReason(OFFER + "a=setup:active\r\n", Reason.DUPLICATE_ATTRIBUTE);
    assertReason(OFFER + "a=max-message-size:1\r\n", Reason.DUPLICATE_ATTRIBUTE);
  }

  @Test
  void acceptsPortZeroInABundleOnlySection() {
    String text =
        OFFER
            .replace("m=application 9", "m=application 0")
            .replace("a=mid:0", "a=mid:0\r\na=bundle-only");

    assertThat(DataChannelDescription.parse(text).media().bundled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 9223372036854775807",
    "1, 1, 1",
    "262144, 262144, 262144",
    "9223372036854775807, 9223372036854775807, 9223372036854775807",
    "18446744073709551615, 9223372036854775807, 9223372036854775807",
  })
  void readsMessageSizesUpToTheHugestAndZeroAsAnySize(String text, long size, long sendLimit) {
    SctpParameters sctp =
        DataChannelDescription.parse(OFFER.replace("size:262144", "size:" + text)).sctp();

    assertThat(sctp.maxMessageSize()).isEqualTo(size);
    assertThat(sctp.sendLimit()).isEqualTo(sendLimit);
  }

  @Test
  void takesAMessageSizeThatIsNotSaidAs64KiB() {
    String text = OFFER.replace("a=max-message-size:262144\r\n", "");

    assertThat(DataChannelDescription.parse(text).sctp().sendLimit()).isEqualTo(65536);
  }

  @Test
  void passesOverHashFunctionsThatItDoesNotTrustWhereAnotherIsThere() {
    String text = OFFER + "a=fingerprint:sha-1 00:11\r\na=fingerprint:future what\r\n";

    assertThat(DataChannelDescription.parse(text).dtls().fingerprints()).hasSize(1);
  }

  @Test
  void takesTheFingerprintsOfTheMediaSectionAloneWhereItHasThem() {
    String text =
        OFFER.replace("m=app", "a=fingerprint:sha-256 " + "AA:".repeat(31) + "AA\r\nm=app");

    assertThat(DataChannelDescription.parse(text).dtls())
        .isEqualTo(DataChannelDescription.parse(OFFER).dtls());
  }

  @Test
  void refusesAMultitudeOfFingerprints() {
    String line = "a=fingerprint:sha-256 " + "AA:".repeat(31) + "AA\r\n";

    assertThat(DataChannelDescription.parse(OFFER + line.repeat(15)).dtls().fingerprints())
        .hasSize(16);
    assertReason(OFFER + line.repeat(16), Reason.BAD_VALUE);
  }

  @Test
  void keeps64CandidatesOfAMultitude() {
    String line = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n";

    assertThat(DataChannelDescription.parse(OFFER + line.repeat(1000)).ice().candidates())
        .hasSize(IceDescription.MAX_CANDIDATES);
  }

  @Test
  void passesOverCandidatesThatItCannotUse() {
    String text = OFFER + "a=candidate:1 1 quic 1 192.0.2.1 1 typ host\r\na=candidate:\r\n";

    assertThat(DataChannelDescription.parse(text).ice().candidates()).hasSize(1);
  }

  @Test
  void refusesGiantTextsAndLines() {
    String filler = "a=x\r\n".repeat(20_000);

    assertReason(OFFER + filler, Reason.TOO_LONG);
    assertReason(OFFER + "a=x:" + "y".repeat(4093), Reason.TOO_LONG);
    assertThat(DataChannelDescription.parse(OFFER + "a=x:" + "y".repeat(4092))).isNotNull();
  }

  @Test
  void refusesWhatIsNoDescriptionAtAll() {
    assertReason("", Reason.MALFORMED);
    assertReason("v=0", Reason.MALFORMED);
    assertReason("\r\n", Reason.MALFORMED);
    assertReason("{\"type\":\"offer\"}", Reason.MALFORMED);
  }

  @Test
  void survivesGroupsWithoutWords() {
    for (String group : new String[] {"a=group:", "a=group: ", "a=group:BUNDLE"}) {
      String text = OFFER.replace("a=group:BUNDLE 0", group);

      assertThat(DataChannelDescription.parse(text).media().bundled()).isFalse();
    }
  }

  private static void assertReason(String text, Reason reason) {
    assertThatThrownBy(() -> DataChannelDescription.parse(text))
        .isInstanceOfSatisfying(SdpException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
