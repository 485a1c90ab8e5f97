package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.RendezvousServer;
import dev.sotto.pairing.WordList;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenCodeTest {
  private final WordList words = Words.all();
  private final String one = words.word(0);
  private final String two = words.word(100);
  private final String three = words.word(511);
  private final String code = String.join("-", "4711", one, two, three);

  @Test
  void acceptsWhatPeopleWrite() {
    String sloppy = "  4711 " + one.toUpperCase(Locale.ROOT) + " - " + two + "  " + three;
    assertThat(GivenCode.parse(sloppy, words)).isEqualTo(GivenCode.parse(code, words));
    assertThat(GivenCode.parse(code, words).code().format()).isEqualTo(code);
    assertThat(GivenCode.parse(code, words).server()).isEmpty();
  }

  @Test
  void aLinkNamesTheServerToo() {
    GivenCode given = GivenCode.parse("https://chat.example.org/#" + code, words);
    assertThat(given.code().format()).isEqualTo(code);
    assertThat(given.server())
        .contains(RendezvousServer.at(URI.create("https://chat.example.org")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%s@192.168.1.5:4000", " %s @ 192.168.1.5:4000 ", "%s@HTTP://192.168.1.5:4000/"})
  void aCodeMayCarryThePlaceOfWhoMadeIt(String text) {
    GivenCode given = GivenCode.parse(text.formatted(code), words);
    assertThat(given.code().format()).isEqualTo(code);
    assertThat(given.server().map(RendezvousServer::uri))
        .contains(URI.create("http://192.168.1.5:4000"));
  }

  @Test
  void thePlaceMayBeSecureAndOfTheNewerKind() {
    assertThat(GivenCode.parse(code + "@https://[2001:db8::1]:4000", words).server())
        .contains(
            RendezvousServer.at(URI.create("https://[2001:db8::1]:4000")).withAnyCertificate());
    assertThat(GivenCode.parse(code + "@[2001:db8::1]:4000", words).server())
        .map(RendezvousServer::uri)
        .contains(URI.create("http://[2001:db8::1]:4000"));
  }

  @Test
  void onlyAServerWithoutANameMayHaveAnyCertificate() {
    assertThat(GivenCode.parse("https://192.0.2.1:4000/#" + code, words).server())
        .hasValueSatisfying(it -> assertThat(it.anyCertificate()).isTrue());
    assertThat(GivenCode.parse("https://chat.example.org/#" + code, words).server())
        .hasValueSatisfying(it -> assertThat(it.anyCertificate()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"@", "@host", "@:4000", "@host:0", "@user@host:1", "@http://host/path"})
  void aPlaceThatIsNoneIsRefused(String place) {
    assertThatThrownBy(() -> GivenCode.parse(code + place, words))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.USAGE);
              assertThat(failure.what() + failure.hint()).doesNotContain(one + "-" + two);
            });
  }

  @Test
  void anUnknownWordIsNamedByItsPlaceAndTheNearestIsSuggested() {
    String slip = String.join("-", "4711", one, "qqqqqqq", three);
    assertThatThrownBy(() -> GivenCode.parse(slip, words))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.USAGE);
              assertThat(failure.what()).contains("word 2");
              assertThat(failure.what() + failure.hint()).doesNotContain("qqqq");
            });
    String near = String.join("-", "4711", one, two, three + "x");
    assertThatThrownBy(() -> GivenCode.parse(near, words))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.hint()).endsWith(" " + three));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4711", "acid", "ftp://x/#4711", "4711-", "http://x?y#4711-secret"})
  void refusesWhatIsNoCodeWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> GivenCode.parse(text, words))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.USAGE);
              assertThat(failure.what()).doesNotContain("secret", "4711");
            });
  }
}
