package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.PairingCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two people, a room, a conversation. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MessengerTest {
  private final MeetingHall hall = new MeetingHall();
  private final Person alice = Person.named("Alice");
  private final Person bob = Person.named("Bob");

  @AfterEach
  void everybodyLeaves() {
    alice.close();
    bob.close();
  }

  private Session join(PairingCode code) {
    return bob.begin(new Start.Join(hall, code));
  }

  private static PairingCode otherWords(PairingCode code) {
    List<String> words = new ArrayList<>(code.words());
    words.set(0, words.get(0).equals("acid") ? "bacon" : "acid");
    return new PairingCode(code.room(), words);
  }

  @Test
  void twoPeopleTalkBothWaysWithReceipts() {
    Session alices = alice.begin(new Start.Invite(hall));
    Session bobs = join(next(alice.codes));
    assertThat(next(alice.connections).displayName()).isEqualTo("Bob");
    assertThat(next(bob.connections).displayName()).isEqualTo("Alice");
    assertThat(alices.send("hello")).hasValue(1);
    assertThat(alices.send("who is there?")).hasValue(2);
    assertThat(bobs.send("it's me \u00e9\u20ac")).hasValue(1);
    assertThat(List.of(next(bob.texts), next(bob.texts)))
        .containsExactly("1 Alice: hello", "2 Alice: who is there?");
    assertThat(next(alice.texts)).isEqualTo("1 Bob: it's me \u00e9\u20ac");
    assertThat(List.of(next(alice.receipts), next(alice.receipts))).containsExactly(1L, 2L);
    assertThat(next(bob.receipts)).isEqualTo(1L);
    assertThat(next(alice.reports).path()).isPresent();
  }

  @Test
  void bothSeeTheSamePhrase() {
    Session alices = alice.begin(new Start.Invite(hall));
    Session bobs = join(next(alice.codes));
    next(alice.connections);
    next(bob.connections);
    assertThat(alices.phrase()).isPresent().isEqualTo(bobs.phrase());
    assertThat(alices.phrase().get()).hasSize(4);
  }

  @Test
  void linesOfBeforeTheMeetingArriveAfterIt() {
    Session alices = alice.begin(new Start.Invite(hall));
    alices.send("already here");
    join(next(alice.codes));
    assertThat(next(bob.texts)).isEqualTo("1 Alice: already here");
  }

  @Test
  void whoTakesLeaveDeliversEverythingFirst() {
    Session alices = alice.begin(new Start.Invite(hall));
    join(next(alice.codes));
    next(alice.connections);
    int lines = 200;
    for (int i = 0; i < lines; i++) {
      assertThat(alices.send("x".repeat(1000))).isPresent();
    }
    alices.close();
    assertThatThrownBy(() -> alices.send("too late")).isInstanceOf(IllegalStateException.class);
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.DONE);
    SessionEnd bobsEnd = next(bob.ends);
    assertThat(bobsEnd.kind()).isEqualTo(Kind.DONE);
    assertThat(bobsEnd.sentence()).isEqualTo("the other side left");
    assertThat(bob.texts).hasSize(lines);
    assertThat(alice.receipts).hasSize(lines);
    assertThat(alices.ended().join().kind()).isEqualTo(Kind.DONE);
  }

  @Test
  void whoSendsFasterThanReceiptsComeIsHeldBackAndLetOn() {
    Session alices = alice.begin(new Start.Invite(hall));
    int taken = 0;
    OptionalLong id = alices.send("x");
    while (id.isPresent()) {
      taken++;
      id = alices.send("x");
    }
    assertThat(taken).isEqualTo(ChatLines.MAX_LINES);
    assertThat(alices.whenWritable()).isNotDone();
    join(next(alice.codes));
    alices.whenWritable().join();
    assertThat(alices.send("there is room")).hasValue(taken + 1L);
  }

  @Test
  void aWrongCodeIsToldInTheWordsOfEachSide() {
    alice.begin(new Start.Invite(hall));
    join(otherWords(next(alice.codes)));
    SessionEnd alices = next(alice.ends);
    SessionEnd bobs = next(bob.ends);
    assertThat(alices.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(alices.sentence()).isEqualTo("somebody tried a wrong code; the code is used up");
    assertThat(bobs.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(bobs.sentence()).isEqualTo("wrong code, or somebody interferes");
    assertThat(alice.connections).isEmpty();
    assertThat(bob.connections).isEmpty();
  }

  @Test
  void aCodeThatSomebodyGuessedAtIsDeadForTheRightOneToo() {
    alice.begin(new Start.Invite(hall));
    PairingCode code = next(alice.codes);
    join(otherWords(code));
    next(bob.ends);
    next(alice.ends);
    join(code);
    assertThat(next(bob.ends).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void aCodeIsForOne() {
    alice.begin(new Start.Invite(hall));
    PairingCode code = next(alice.codes);
    join(code);
    next(bob.connections);
    try (Person carol = Person.named("Carol")) {
      carol.begin(new Start.Join(hall, code));
      SessionEnd end = next(carol.ends);
      assertThat(end.kind()).isEqualTo(Kind.REFUSED);
      assertThat(end.sentence()).isEqualTo("this code was already used or is open elsewhere");
    }
  }

  @Test
  void differentPhrasesEndTheSession() {
    Session alices = alice.begin(new Start.Invite(hall));
    join(next(alice.codes));
    next(alice.connections);
    assertThat(alices.confirmPhrase(false)).failsWithin(Duration.ofSeconds(60));
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(next(bob.ends).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void whoLeavesWhileALineIsShownConfirmsItFirst() {
    Session alices = alice.begin(new Start.Invite(hall));
    Session bobs = join(next(alice.codes));
    next(alice.connections);
    next(bob.connections);
    alice.uponText = alices::close;
    assertThat(bobs.send("hello")).hasValue(1);
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(next(bob.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(next(bob.receipts)).isEqualTo(1L);
  }

  @Test
  void whoClosesBeforeAnybodyCameIsDoneAtOnce() {
    Session alices = alice.begin(new Start.Invite(hall));
    next(alice.codes);
    alices.close();
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.DONE);
  }

  @Test
  void nothingSecretIsPrinted() {
    alice.begin(new Start.Invite(hall));
    PairingCode code = next(alice.codes);
    assertThat(code + " " + alice.messenger()).doesNotContain(code.words()).doesNotContain("Alice");
  }
}
