package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.identity.IdentityException;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.pairing.IdentityKind;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Does what a person who chats has entered, other than lines for the other side. */
final class ChatCommands {
  private final Talk session;
  private final SessionEvents told;
  private final EventSink events;
  private final Terminal terminal;
  private final TransferList transfers;

  /**
   * Makes them.
   *
   * @param session what they are about
   * @param told knows the path
   * @param events told of what goes wrong, and of the phrase
   * @param terminal shows what is asked for
   * @param transfers what is offered and on its way
   */
  ChatCommands(
      Talk session,
      SessionEvents told,
      EventSink events,
      Terminal terminal,
      TransferList transfers) {
    this.transfers = transfers;
    this.session = session;
    this.told = told;
    this.events = events;
    this.terminal = terminal;
  }

  /** Obeys; what goes wrong is told, and the chat goes on. */
  void obey(Entered command) {
    try {
      if (command instanceof Entered.ShowPhrase) {
        session.phrase().ifPresent(words -> events.accept(new Event.Phrase(words)));
      } else if (command instanceof Entered.Compared it) {
        compared(it.same());
      } else if (command instanceof Entered.Trust it) {
        remember(it.name());
      } else if (command instanceof Entered.ShowPath) {
        showPath();
      } else if (command instanceof Entered.Help) {
        Entered.HELP.lines().forEach(terminal::note);
      } else if (command instanceof Entered.Unknown it) {
        tell(
            new Failure(
                Kind.USAGE, "no command " + it.word() + "; nothing was sent", "/help shows them"));
      } else {
        transfer(command);
      }
    } catch (Failure e) {
      tell(e);
    }
  }

  private void transfer(Entered command) {
    if (command instanceof Entered.Send it) {
      transfers.send(
          session, TypedPaths.parse(it.paths(), Path.of(System.getProperty("user.home", ""))));
    } else if (command instanceof Entered.Accept it) {
      transfers.accept(it.number(), it.selection());
    } else if (command instanceof Entered.Decline it) {
      transfers.decline(it.number());
    } else if (command instanceof Entered.Cancel it) {
      transfers.cancel(it.number());
    } else if (command instanceof Entered.ShowOffer it) {
      transfers.listing(it.number()).forEach(terminal::note);
    } else if (command instanceof Entered.ShowTransfers) {
      transfers.lines().forEach(terminal::note);
    }
  }

  private void showPath() {
    told.route().ifPresent(route -> terminal.note("Messages go " + HumanEvents.words(route)));
    told.report()
        .ifPresent(
            facts ->
                facts
                    .whyNotDirect()
                    .forEach(why -> terminal.note("Not direct: " + PeerText.line(why))));
  }

  /**
   * Makes the other side a contact.
   *
   * @return whether it is one now
   */
  boolean remember(String name) {
    return done(session.pin(name), "the other side cannot be remembered");
  }

  /** Whether there is a key that lasts, and that is not among the contacts for a reason. */
  static boolean mayBeRemembered(PeerIdentity peer) {
    boolean lasts = peer.kind() == IdentityKind.INSTALLATION || peer.kind() == IdentityKind.PAGE;
    return lasts
        && peer.key().isPresent()
        && !peer.known()
        && !peer.ownKey()
        && peer.lookalikes().isEmpty();
  }

  /** When the words differ the session ends by it, and its end says why. */
  private void compared(boolean same) {
    CompletableFuture<PeerIdentity> noted = session.confirmPhrase(same);
    if (!same) {
      Await.any(session.ended());
    } else if (done(noted, "there is nobody to verify")) {
      explain(Await.result(noted));
    }
  }

  private void explain(PeerIdentity peer) {
    if (!peer.secure()) {
      tell(new Failure(Kind.AUTHENTICATION, "a page that came unprotected is never verified", ""));
    } else if (!peer.known() && mayBeRemembered(peer)) {
      terminal.note("/trust NAME remembers this key");
    }
  }

  private boolean done(CompletableFuture<PeerIdentity> change, String otherwise) {
    try {
      PeerIdentity unused = Await.result(change);
      return true;
    } catch (IdentityException e) {
      tell(Failure.of(e));
    } catch (IllegalStateException e) {
      tell(new Failure(Kind.REFUSED, otherwise, ""));
    }
    return false;
  }

  private void tell(Failure failure) {
    events.accept(new Event.Problem(failure));
  }
}
