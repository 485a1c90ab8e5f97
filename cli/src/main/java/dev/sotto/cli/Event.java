package dev.sotto.cli;

import dev.sotto.diagnose.Diagnosis;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.identity.Contact;
import dev.sotto.identity.IdentityKey;
import dev.sotto.net.Path;
import dev.sotto.peer.SessionDescription;
import java.net.Inet6Address;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Something that happened which scripts and people are told, each in their own way. */
sealed interface Event {
  /**
   * A server of ours is there.
   *
   * @param url its page
   * @param stun where it answers STUN over UDP, as the URI of an ICE server; empty when it does not
   */
  record Listening(URI url, Optional<String> stun) implements Event {}

  /** Somebody may come in with this link; it holds a secret. */
  record Invite(String link) implements Event {
    @Override
    public String toString() {
      return "Invite[secret]";
    }
  }

  /** Nobody else is there yet. */
  record Waiting() implements Event {}

  /** A description to be handed to the other side. */
  record Description(SessionDescription description) implements Event {}

  /** The other side is there, a path is being looked for. */
  record Connecting() implements Event {}

  /**
   * Messages can be sent.
   *
   * @param route the path they take
   * @param milliseconds from both sides being there to now
   */
  record Connected(Route route, long milliseconds) implements Event {}

  /** What was done to find a path, and what came of it. */
  record Report(ConnectivityReport facts) implements Event {}

  /** Messages take another path from now on. */
  record Rerouted(Route route) implements Event {}

  /** The path is silent and may come back. */
  record Reconnecting(String reason) implements Event {}

  /**
   * The other side wrote something.
   *
   * @param from who; hostile
   * @param text what; hostile
   */
  record Message(String from, String text) implements Event {}

  /**
   * The other side sent a message that is not text.
   *
   * @param from who; hostile
   * @param bytes its size
   */
  record BinaryMessage(String from, int bytes) implements Event {}

  /** The connection is gone. */
  record Disconnected(String reason) implements Event {}

  /** What the network permits. */
  record Diagnosed(Diagnosis facts) implements Event {}

  /**
   * A contact, as it is kept.
   *
   * @param contact the contact
   * @param whole whether people are told all of it, or one line
   */
  record ContactShown(Contact contact, boolean whole) implements Event {}

  /**
   * What others know this installation by.
   *
   * @param key the public half
   * @param file where both halves are
   */
  record OwnIdentity(IdentityKey key, java.nio.file.Path file) implements Event {}

  /** A contact is no more. */
  record ContactForgotten(String name) implements Event {}

  /** Something went wrong; the command may go on. */
  record Problem(Failure failure) implements Event {}

  /** The words of the contract for a path, none of which is an address. */
  record Route(String local, String remote, String protocol, String family) {
    static Route of(Path path) {
      return new Route(
          path.localKind().label(),
          path.remoteKind().label(),
          path.transport().name().toLowerCase(Locale.ROOT),
          path.remote().getAddress() instanceof Inet6Address ? "ipv6" : "ipv4");
    }
  }
}
