package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.identity.Contacts;
import dev.sotto.identity.Identity;
import dev.sotto.messenger.SessionEnd.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers over breaks: of the connection, and of the session. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TransferBreakTest {
  private static final int LARGE = 20_000_000;

  @TempDir Path directory;

  private final MeetingHall hall = new MeetingHall();
  private Path target;
  private Path large;

  @BeforeEach
  void aLargeFile() throws IOException {
    target = directory.resolve("target");
    byte[] data = new byte[LARGE];
    new Random(1).nextBytes(data);
    large = Files.write(directory.resolve("large"), data);
  }

  /** Two who are connected. */
  private record Pair(Session inviters, Session joiners) {}

  private Pair meet(Person inviter, Person joiner) {
    Session first = inviter.begin(new Start.Invite(hall));
    Session second = joiner.begin(new Start.Join(hall, next(inviter.codes)));
    next(inviter.connections);
    next(joiner.connections);
    return new Pair(first, second);
  }

  private static Happenings send(Session session, Path file) throws Exception {
    Happenings happenings = new Happenings();
    session.send(List.of(file), happenings).get(60, TimeUnit.SECONDS);
    return happenings;
  }

  private Happenings accept(Person receiver) {
    Happenings happenings = new Happenings();
    next(receiver.offers).accept(AcceptOptions.everything(target), happenings);
    return happenings;
  }

  @Test
  void aBreakInTheMiddleLosesNothing() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Happenings sent = send(pair.inviters, large);
      Happenings received = accept(bob);
      next(received.progress);
      pair.inviters.breakConnection();
      next(alice.back);
      assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(target.resolve("large")).hasSameBinaryContentAs(large);
      assertThat(received.accepted).hasSize(1);
      assertThat(sent.accepted).hasSize(1);
      assertThat(received.files).hasSize(1);
    }
  }

  @Test
  void theReceiverMayBeTheOneThatIsCutOff() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Happenings sent = send(pair.inviters, large);
      Happenings received = accept(bob);
      next(sent.progress);
      pair.joiners.breakConnection();
      next(bob.back);
      assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(target.resolve("large")).hasSameBinaryContentAs(large);
    }
  }

  @Test
  void anOfferIsAnsweredAfterABreak() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Happenings sent = send(pair.inviters, large);
      Offer offer = next(bob.offers);
      pair.inviters.breakConnection();
      next(alice.back);
      next(bob.back);
      Happenings received = new Happenings();
      offer.accept(AcceptOptions.everything(target), received);
      assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(bob.offers).isEmpty();
    }
  }

  @Test
  void anOfferIsAnsweredWhileTheOtherIsAway() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Happenings sent = send(pair.inviters, large);
      Offer offer = next(bob.offers);
      pair.joiners.breakConnection();
      next(bob.away);
      Happenings received = new Happenings();
      offer.accept(AcceptOptions.everything(target), received);
      assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
    }
  }

  @Test
  void whatTheSenderCancelsWhileItIsAwayIsTakenBack() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Happenings sent = new Happenings();
      Transfer transfer = pair.inviters.send(List.of(large), sent).get(60, TimeUnit.SECONDS);
      Offer offer = next(bob.offers);
      pair.inviters.breakConnection();
      next(alice.away);
      transfer.cancel();
      next(sent.ends);
      assertThat(next(bob.withdrawn)).isSameAs(offer);
    }
  }

  @Test
  void whatTheReceiverCancelsWhileItIsAwayEndsAtTheSenderToo() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Happenings sent = send(pair.inviters, large);
      Happenings received = new Happenings();
      Transfer transfer = next(bob.offers).accept(AcceptOptions.everything(target), received);
      next(received.progress);
      pair.joiners.breakConnection();
      next(bob.away);
      transfer.cancel();
      next(received.ends);
      assertThat(next(sent.ends).kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aStreamThatIsCancelledBeforeTheAnswerIsNoBreach() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Pipe out = pair.inviters.openPipe(new ByteArrayInputStream(new byte[9]));
      PipeOffer offered = next(bob.pipes);
      out.cancel();
      Pipe in = offered.accept(new ByteArrayOutputStream());
      assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isIn(Kind.REFUSED, Kind.INTERRUPTED);
      Pipe other = pair.inviters.openPipe(new ByteArrayInputStream(new byte[9]));
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      next(bob.pipes).accept(written);
      assertThat(other.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DONE);
      assertThat(written.size()).isEqualTo(9);
      assertThat(bob.ends).isEmpty();
    }
  }

  @Test
  void aStreamThatTheSenderCancelsWhileItIsAwayEndsAtTheReceiverOnceItIsBack() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Pipe out = pair.inviters.openPipe(new ByteArrayInputStream(new byte[9]));
      PipeOffer offered = next(bob.pipes);
      pair.inviters.breakConnection();
      next(alice.away);
      out.cancel();
      assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.INTERRUPTED);
      Pipe in = offered.accept(new ByteArrayOutputStream());
      assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.REFUSED);
      assertThat(bob.pipes).isEmpty();
      assertThat(bob.ends).isEmpty();
    }
  }

  @Test
  void aStreamThatWasRefusedWhileTheReceiverWasAwayIsNotAskedForAgain() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      Pipe out = pair.inviters.openPipe(new ByteArrayInputStream(new byte[9]));
      PipeOffer offered = next(bob.pipes);
      pair.joiners.breakConnection();
      next(bob.away);
      offered.decline();
      assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.REFUSED);
      assertThat(bob.pipes).isEmpty();
    }
  }

  @Test
  void aStreamGoesOnAfterABreak() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      Pair pair = meet(alice, bob);
      byte[] data = Files.readAllBytes(large);
      Pipe out = pair.inviters.openPipe(new ByteArrayInputStream(data));
      ByteArrayOutputStream written =
          new ByteArrayOutputStream() {
            private boolean broken;

            @Override
            public synchronized void write(byte[] from, int offset, int length) {
              super.write(from, offset, length);
              if (!broken && size() > LARGE / 4) {
                broken = true;
                pair.joiners.breakConnection();
              }
            }
          };
      Pipe in = next(bob.pipes).accept(written);
      assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DONE);
      assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DONE);
      assertThat(written.toByteArray()).isEqualTo(data);
    }
  }

  @Test
  void anotherSessionOfTheSameKeyGoesOn() throws Exception {
    Identity alices = Identity.create();
    try (Person alice =
            Person.ableAndKnown("Alice", alices, new Contacts(directory.resolve("alice")));
        Person bob =
            Person.ableAndKnown("Bob", Identity.create(), new Contacts(directory.resolve("bob")))) {
      interrupted(alice, bob);
      Happenings again = send(meet(alice, bob).inviters, large);
      Happenings received = accept(bob);
      assertThat(next(received.accepted).resumed()).isPositive();
      assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(next(again.ends).kind()).isEqualTo(Kind.DONE);
      assertThat(target.resolve("large")).hasSameBinaryContentAs(large);
    }
  }

  /** A session that dies in the middle of a transfer. */
  private void interrupted(Person alice, Person bob) throws Exception {
    Pair pair = meet(alice, bob);
    Happenings sent = send(pair.inviters, large);
    Happenings received = accept(bob);
    next(received.progress);
    pair.inviters.abort();
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.INTERRUPTED);
    pair.joiners.abort();
    assertThat(next(received.ends).kind()).isEqualTo(Kind.INTERRUPTED);
  }

  @Test
  void anotherSessionGoesOnByTheTokenWhereTheSenderHasNoKey() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob =
            Person.ableAndKnown("Bob", Identity.create(), new Contacts(directory.resolve("bob")))) {
      interrupted(alice, bob);
      goesOn(alice, bob);
    }
  }

  @Test
  void anotherSessionGoesOnByTheTokenWhereNeitherHasAKey() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob")) {
      interrupted(alice, bob);
      interrupted(alice, bob);
      goesOn(alice, bob);
    }
  }

  @Test
  void whatWasShownToAnotherReceiverIsStillGood() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob");
        Person mallory = Person.able("Mallory")) {
      interrupted(alice, bob);
      Happenings elsewhere = send(meet(alice, mallory).inviters, large);
      next(mallory.offers)
          .accept(AcceptOptions.everything(directory.resolve("mallory")), new Happenings());
      assertThat(next(elsewhere.accepted).resumed()).isZero();
      assertThat(next(elsewhere.ends).kind()).isEqualTo(Kind.DONE);
      goesOn(alice, bob);
    }
  }

  private void goesOn(Person alice, Person bob) throws Exception {
    Happenings again = send(meet(alice, bob).inviters, large);
    Happenings received = accept(bob);
    assertThat(next(received.accepted).resumed()).isPositive();
    assertThat(next(again.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(target.resolve("large")).hasSameBinaryContentAs(large);
  }

  @Test
  void aStrangerStartsAnewAndLearnsNothing() throws Exception {
    try (Person alice = Person.able("Alice");
        Person bob = Person.able("Bob");
        Person mallory = Person.able("Mallory")) {
      interrupted(alice, bob);
      Happenings sent = send(meet(mallory, bob).inviters, large);
      Happenings received = accept(bob);
      assertThat(next(received.accepted).resumed()).isZero();
      assertThat(next(sent.accepted).resumed()).isZero();
      assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
    }
  }
}
