package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final InetSocketAddress LOCAL = new InetSocketAddress(address("192.0.2.7"), 7000);

  private final AllowedHosts allowed =
      new AllowedHosts(List.of("chat.example.org", "alt.example.org:8443"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:7000",
        "LOCALHOST:7000",
        "127.0.0.1:7000",
        "[::1]:7000",
        "192.0.2.7:7000",
        "chat.example.org",
        "chat.example.org:7000",
        "alt.example.org:8443"
      })
  void answersToItsOwnNames(String host) {
    assertThat(permits(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost", // that is port 80
        "localhost:7001",
        "localhost.:7000",
        "localhost.example.org:7000",
        "127.0.0.1.example.org:7000",
        "192.0.2.8:7000", // an address, but not ours
        "evil.example:7000",
        "chat.example.org:7001",
        "alt.example.org",
        "sub.chat.example.org"
      })
  void doesNotAnswerToOtherNames(String host) {
    assertThat(permits(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":7000",
        "user@localhost:7000",
        "localhost:7000/",
        "localhost:70000",
        "localhost:",
        "a b",
        "a;script-src *",
        "[::1",
        "::1"
      })
  void takesNothingElseForAnAuthority(String text) {
    assertThat(Authority.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:7000, localhost:7000",
    "http://LocalHost:7000, localhost:7000",
    "http://[::1]:7000, [::1]:7000",
    "http://chat.example.org, chat.example.org",
    "https://chat.example.org, chat.example.org",
    "http://chat.example.org:80, chat.example.org",
    "https://chat.example.org, chat.example.org:443",
  })
  void letsInItsOwnPages(String origin, String host) {
    assertThat(allowed.isSameOrigin(origin, authority(host), LOCAL, false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "null, localhost:7000",
    "'', localhost:7000",
    "file://, localhost:7000",
    "http://evil.example, localhost:7000",
    "http://localhost:7001, localhost:7000",
    "http://127.0.0.1:7000, localhost:7000",
    "http://localhost:7000.evil.example, localhost:7000",
    "http://localhost:7000/, localhost:7000",
    "ws://localhost:7000, localhost:7000",
    "https://localhost:7000, localhost:7000",
    "http://chat.example.org, chat.example.org:443",
  })
  void letsInNoOtherPages(String origin, String host) {
    assertThat(allowed.isSameOrigin(origin, authority(host), LOCAL, false)).isFalse();
  }

  @Test
  void expectsSecurePagesOverTls() {
    assertThat(
            allowed.isSameOrigin(
                "https://localhost:7000", authority("localhost:7000"), LOCAL, true))
        .isTrue();
    assertThat(
            allowed.isSameOrigin("http://localhost:7000", authority("localhost:7000"), LOCAL, true))
        .isFalse();
    assertThat(
            allowed.isSameOrigin(
                "http://chat.example.org", authority("chat.example.org"), LOCAL, true))
        .isFalse();
  }

  @Test
  void takesTheUsualPortOfTlsForGranted() {
    InetSocketAddress usual = new InetSocketAddress(address("192.0.2.7"), 443);

    assertThat(allowed.permits(authority("localhost"), usual, true)).isTrue();
    assertThat(allowed.permits(authority("localhost"), usual, false)).isFalse();
  }

  @Test
  void writesAnAuthorityAsItWasRead() {
    assertThat(authority("Example.org:80")).hasToString("example.org:80");
    assertThat(authority("[::1]")).hasToString("[::1]");
  }

  private boolean permits(String host) {
    return allowed.permits(authority(host), LOCAL, false);
  }

  private static Authority authority(String text) {
    return Authority.parse(text).orElseThrow();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
