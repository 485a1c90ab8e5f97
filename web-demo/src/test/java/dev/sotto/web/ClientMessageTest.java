package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.web.ClientMessage.Dead;
import dev.sotto.web.ClientMessage.Join;
import dev.sotto.web.ClientMessage.Meet;
import dev.sotto.web.ClientMessage.Next;
import dev.sotto.web.ClientMessage.Open;
import dev.sotto.web.ClientMessage.Paired;
import dev.sotto.web.ClientMessage.Resume;
import dev.sotto.web.ClientMessage.To;
import dev.sotto.web.ProofOfWork.Work;
import dev.sotto.web.rooms.Role;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.SeatKey;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageTest {
  private static final String SEAT = "AAECAwQFBgcICQoLDA0ODw";
  private static final String MEETING = "0123456789abcdef0123456789abcdef";

  @Test
  void readsWhatBeginsAVisit() {
    Work work = new Work("salt", "17");

    assertThat(read("{'t':'open','m':{'t':'p0'}}"))
        .contains(new Open("{\"t\":\"p0\"}", "", Optional.empty()));
    assertThat(read("{'t':'open','m':1,'token':'x','work':{'salt':'salt','nonce':'17'}}"))
        .contains(new Open("1", "x", Optional.of(work)));
    assertThat(read("{'room':'4711','work':{'nonce':17,'salt':'salt','y':{}},'t':'join','x':[1]}"))
        .contains(new Join(new RoomName("4711"), Optional.of(work)));
    assertThat(read("{'t':'meet','role':'inviter','room':'" + MEETING + "','m':1}"))
        .contains(new Meet(new RoomName(MEETING), Role.INVITER, Optional.of("1")));
    assertThat(read("{'t':'meet','role':'joiner','room':'" + MEETING + "'}"))
        .contains(new Meet(new RoomName(MEETING), Role.JOINER, Optional.empty()));
    assertThat(read("{'t':'resume','room':'4711','seat':'" + SEAT + "','seen':3}"))
        .contains(new Resume(new RoomName("4711"), new SeatKey(SEAT), 3));
  }

  @Test
  void readsWhatComesLater() {
    assertThat(read("{'t':'next','m':2}")).contains(new Next("2"));
    assertThat(read("{'t':'dead'}")).contains(new Dead());
    assertThat(read("{'t':'paired','m':0}")).contains(new Paired());
  }

  private static Optional<ClientMessage> read(String text) {
    return ClientMessage.parse(text.replace('\'', '"'));
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
        "{\"t\":\"open\"}",
        "{\"t\":\"next\"}",
        "{\"t\":\"join\",\"room\":1}",
        "{\"t\":\"join\",\"room\":4711}",
        "{\"t\":\"join\",\"room\":\"0\"}",
        "{\"t\":\"join\",\"room\":\"04711\"}",
        "{\"t\":\"join\",\"room\":\"1234567890\"}",
        "{\"t\":\"join\",\"room\":\"47 11\"}",
        "{\"t\":\"join\",\"room\":\"0123456789abcdef0123456789abcdef\"}",
        "{\"t\":\"meet\",\"role\":\"joiner\",\"room\":\"4711\"}",
        "{\"t\":\"meet\",\"role\":\"joiner\",\"room\":\"0123456789ABCDEF0123456789abcdef\"}",
        "{\"t\":\"meet\",\"role\":\"inviter\",\"room\":\"0123456789abcdef0123456789abcdef\"}",
        "{\"t\":\"meet\",\"role\":\"both\",\"room\":\"0123456789abcdef0123456789abcdef\"}",
        "{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"AAECAwQFBgcICQoLDA0ODw\"}",
        "{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"AAECAwQFBgcICQoLDA0OD\",\"seen\":1}",
        "{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"AAECAwQFBgcICQoLDA0ODx\",\"seen\":1}",
        "{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"AAECAwQFBgcICQoLDA0ODw\",\"seen\":-1}",
        "{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"AAECAwQFBgcICQoLDA0ODw\",\"seen\":1e3}",
        "{\"t\":\"resume\",\"room\":\"4711\",\"seat\":\"AAECAwQFBgcICQoLDA0ODw\",\"seen\":99999999999}"
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
        "{\"t\":\"to\",\"room\":\"" + SEAT + "\",\"m\":{\"a\":[1,\"\\n\",null,true,1.5e3]}}";
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
  void tellsNoSecretWhenPrinted() {
    for (String text :
        List.of(
            "{'t':'open','m':'hush','token':'hush'}",
            "{'t':'to','m':'hush'}",
            "{'t':'next','m':'hush'}",
            "{'t':'meet','role':'inviter','room':'" + MEETING + "','m':'hush'}",
            "{'t':'join','room':'4711'}",
            "{'t':'resume','room':'4711','seat':'" + SEAT + "','seen':3}")) {
      assertThat(read(text).orElseThrow().toString())
          .doesNotContain("hush")
          .doesNotContain("4711")
          .doesNotContain(MEETING)
          .doesNotContain(SEAT);
    }
  }
}
