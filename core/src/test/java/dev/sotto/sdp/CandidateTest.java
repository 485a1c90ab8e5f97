package dev.sotto.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.address.TransportAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
  private static final String UUID_NAME = "2cf0b2c0-0842-4fe3-aaa0-4556a2dfbadc.local";

  @Test
  void readsAHiddenHostCandidateOfChromium() {
    Candidate candidate =
        parse(
            "candidate:1560499547 1 udp 2113937151 "
                + UUID_NAME
                + " 33192 typ host generation 0 ufrag gydc network-cost 999");

    assertThat(candidate)
        .isEqualTo(
            new Candidate(
                "1560499547",
                1,
                CandidateTransport.UDP,
                2113937151L,
                UUID_NAME,
                33192,
                CandidateType.HOST,
                null));
    assertThat(candidate.transportAddress()).isEmpty();
  }

  @Test
  void readsAServerReflexiveCandidateOfFirefox() {
    Candidate candidate =
        parse(
            "a=candidate:1 1 UDP 1686052863 198.51.100.9 51022 typ srflx raddr 10.0.0.5 rport 51023");

    assertThat(candidate.type()).isEqualTo(CandidateType.SRFLX);
    assertThat(candidate.transportAddress()).contains(TransportAddress.of("198.51.100.9", 51022));
    assertThat(candidate.related()).isEqualTo(TransportAddress.of("10.0.0.5", 51023));
  }

  @Test
  void writesHiddenNamesInLowerCase() {
    assertThat(parse("1 1 udp 1 2CF0B2C0-0842-4FE3-AAA0-4556A2DFBADC.LOCAL 1 typ host").address())
        .isEqualTo(UUID_NAME);
  }

  @Test
  void readsTcpCandidates() {
    String start = "2 1 TCP 2105524479 10.0.0.5 9 typ host tcptype ";

    assertThat(parse(start + "active").transport()).isEqualTo(CandidateTransport.TCP_ACTIVE);
    assertThat(parse(start + "passive").transport()).isEqualTo(CandidateTransport.TCP_PASSIVE);
    assertThat(parse(start + "so generation 0").transport())
        .isEqualTo(CandidateTransport.TCP_SIMULTANEOUS_OPEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host",
        "candidate:a0+B/ 256 udp 0 2001:db8::1 65535 typ host",
        "candidate:1 1 udp 4294967295 " + UUID_NAME + " 1 typ host",
        "candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 0.0.0.0 rport 0",
        "candidate:1 1 udp 1 192.0.2.1 1 typ prflx raddr 2001:db8::2 rport 7",
        "candidate:1 1 udp 1 192.0.2.1 1 typ relay raddr 192.0.2.2 rport 7",
        "candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active",
        "candidate:1 1 tcp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 7 tcptype passive",
      })
  void writesWhatItReads(String text) {
    assertThat(parse(text).toAttribute()).isEqualTo(text);
    assertThat(parse("a=" + text)).isEqualTo(parse(text));
    assertThat(parse(text.substring("candidate:".length()))).isEqualTo(parse(text));
  }

  @Test
  void writesAnUnknownRelatedAddressAsUnsaid() {
    Candidate relayed =
        Candidate.udp("4", 5, TransportAddress.of("192.0.2.9", 3478), CandidateType.RELAY, null);

    assertThat(relayed.toAttribute())
        .isEqualTo("candidate:4 1 udp 5 192.0.2.9 3478 typ relay raddr 0.0.0.0 rport 9");
  }

  @Test
  void writesNothingOfAPeerThatItDoesNotUnderstand() {
    Candidate candidate =
        parse(
            "1  1 UDP 1 2001:0DB8:0:0::1 1 typ host generation 0 network-id <script> raddr evil rport");

    assertThat(candidate.toAttribute()).isEqualTo("candidate:1 1 udp 1 2001:db8::1 1 typ host");
  }

  @Test
  @DisplayName("an IPv4-mapped IPv6 address is the IPv4 address it stands for")
  void normalisesIpv4MappedAddresses() {
    assertThat(parse("1 1 udp 1 ::ffff:127.0.0.1 1 typ host").address()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "candidate:",
        "a=end-of-candidates",
        "1 1 udp 1 192.0.2.1 1 typ",
        "1 1 udp 1 192.0.2.1 1 type host",
        "1 1 udp 1 192.0.2.1 1 typ future",
        "1 1 sctp 1 192.0.2.1 1 typ host",
        "1 1 ssltcp 1 192.0.2.1 443 typ host",
        "1 1 tcp 1 192.0.2.1 1 typ host",
        "1 1 tcp 1 192.0.2.1 1 typ host tcptype other",
        "1 1 udp 1 192.0.2.1 1 typ host tcptype active",
        "1 0 udp 1 192.0.2.1 1 typ host",
        "1 257 udp 1 192.0.2.1 1 typ host",
        "1 -1 udp 1 192.0.2.1 1 typ host",
        "1 1 udp 4294967296 192.0.2.1 1 typ host",
        "1 1 udp 99999999999999999999 192.0.2.1 1 typ host",
        "1 1 udp 1 192.0.2.1 0 typ host",
        "1 1 udp 1 192.0.2.1 65536 typ host",
        "1 1 udp 1 192.0.2.1 4294967297 typ host",
        "1 1 udp 1 192.0.2.1 +1 typ host",
        "1 1 udp 1 localhost 1 typ host",
        "1 1 udp 1 printer.local 1 typ host",
        "1 1 udp 1 2cf0b2c0-0842-4fe3-aaa0x4556a2dfbadc.local 1 typ host",
        "1 1 udp 1 2cf0b2c0-0842-4fe3-aaa0-4556a2dfbadg.local 1 typ host",
        "1 1 udp 1 2cf0b2c0-0842-4fe3-aaa0-4556a2dfbadc.lokal 1 typ host",
        "1 1 udp 1 x." + UUID_NAME + " 1 typ host",
        "1 1 udp 1 " + UUID_NAME + ".example.org 1 typ host",
        "1 1 udp 1 example.org 1 typ host",
        "1 1 udp 1 fe80::1%eth0 1 typ host",
        "1 1 udp 1 0.0.0.0 1 typ host",
        "1 1 udp 1 224.0.0.251 1 typ host",
        "1 1 udp 1 255.255.255.255 1 typ host",
        "1 1 udp 1 ff02::fb 1 typ host",
        "1- 1 udp 1 192.0.2.1 1 typ host",
        "123456789012345678901234567890123 1 udp 1 192.0.2.1 1 typ host",
      })
  void passesOverWhatItCannotUse(String text) {
    assertThat(Candidate.parse(text)).isEmpty();
    assertThat(Candidate.parse("candidate:" + text)).isEmpty();
  }

  @Test
  void passesOverGiantLines() {
    String text = "1 1 udp 1 192.0.2.1 1 typ host";

    assertThat(Candidate.parse(text + " x y".repeat(100))).isPresent();
    assertThat(Candidate.parse(text + " x y".repeat(1000))).isEmpty();
  }

  @Test
  @DisplayName("RFC 8445 5.1.2.1: the recommended formula")
  void computesPriorities() {
    assertThat(Candidate.priority(CandidateType.HOST, 65535, 1)).isEqualTo(2130706431L);
    assertThat(Candidate.priority(CandidateType.PRFLX, 65535, 1)).isEqualTo(1862270975L);
    assertThat(Candidate.priority(CandidateType.SRFLX, 65535, 1)).isEqualTo(1694498815L);
    assertThat(Candidate.priority(CandidateType.RELAY, 65535, 2)).isEqualTo(16777214L);
    assertThatThrownBy(() -> Candidate.priority(CandidateType.HOST, 65536, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAHostNameOfOurOwnProgram() {
    assertThatThrownBy(
            () ->
                new Candidate(
                    "1", 1, CandidateTransport.UDP, 1, "a host", 1, CandidateType.HOST, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Candidate parse(String text) {
    return Candidate.parse(text).orElseThrow();
  }
}
