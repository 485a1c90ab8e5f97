package dev.sotto.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.identity.Contact;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.Identity;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PeerProof;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a peer that comes back after a break. */
class AcquaintanceTest {
  private static final Identity ANNA = Identity.create();

  @TempDir Path directory;

  private Contacts contacts = new Contacts(Path.of("unused"));

  @BeforeEach
  void annaIsAContact() {
    contacts = new Contacts(directory.resolve("private"));
    contacts.pin(
        "Anna", ANNA.publicKey(), Contact.Kind.INSTALLATION, Optional.empty(), Instant.now());
  }

  @Test
  void whoComesBackUnderAnotherNameKeepsTheFirst() {
    PeerProof visitor = proof(IdentityKind.PAGE_SESSION);
    Acquaintance zed = met("Zed", visitor);
    assertThat(again(zed, visitor, "Anna").name()).isEqualTo("Zed");
  }

  @Test
  void whoGaveNoNameHasNoneAfterwards() {
    PeerProof visitor = proof(IdentityKind.PAGE_SESSION);
    Acquaintance nobody = met("", visitor);
    assertThat(again(nobody, visitor, "Anna").name()).isEqualTo(PeerIdentity.NAMELESS);
  }

  @Test
  void aLookalikeIsNotPinnedBecauseItComesBackUnderAnotherName() {
    PeerProof mallory = proof(IdentityKind.INSTALLATION);
    Acquaintance lookalike = met("\u0410nna", mallory);
    assertThat(lookalike.peer().lookalikes()).containsExactly("Anna");
    PeerIdentity back = again(lookalike, mallory, "Zed");
    assertThat(back.contact()).isEmpty();
    assertThat(back.lookalikes()).containsExactly("Anna");
    assertThat(contacts.list()).extracting(Contact::name).containsExactly("Anna");
  }

  @Test
  void whoComesBackLessProtectedIsVerifiedNoMore() {
    PeerProof before = proof(IdentityKind.PAGE_SESSION);
    Acquaintance zed = met("Zed", before);
    assertThat(zed.confirm().verified()).isTrue();
    PeerProof after = new PeerProof(before.key(), before.kind(), before.origin(), false, false);
    assertThat(again(zed, after, "Zed").verified()).isFalse();
  }

  private Acquaintance met(String name, PeerProof proof) {
    MessengerOptions options =
        MessengerOptions.anonymous().withIdentity(Identity.create(), contacts);
    Acquaintance peer = new Acquaintance(options, proof, false);
    peer.callsItself(name);
    PeerIdentity unused = peer.meet();
    return peer;
  }

  private static PeerIdentity again(Acquaintance peer, PeerProof proof, String name) {
    peer.provedAgain(proof).callsItself(name);
    return peer.meet();
  }

  private static PeerProof proof(IdentityKind kind) {
    Octets key = Octets.of(Identity.create().publicKey().bytes());
    return new PeerProof(key, kind, Optional.empty(), true, false);
  }
}
