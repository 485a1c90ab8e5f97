package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.CodeLife;
import dev.sotto.pairing.PairingCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One listens, the other calls. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DirectSessionTest {
  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void whoCallsWithTheCodeIsConnectedAndFoundAgain() {
    try (Person alice = Person.named("Alice")) {
      Session session = alice.messenger().listen(anyPort(), alice);
      Start.Dial dial =
          new Start.Dial(new Places.Calling(next(alice.addresses)), next(alice.codes));
      try (ScriptedPeer bob = new ScriptedPeer(dial)) {
        bob.begin();
        next(alice.connections);
        next(bob.talks);
        bob.cut();
        next(alice.away);
        session.send("hello again");
        bob.rejoin();
        next(alice.back);
        assertThat(next(bob.messages)).isEqualTo(new ChannelMessage.Text(1, "hello again"));
      }
    }
  }

  @Test
  void twoMessengersTalkWithoutAServer() {
    try (Person alice = Person.named("Alice");
        Person bob = Person.named("Bob")) {
      alice.messenger().listen(anyPort(), alice);
      Session bobs = bob.messenger().dial(next(alice.addresses), next(alice.codes), bob);
      bobs.send("hello");
      assertThat(next(alice.texts)).isEqualTo("1 Bob: hello");
    }
  }

  @Test
  void theFirstWrongCodeEndsItForAll() {
    try (Person alice = Person.named("Alice");
        Person bob = Person.named("Bob")) {
      alice.messenger().listen(anyPort(), alice);
      PairingCode code = next(alice.codes);
      List<String> words = new ArrayList<>(code.words());
      words.set(0, words.get(0).equals("acid") ? "bacon" : "acid");
      bob.messenger().dial(next(alice.addresses), new PairingCode("0", words), bob);
      assertThat(next(alice.ends).sentence())
          .isEqualTo("somebody tried a wrong code; the code is used up");
      assertThat(next(bob.ends).sentence()).isEqualTo("wrong code, or somebody interferes");
    }
  }

  @Test
  void callersWhoSayNothingDoNotUseTheCodeUp() throws IOException {
    try (Person alice = Person.named("Alice");
        Person bob = Person.named("Bob")) {
      alice.messenger().listen(anyPort(), alice);
      InetSocketAddress address = next(alice.addresses);
      for (int i = 0; i < 2 * CodeLife.MAX_DROPPED; i++) {
        try (Socket silent = new Socket(address.getAddress(), address.getPort())) {
          assertThat(silent.getInputStream().read()).as("the first byte for it").isNotNegative();
        }
      }
      bob.messenger().dial(address, next(alice.codes), bob);
      assertThat(next(alice.connections).displayName()).isEqualTo("Bob");
    }
  }

  @Test
  void callersWhoBeginAndGiveUpUseTheCodeUp() throws IOException {
    try (Person alice = Person.named("Alice")) {
      alice.messenger().listen(anyPort(), alice);
      InetSocketAddress address = next(alice.addresses);
      byte[] abort = "{\"t\":\"x\",\"reason\":\"\"}".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < CodeLife.MAX_DROPPED; i++) {
        try (Socket caller = new Socket(address.getAddress(), address.getPort())) {
          caller.getOutputStream().write(0);
          caller.getOutputStream().write(abort.length);
          caller.getOutputStream().write(abort);
          caller.getInputStream().readAllBytes();
        }
      }
      assertThat(next(alice.ends).kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aPortThatNobodyListensAtIsNoPath() {
    try (Person alice = Person.named("Alice");
        Person bob = Person.named("Bob")) {
      Session session = alice.messenger().listen(anyPort(), alice);
      InetSocketAddress address = next(alice.addresses);
      PairingCode code = next(alice.codes);
      session.abort();
      next(alice.ends);
      bob.messenger().dial(address, code, bob);
      assertThat(next(bob.ends).kind()).isEqualTo(Kind.NO_PATH);
    }
  }
}
