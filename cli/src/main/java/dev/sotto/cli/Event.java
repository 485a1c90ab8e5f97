package dev.sotto.cli;

import dev.sotto.diagnose.Diagnosis;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.identity.Contact;
import dev.sotto.identity.IdentityKey;
import dev.sotto.net.Path;
import dev.sotto.peer.SessionDescription;
import java.net.Inet6Address;
import java.net.URI;
import java.util.List;
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

  /**
   * Somebody may come in.
   *
   * @param code what they need; a secret
   * @param link the page that takes them in, with the code in it; empty without a server
   * @param command what they may run instead, which asks for the code; empty when there is none
   * @param fingerprint SHA-256 of the certificate that a browser will warn of; empty without one
   * @param drawing what is to be shown as a QR code where it fits; empty for nothing
   */
  record Invite(
      String code,
      Optional<String> link,
      Optional<String> command,
      Optional<String> fingerprint,
      Optional<String> drawing)
      implements Event {
    /** Without a certificate of our own, and nothing to draw. */
    Invite(String code, Optional<String> link, Optional<String> command) {
      this(code, link, command, Optional.empty(), Optional.empty());
    }

    /** What the other side is wanted for. */
    enum Purpose {
      /** It chats with us. */
      CHAT,
      /** It has a stream for us, or takes ours, which no page does. */
      STREAM,
      /** It takes our files. */
      GIVE,
      /** It sends us files. */
      TAKE
    }

    /** What it is wanted for, as the command says that it may run. */
    Purpose purpose() {
      String run = command.orElse("");
      String[] words = run.split(" ", 3);
      return switch (words.length > 1 ? words[1] : "") {
        case "receive" -> Purpose.GIVE;
        case "send" -> Purpose.TAKE;
        case "pipe" -> Purpose.STREAM;
        default -> Purpose.CHAT;
      };
    }

    @Override
    public String toString() {
      return "Invite[secret]";
    }
  }

  /** Nobody else is there yet. */
  record Waiting() implements Event {}

  /** A description to be handed to the other side. */
  record Description(SessionDescription description) implements Event {}

  /**
   * A line to be handed to the other side, which meets us with it.
   *
   * @param line ASCII without blanks
   * @param first whether the other side has to answer with a line of its own
   */
  record Manual(String line, boolean first) implements Event {}

  /** The other side is there, a path is being looked for. */
  record Connecting() implements Event {}

  /**
   * Messages can be sent.
   *
   * @param peer who is there
   * @param route the path they take
   * @param milliseconds from both sides being there to now
   */
  record Connected(Peer peer, Route route, long milliseconds) implements Event {}

  /**
   * Words that both sides read out, to find out whether somebody is in between.
   *
   * @param words the same on both sides, unless somebody is
   */
  record Phrase(List<String> words) implements Event {}

  /**
   * The phrase was compared and is the same on both sides.
   *
   * @param name the other side's
   * @param known whether that is remembered; else it holds for this session
   */
  record Verified(String name, boolean known) implements Event {}

  /**
   * The other side's key is among the contacts from now on.
   *
   * @param name the name it has there
   */
  record Remembered(String name) implements Event {}

  /** Something that does not keep the command from going on, but that the user should know. */
  record Warning(String message, String hint) implements Event {}

  /** The other side has a message of ours. */
  record Delivered(String id) implements Event {}

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

  /**
   * The other side is typing a line, or not any more.
   *
   * @param from who; hostile
   * @param on whether it is
   */
  record Typing(String from, boolean on) implements Event {}

  /**
   * Something about files on their way.
   *
   * @param event what
   */
  record OfTransfer(TransferEvent event) implements Event {}

  /**
   * A stream has got there, whole.
   *
   * @param outgoing whether it was ours
   * @param bytes how much it was
   */
  record Streamed(boolean outgoing, long bytes) implements Event {}

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

  /**
   * Who the other side is, as far as it is known.
   *
   * @param name what it is called here; hostile unless it is known
   * @param named whether it or the user chose that name, and not we
   * @param key its identity key in base64url; empty when it has shown none
   * @param known whether the key is a contact's
   * @param verified whether the phrase was compared, now or earlier
   * @param secure whether its program came over a channel that nobody could change
   * @param coded whether it knew the code, so that nobody else can be in between
   */
  record Peer(
      String name,
      boolean named,
      Optional<String> key,
      boolean known,
      boolean verified,
      boolean secure,
      boolean coded) {
    /** One that has proved nothing. */
    static final Peer UNKNOWN =
        new Peer("peer", false, Optional.empty(), false, false, false, false);
  }

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
