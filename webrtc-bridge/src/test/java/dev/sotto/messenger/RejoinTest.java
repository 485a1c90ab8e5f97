package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.identity.Identity;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingMessage.Sealed;
import dev.sotto.pairing.Role;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Finding each other again after a break, and what a peer may not do. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RejoinTest {
  private final MeetingHall hall = new MeetingHall();

  @Test
  void theInviterFindsAJoinerAgainThatWasCutOff() {
    try (Person alice = Person.named("Alice")) {
      Session session = alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page = new ScriptedPeer(new Start.Join(hall, next(alice.codes)))) {
        page.begin();
        goesAndComesBack(alice, session, page);
      }
    }
  }

  @Test
  void theJoinerFindsAnInviterAgainThatWasCutOff() {
    try (ScriptedPeer page = new ScriptedPeer(new Start.Invite(hall));
        Person alice = Person.named("Alice")) {
      page.begin();
      Session session = alice.begin(new Start.Join(hall, next(page.codes)));
      goesAndComesBack(alice, session, page);
    }
  }

  private static void goesAndComesBack(Person alice, Session session, ScriptedPeer page) {
    next(alice.connections);
    next(page.talks);
    page.say(new ChannelMessage.Text(1, "shown once"));
    assertThat(next(alice.texts)).isEqualTo("1 Page: shown once");
    assertThat(next(page.messages)).isEqualTo(new ChannelMessage.Got(1));
    session.send("without a receipt");
    assertThat(next(page.messages)).isEqualTo(new ChannelMessage.Text(1, "without a receipt"));
    page.cut();
    assertThat(next(alice.away)).isNotEmpty();
    session.send("while it was away");
    page.rejoin();
    assertThat(next(alice.back)).isNotNull();
    assertThat(next(page.talks)).isEqualTo("Alice");
    assertThat(next(page.messages)).isEqualTo(new ChannelMessage.Text(1, "without a receipt"));
    assertThat(next(page.messages)).isEqualTo(new ChannelMessage.Text(2, "while it was away"));
    page.say(new ChannelMessage.Got(1));
    page.say(new ChannelMessage.Text(1, "shown once"));
    page.say(new ChannelMessage.Text(2, "new"));
    assertThat(next(alice.receipts)).isEqualTo(1L);
    assertThat(next(alice.texts)).isEqualTo("2 Page: new");
    assertThat(next(page.messages)).isEqualTo(new ChannelMessage.Got(1));
    assertThat(alice.connections).isEmpty();
    assertThat(alice.ends).isEmpty();
  }

  @Test
  void theSecondBreakIsMendedWithWhatTheFirstRejoinLeft() {
    try (Person alice = Person.named("Alice")) {
      alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page = new ScriptedPeer(new Start.Join(hall, next(alice.codes)))) {
        page.begin();
        next(alice.connections);
        next(page.talks);
        for (int i = 0; i < 2; i++) {
          page.cut();
          next(alice.away);
          page.rejoin();
          next(alice.back);
          next(page.talks);
        }
      }
    }
  }

  @Test
  void aBreakBetweenTheRevealsIsMendedWithTheSecretOfBefore() {
    try (Person alice = Person.named("Alice")) {
      alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page = new ScriptedPeer(new Start.Join(hall, next(alice.codes)))) {
        page.begin();
        next(alice.connections);
        next(page.talks);
        page.cut();
        next(alice.away);
        page.missesReveals(true);
        page.rejoin();
        next(page.losses);
        page.cut();
        page.missesReveals(false);
        page.rejoin();
        next(page.talks);
        next(alice.back);
      }
    }
  }

  @Tag("long") // There is a pause before the next try.
  @Test
  void whoeverInterferesWhenTheyMeetAgainEndsNothing() {
    try (Person alice = Person.named("Alice")) {
      alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page = new ScriptedPeer(new Start.Join(hall, next(alice.codes)))) {
        page.begin();
        next(alice.connections);
        next(page.talks);
        page.cut();
        next(alice.away);
        AtomicBoolean swallowed = new AtomicBoolean();
        BlockingQueue<PairingMessage> sealed = new LinkedBlockingQueue<>();
        hall.lying(
            (from, message) -> {
              boolean first =
                  from == Role.JOINER
                      && message instanceof Sealed
                      && swallowed.compareAndSet(false, true);
              if (from == Role.JOINER && message instanceof Sealed) {
                sealed.add(message);
              }
              return first ? List.of() : List.of(message); // What follows it does not open.
            });
        page.rejoin();
        next(sealed);
        next(sealed);
        page.rejoin();
        next(alice.back);
        assertThat(alice.ends).isEmpty();
      }
    }
  }

  @Test
  void whoComesBackWithAnotherKeyIsRefused() {
    try (Person alice = Person.named("Alice")) {
      alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page = new ScriptedPeer(new Start.Join(hall, next(alice.codes)))) {
        page.becomes(ScriptedPeer.keyed(Identity.create()));
        page.begin();
        next(alice.connections);
        next(page.talks);
        page.becomes(ScriptedPeer.keyed(Identity.create()));
        page.cut();
        next(alice.away);
        page.rejoin();
        assertThat(next(alice.ends).kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(alice.back).isEmpty();
      }
    }
  }

  @Test
  void whoChatsBeforeItsNameBreaksTheProtocol() {
    try (Person alice = Person.named("Alice")) {
      alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page =
          new ScriptedPeer(new Start.Join(hall, next(alice.codes)))
              .saying(new ChannelMessage.Text(1, "too early"))) {
        page.begin();
        assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(alice.texts).isEmpty();
      }
    }
  }

  @Test
  void whoTakesLeaveWithoutReceiptsLeavesTheSessionInterrupted() {
    try (Person alice = Person.named("Alice")) {
      Session session = alice.begin(new Start.Invite(hall));
      try (ScriptedPeer page = new ScriptedPeer(new Start.Join(hall, next(alice.codes)))) {
        page.begin();
        next(alice.connections);
        next(page.talks);
        session.send("never confirmed");
        next(page.messages);
        page.say(new ChannelMessage.Bye(false));
        assertThat(next(alice.ends).kind()).isEqualTo(Kind.INTERRUPTED);
      }
    }
  }
}
