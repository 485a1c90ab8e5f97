package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.identity.Contacts;
import dev.sotto.identity.Identity;
import dev.sotto.messenger.SessionEnd.Kind;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two lines that people carry. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManualSessionTest {
  @TempDir Path directory;

  private Person person(String name) {
    return Person.known(name, Identity.create(), new Contacts(directory.resolve(name)));
  }

  @Test
  void twoLinesMakeAConversationAndNobodyIsPinnedBeforeThePhraseIsConfirmed() throws Exception {
    try (Person alice = person("Alice");
        Person bob = person("Bob")) {
      Session alices = alice.messenger().manualOffer(alice);
      Session bobs = bob.messenger().manualAnswer(next(alice.manualLines), bob);
      assertThat(alices.answer(next(bob.manualLines))).isTrue();
      PeerIdentity met = next(alice.connections);
      next(bob.connections);
      assertThat(met.known()).isFalse();
      assertThat(met.verified()).isFalse();
      assertThat(alices.phrase()).isPresent().isEqualTo(bobs.phrase());
      bobs.send("hello");
      assertThat(next(alice.texts)).isEqualTo("1 Bob: hello");
      PeerIdentity confirmed = alices.confirmPhrase(true).get(60, TimeUnit.SECONDS);
      assertThat(confirmed.known()).isTrue();
      assertThat(confirmed.verified()).isTrue();
    }
  }

  @Test
  void whatIsNoAnswerToTheLineChangesNothing() {
    try (Person alice = person("Alice");
        Person bob = person("Bob");
        Person carol = person("Carol")) {
      Session alices = alice.messenger().manualOffer(alice);
      String offer = next(alice.manualLines);
      carol.messenger().manualOffer(carol);
      bob.messenger().manualAnswer(next(carol.manualLines), bob);
      assertThat(alices.answer(next(bob.manualLines))).isFalse();
      assertThat(alices.answer(offer)).isFalse();
      assertThat(alices.answer("nonsense")).isFalse();
      assertThatThrownBy(() -> bob.messenger().manualAnswer("nonsense", bob))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aManualSessionThatBreaksIsOver() {
    try (Person alice = person("Alice")) {
      Session alices = alice.messenger().manualOffer(alice);
      try (Person bob = person("Bob")) {
        bob.messenger().manualAnswer(next(alice.manualLines), bob);
        assertThat(alices.answer(next(bob.manualLines))).isTrue();
        next(alice.connections);
      }
      assertThat(next(alice.ends).kind()).isEqualTo(Kind.INTERRUPTED);
    }
  }
}
