package dev.sotto.messenger;

import dev.sotto.identity.IdentityException;
import dev.sotto.messenger.SessionEnd.Kind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What the user decides about who the peer is. May be called from any thread; decides on the
 * course.
 */
final class PeerDecisions {
  /** Whom it is about; on the course. */
  interface Subject {
    /** Empty when nobody is connected. */
    Optional<Acquaintance> acquaintance();

    /** Who the peer is from now on. */
    void is(PeerIdentity now);

    /** It is not who it has to be. */
    void refuse(SessionEnd end);
  }

  private final Surroundings surroundings;
  private final Course course;
  private final Voice voice;
  private final Subject subject;

  PeerDecisions(Surroundings surroundings, Course course, Voice voice, Subject subject) {
    this.surroundings = surroundings;
    this.course = course;
    this.voice = voice;
    this.subject = subject;
  }

  static CompletableFuture<PeerIdentity> tooLate() {
    return CompletableFuture.failedFuture(new IllegalStateException("the session is over"));
  }

  CompletableFuture<PeerIdentity> confirmPhrase(boolean same) {
    return decide(
        who -> {
          if (same) {
            return who.confirm();
          }
          try {
            who.reject();
          } finally {
            subject.refuse(
                new SessionEnd(
                    Kind.AUTHENTICATION,
                    "the phrases differ: somebody may be reading and changing everything",
                    "meet again with a new code, over another network"));
          }
          throw new IllegalStateException("the phrases differ");
        });
  }

  CompletableFuture<PeerIdentity> pin(String name) {
    return decide(who -> who.pin(name));
  }

  private CompletableFuture<PeerIdentity> decide(Function<Acquaintance, PeerIdentity> decision) {
    CompletableFuture<PeerIdentity> result = new CompletableFuture<>();
    course.execute(
        () -> {
          try {
            Acquaintance who =
                subject
                    .acquaintance()
                    .orElseThrow(() -> new IllegalStateException("nobody is connected"));
            PeerIdentity now = decision.apply(who);
            subject.is(now);
            voice.say(listener -> listener.onPeer(now));
            surroundings.pool().execute(() -> result.complete(now));
          } catch (IdentityException | IllegalStateException | IllegalArgumentException e) {
            surroundings.pool().execute(() -> result.completeExceptionally(e));
          }
        });
    return result;
  }
}
