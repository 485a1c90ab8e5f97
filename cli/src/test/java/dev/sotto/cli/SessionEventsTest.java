package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.identity.Contact;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.PairingCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionEventsTest {
  private static final PairingCode CODE = new PairingCode("4711", List.of("a", "b", "c"));

  private final List<Event> events = new ArrayList<>();

  @Test
  void whoGoesToAServerIsGivenALinkAndACommandWithoutTheCode() {
    told(new Meeting.Invite(URI.create("http://x:1"), "chat", false)).onCode(CODE);
    assertThat(events)
        .containsExactly(
            new Event.Invite(
                "4711-a-b-c",
                Optional.of("http://x:1/#4711-a-b-c"),
                Optional.of("sotto chat --server http://x:1")));
    assertThat(events.toString()).doesNotContain("a-b-c");
  }

  @Test
  void whoComesStraightHereIsToldThePlaceWhicheverIsKnownFirst() {
    PairingCode code = new PairingCode("0", CODE.words());
    InetSocketAddress place = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
    Event invite =
        new Event.Invite(
            "0-a-b-c", Optional.empty(), Optional.of("sotto chat --connect 127.0.0.1:4000"));
    SessionEvents one = told(new Meeting.Listen(HostPort.toListen("0"), "chat"));
    one.onCode(code);
    assertThat(events).isEmpty();
    one.onListening(place);
    assertThat(events).containsExactly(invite);
    SessionEvents other = told(new Meeting.Listen(HostPort.toListen("0"), "chat"));
    other.onListening(place);
    other.onCode(code);
    assertThat(events).containsExactly(invite, invite);
  }

  @Test
  void aPageThatCameUnprotectedIsWarnedOf() {
    connect(peer(IdentityKind.NONE, false, false, Optional.empty()));
    assertThat(warnings()).singleElement().asString().contains("came unprotected");
  }

  @Test
  void aPageThatKeepsItsKeyIsNamedByItsPlace() {
    connect(peer(IdentityKind.PAGE, true, false, Optional.of("https://chat.example.org")));
    assertThat(warnings()).singleElement().asString().contains("https://chat.example.org");
  }

  @Test
  void theOwnKeyOnTheOtherSideIsSaid() {
    connect(peer(IdentityKind.INSTALLATION, true, true, Optional.empty()));
    assertThat(warnings()).singleElement().asString().contains("your own key");
  }

  @Test
  void whatChangesAboutThePeerIsSaidOnce() {
    SessionEvents told = connect(FakeSession.newcomer("Anna"));
    PeerIdentity pinned = contact("Anna", false);
    told.onPeer(pinned);
    told.onPeer(pinned);
    told.onPeer(contact("Anna", true));
    told.onPeer(contact("Anna B", true));
    assertThat(events.subList(1, events.size()))
        .containsExactly(
            new Event.Remembered("Anna"),
            new Event.Verified("Anna", true),
            new Event.Remembered("Anna B"));
  }

  @Test
  void whoComesBackUnprotectedIsWarnedOf() {
    PeerIdentity anna = FakeSession.newcomer("Anna");
    SessionEvents told = connect(anna);
    told.onPeer(
        new PeerIdentity(
            "Anna",
            anna.key(),
            anna.kind(),
            anna.origin(),
            false,
            anna.contact(),
            false,
            false,
            anna.lookalikes()));
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            Event.Warning.class, it -> assertThat(it.message()).contains("came unprotected"));
  }

  @Test
  void aScriptIsToldThePhraseBeforeTheFirstMessage() {
    SessionEvents told = new SessionEvents(new Meeting.ManualOffer(), events::add, true);
    told.begun(new FakeSession());
    told.onConnected(FakeSession.newcomer("Anna"), new FakePath(), Duration.ZERO);
    told.onText(1, "Anna", "hi");
    assertThat(events.get(0)).isInstanceOf(Event.Connected.class);
    assertThat(events.subList(1, events.size()))
        .containsExactly(new Event.Phrase(FakeSession.WORDS), new Event.Message("Anna", "hi"));
  }

  private SessionEvents connect(PeerIdentity peer) {
    SessionEvents told = told(new Meeting.ManualOffer());
    told.onConnected(peer, new FakePath(), Duration.ZERO);
    return told;
  }

  private SessionEvents told(Meeting meeting) {
    return new SessionEvents(meeting, events::add, false);
  }

  private List<Event> warnings() {
    return events.stream().filter(Event.Warning.class::isInstance).toList();
  }

  private static PeerIdentity peer(
      IdentityKind kind, boolean secure, boolean own, Optional<String> origin) {
    PeerIdentity anna = FakeSession.newcomer("Anna");
    return new PeerIdentity(
        "Anna", anna.key(), kind, origin, secure, Optional.empty(), own, false, List.of());
  }

  private static PeerIdentity contact(String name, boolean verified) {
    PeerIdentity anna = FakeSession.newcomer("Anna");
    Contact contact =
        new Contact(
            name,
            anna.key().orElseThrow(),
            Contact.Kind.INSTALLATION,
            Optional.empty(),
            verified,
            Instant.EPOCH,
            Instant.EPOCH);
    return new PeerIdentity(
        "Anna",
        anna.key(),
        anna.kind(),
        Optional.empty(),
        true,
        Optional.of(contact),
        false,
        verified,
        List.of());
  }
}
