package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.ClientMessage.Join;
import dev.sotto.web.ClientMessage.To;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageTest {
  private static final String TOKEN = "AAECAwQFBgcICQoLDA0ODw";

  @Test
  void readsAJoin() {
    RoomToken token = RoomToken.parse(TOKEN).orElseThrow();

    assertThat(ClientMessage.parse("{\"t\":\"join\",\"room\":\"" + TOKEN + "\"}"))
        .contains(new Join(token, Optional.empty()));
    assertThat(
            ClientMessage.parse(
                "{\"room\":\"" + TOKEN + "\",\"as\":\"" + TOKEN + "\",\"t\":\"join\",\"x\":[1]}"))
        .contains(new Join(token, Optional.of(token)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"k\":\"candidate\", \"candidate\" : null}",
        "[1, 2.50, 1e400, \"\\u2028 }\"]",
        "\"text with ä and 😀\"",
        "null",
        "0",
        "-0.0",
        "{}"
      })
  void takesThePayloadCharacterByCharacter(String payload) {
    assertThat(ClientMessage.parse("{\"t\":\"to\",\"m\":" + payload + "}"))
        .contains(new To(payload));
    assertThat(ClientMessage.parse("{ \"m\" : " + payload + " , \"t\" : \"to\", \"n\":{} } "))
        .contains(new To(payload));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "[]",
        "{}",
        "{\"t\":\"to\"}",
        "{\"t\":\"join\"}",
        "{\"t\":1,\"m\":1}",
        "{\"t\":\"stay\",\"m\":1}",
        "{\"t\":\"to\",\"m\":}",
        "{\"t\":\"to\",\"m\":NaN}",
        "{\"t\":\"to\",\"m\":1}{}",
        "{\"t\":\"to\",\"m\":1} x",
        "{\"t\":\"to\",\"m\":1,\"m\":2}",
        "{\"t\":\"to\",\"m\":1",
        "{\"t\":\"join\",\"room\":1}",
        "{\"t\":\"join\",\"room\":\"short\"}",
        "{\"t\":\"join\",\"room\":\"AAECAwQFBgcICQoLDA0OD!\"}",
        "{\"t\":\"join\",\"room\":\"AAECAwQFBgcICQoLDA0ODw==\"}",
        "{\"t\":\"join\",\"room\":\"AAECAwQFBgcICQoLDA0ODw\",\"as\":7}",
        "{\"t\":\"join\",\"room\":\"AAECAwQFBgcICQoLDA0ODw\",\"as\":\"\"}"
      })
  void takesNothingElse(String text) {
    assertThat(ClientMessage.parse(text)).isEmpty();
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(30_000) + "]".repeat(30_000);

    assertThat(ClientMessage.parse("{\"t\":\"to\",\"m\":" + deep + "}")).isEmpty();
    assertThat(ClientMessage.parse("{\"t\":\"to\",\"n\":" + deep + ",\"m\":1}")).isEmpty();
  }

  @Test
  void neverThrowsWhateverItReads() {
    String good =
        "{\"t\":\"to\",\"room\":\"" + TOKEN + "\",\"m\":{\"a\":[1,\"\\n\",null,true,1.5e3]}}";
    for (int end = 0; end < good.length(); end++) {
      assertThat(ClientMessage.parse(good.substring(0, end))).isEmpty();
    }
    long seed = 20261122;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder bad = new StringBuilder(good);
      for (int change = random.nextInt(4); change >= 0; change--) {
        bad.setCharAt(random.nextInt(bad.length()), (char) random.nextInt(300));
      }
      assertThat(ClientMessage.parse(bad.toString())).as("seed %d, %s", seed, bad).isNotNull();
    }
  }

  @Test
  void doesNotTellATokenWhenPrinted() {
    assertThat(RoomToken.parse(TOKEN).orElseThrow().toString()).doesNotContain(TOKEN);
  }
}
