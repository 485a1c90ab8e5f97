package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.identity.Contact;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.Identity;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who becomes a contact, and who is refused. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class IdentityRulesTest {
  @TempDir Path directory;

  private final MeetingHall hall = new MeetingHall();
  private final Identity alices = Identity.create();
  private final Identity bobs = Identity.create();
  private Contacts known = new Contacts(Path.of("unused"));

  @BeforeEach
  void aliceHasADirectory() {
    known = new Contacts(directory.resolve("private"));
  }

  private Person alice() {
    return Person.known("Alice", alices, known);
  }

  private Person bob(Identity identity) {
    return Person.known("Bob", identity, new Contacts(directory.resolve("bobs")));
  }

  /** Whom Alice meets when this person joins. */
  private PeerIdentity meet(Person alice, Person other) {
    alice.begin(new Start.Invite(hall));
    other.begin(new Start.Join(hall, next(alice.codes)));
    return next(alice.connections);
  }

  private void pinBob() {
    known.pin("Bob", bobs.publicKey(), Contact.Kind.INSTALLATION, Optional.empty(), Instant.now());
  }

  @Test
  void somebodyNewBecomesAContactUnderTheDisplayName() {
    try (Person alice = alice();
        Person bob = bob(bobs)) {
      PeerIdentity met = meet(alice, bob);
      assertThat(met.contact()).map(Contact::name).hasValue("Bob");
      assertThat(met.verified()).isFalse();
      assertThat(known.byName("Bob")).map(Contact::key).hasValue(bobs.publicKey());
    }
  }

  @Test
  void whoGivesNoNameIsToldFromOthersByTheKey() {
    try (Person alice = alice();
        Person bob = Person.known("", bobs, new Contacts(directory.resolve("bobs")))) {
      String start = bobs.publicKey().fingerprint().substring(0, 4);
      assertThat(meet(alice, bob).name()).isEqualTo("peer " + start);
    }
  }

  @Test
  void aContactIsKnownAgainWhateverItCallsItself() {
    known.pin(
        "my friend", bobs.publicKey(), Contact.Kind.INSTALLATION, Optional.empty(), Instant.now());
    try (Person alice = alice();
        Person bob = bob(bobs)) {
      PeerIdentity met = meet(alice, bob);
      assertThat(met.name()).isEqualTo("my friend");
      assertThat(met.displayName()).isEqualTo("Bob");
      assertThat(known.list()).hasSize(1);
    }
  }

  @Test
  void anotherKeyUnderAKnownNameIsALookalikeAndNotPinned() {
    pinBob();
    try (Person alice = alice();
        Person bob = bob(Identity.create())) {
      PeerIdentity met = meet(alice, bob);
      assertThat(met.lookalikes()).containsExactly("Bob");
      assertThat(met.known()).isFalse();
      assertThat(known.list()).hasSize(1);
    }
  }

  @Test
  void aLookalikeIsPinnedWhenTheUserSaysSo() throws Exception {
    pinBob();
    try (Person alice = alice();
        Person bob = bob(Identity.create())) {
      Session session = alice.begin(new Start.Invite(hall));
      bob.begin(new Start.Join(hall, next(alice.codes)));
      next(alice.connections);
      PeerIdentity pinned = session.pin("Bob at work").get(60, TimeUnit.SECONDS);
      assertThat(pinned.name()).isEqualTo("Bob at work");
      assertThat(known.list()).hasSize(2);
    }
  }

  @Test
  void onlyTheWantedContactIsLetIn() {
    pinBob();
    try (Person alice =
            new Person(MessengerOptions.anonymous().withIdentity(alices, known).only("Bob"));
        Person mallory = bob(Identity.create())) {
      alice.begin(new Start.Invite(hall));
      mallory.begin(new Start.Join(hall, next(alice.codes)));
      SessionEnd end = next(alice.ends);
      assertThat(end.kind()).isEqualTo(Kind.AUTHENTICATION);
      assertThat(end.sentence())
          .isEqualTo("the other side is not the one it has to be: it has another key");
      assertThat(alice.connections).isEmpty();
      assertThat(alice.texts).isEmpty();
      assertThat(next(mallory.ends).kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void theWantedContactIsLetIn() {
    pinBob();
    try (Person alice =
            new Person(MessengerOptions.anonymous().withIdentity(alices, known).only("Bob"));
        Person bob = bob(bobs)) {
      assertThat(meet(alice, bob).name()).isEqualTo("Bob");
    }
  }

  @Test
  void aWantedContactThatDoesNotExistEndsItBeforeAnythingIsSent() {
    try (Person alice =
        new Person(MessengerOptions.anonymous().withIdentity(alices, known).only("Nobody"))) {
      alice.begin(new Start.Invite(hall));
      assertThat(next(alice.ends).kind()).isEqualTo(Kind.AUTHENTICATION);
      assertThat(alice.codes).isEmpty();
    }
  }

  @Test
  void theSamePhraseMarksTheContact() throws Exception {
    try (Person alice = alice();
        Person bob = bob(bobs)) {
      Session session = alice.begin(new Start.Invite(hall));
      bob.begin(new Start.Join(hall, next(alice.codes)));
      next(alice.connections);
      assertThat(session.confirmPhrase(true).get(60, TimeUnit.SECONDS).verified()).isTrue();
      assertThat(known.byName("Bob")).map(Contact::verified).hasValue(true);
    }
  }

  @Test
  void whoHasAnotherPhraseIsNoContactAnyMore() {
    try (Person alice = alice();
        Person mallory = bob(bobs)) {
      Session session = alice.begin(new Start.Invite(hall));
      mallory.begin(new Start.Join(hall, next(alice.codes)));
      assertThat(next(alice.connections).known()).isTrue();
      assertThat(session.confirmPhrase(false)).failsWithin(Duration.ofSeconds(60));
      assertThat(next(alice.ends).kind()).isEqualTo(Kind.AUTHENTICATION);
      assertThat(known.list()).isEmpty();
    }
  }

  @Test
  void whoIsRefusedStaysSoWhoeverInterferes() {
    try (Person alice = alice();
        Person mallory = bob(bobs)) {
      Session session = alice.begin(new Start.Invite(hall));
      mallory.begin(new Start.Join(hall, next(alice.codes)));
      next(alice.connections);
      CompletableFuture<PeerIdentity> refused = session.confirmPhrase(false);
      hall.invent(new PairingMessage.Sealed(7, Octets.of(new byte[528])));
      assertThat(next(alice.ends).kind()).isEqualTo(Kind.AUTHENTICATION);
      assertThat(refused).failsWithin(Duration.ofSeconds(60));
      assertThat(alice.away).isEmpty();
      assertThat(known.list()).isEmpty();
    }
  }

  @Test
  void anotherPhraseDoesNotForgetAContactOfBefore() {
    pinBob();
    try (Person alice = alice();
        Person bob = bob(bobs)) {
      Session session = alice.begin(new Start.Invite(hall));
      bob.begin(new Start.Join(hall, next(alice.codes)));
      next(alice.connections);
      assertThat(session.confirmPhrase(false)).failsWithin(Duration.ofSeconds(60));
      assertThat(known.byName("Bob")).isPresent();
    }
  }

  @Test
  void aPageWithoutAKeyIsNobodyAndVerifiedForThisSessionOnly() throws Exception {
    try (Person alice = alice();
        Person page = Person.named("Page")) {
      Session session = alice.begin(new Start.Invite(hall));
      page.begin(new Start.Join(hall, next(alice.codes)), page(true));
      PeerIdentity met = next(alice.connections);
      assertThat(met.key()).isEmpty();
      assertThat(met.kind()).isEqualTo(IdentityKind.NONE);
      assertThat(met.origin()).hasValue("https://chat.example");
      assertThat(session.confirmPhrase(true).get(60, TimeUnit.SECONDS).verified()).isTrue();
      assertThat(known.list()).isEmpty();
    }
  }

  @Test
  void aPageThatCameUnprotectedIsNeverVerified() throws Exception {
    try (Person alice = alice();
        Person page = Person.named("Page")) {
      Session session = alice.begin(new Start.Invite(hall));
      page.begin(new Start.Join(hall, next(alice.codes)), page(false));
      assertThat(next(alice.connections).secure()).isFalse();
      assertThat(session.confirmPhrase(true).get(60, TimeUnit.SECONDS).verified()).isFalse();
    }
  }

  private static Introducer page(boolean secure) {
    return new Introducer(
        IdentityKind.NONE, Octets.empty(), it -> it, secure, Optional.of("https://chat.example"));
  }

  @Test
  void theKeyOfOneLoadOfAPageIsNotPinned() {
    Identity once = Identity.create();
    try (Person alice = alice();
        Person page = Person.named("Page")) {
      alice.begin(new Start.Invite(hall));
      page.begin(
          new Start.Join(hall, next(alice.codes)),
          new Introducer(
              IdentityKind.PAGE_SESSION,
              Octets.of(once.publicKey().bytes()),
              once::sign,
              true,
              Optional.of("https://chat.example")));
      assertThat(next(alice.connections).key()).hasValue(once.publicKey());
      assertThat(known.list()).isEmpty();
    }
  }

  @Test
  void theOwnKeyOnTheOtherSideIsSaidAndNotPinned() {
    try (Person alice = alice();
        Person laptop = bob(alices)) {
      PeerIdentity met = meet(alice, laptop);
      assertThat(met.ownKey()).isTrue();
      assertThat(known.list()).isEmpty();
    }
  }
}
