package dev.sotto.messenger;

import dev.sotto.pairing.Octets;
import dev.sotto.pairing.Role;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.SessionDescription;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.IceParameters;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.SealedContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Descriptions, candidates and restarts of one connection: what the peer connection says goes to
 * the peer as sealed contents, and what the peer says goes to the peer connection. The joiner
 * offers, also restarts; the inviter asks for them. Confined to the course.
 */
final class Signalling implements AutoCloseable {
  /** Candidates that are found within this time travel together. */
  private static final Duration BATCH = Duration.ofMillis(50);

  /** Who carries what is said here. */
  interface Owner {
    void send(SealedContent content);

    /** Both fingerprints are known; told before the handshake can begin. */
    void onDescribed(Octets own, Octets peers);

    /** The peer said what cannot be. */
    void onBroken();
  }

  private final Course course;
  private final Role role;
  private final PeerConnection connection;
  private final Owner owner;
  private final List<Candidate> batch = new ArrayList<>();
  private final List<Candidate> told = new ArrayList<>();
  private Course.Alarm flush = Course.none();
  private @Nullable DescriptionFields own;
  private @Nullable DescriptionFields peers;
  private int generation;
  private boolean answerAwaited;
  private SealedContent.@Nullable Restart answered;
  private boolean closed;

  Signalling(Course course, Role role, PeerConnection connection, Owner owner) {
    this.course = course;
    this.role = role;
    this.connection = connection;
    this.owner = owner;
  }

  /** The joiner's offer goes out, the inviter waits for it. */
  void start() {
    if (role == Role.JOINER) {
      then(
          connection.createOffer(),
          offer -> {
            describe(offer);
            then(connection.setLocalDescription(offer), done -> {});
          });
    }
  }

  /** The descriptions were exchanged in another way; restarts are still told here. */
  void adopt(DescriptionFields ownFields, DescriptionFields peersFields) {
    own = ownFields;
    peers = peersFields;
  }

  private void describe(SessionDescription description) {
    DescriptionFields fields = DescriptionFields.of(description);
    own = fields;
    owner.send(new SealedContent.Description(fields));
  }

  /** A candidate of ours, or their end. */
  void onLocalCandidate(IceCandidate candidate) {
    if (candidate.isEnd()) {
      flush();
      owner.send(new SealedContent.End());
      return;
    }
    Optional<Candidate> parsed = Candidate.parse(candidate.candidate());
    if (parsed.isEmpty() || batch.size() == DescriptionFields.MAX_CANDIDATES) {
      return;
    }
    batch.add(parsed.get());
    if (told.size() < DescriptionFields.MAX_CANDIDATES) {
      told.add(parsed.get());
    }
    if (batch.size() == 1) {
      flush = course.after(BATCH, this::flush);
    }
  }

  private void flush() {
    flush.cancel();
    if (!closed && !batch.isEmpty()) {
      owner.send(new SealedContent.Candidates(batch));
      batch.clear();
    }
  }

  /** What the peer said; that it is the peer who said it, the owner knows. */
  void receive(SealedContent content) {
    if (content instanceof SealedContent.Description description) {
      receive(description.fields());
    } else if (peers == null) {
      owner.onBroken(); // the description comes first
    } else if (content instanceof SealedContent.Candidates candidates) {
      candidates.list().forEach(this::add);
    } else if (content instanceof SealedContent.End) {
      ignoring(connection.addIceCandidate(IceCandidate.end()));
    } else if (content instanceof SealedContent.Restart restart) {
      receive(restart);
    }
  }

  private void add(Candidate candidate) {
    ignoring(connection.addIceCandidate(new IceCandidate(candidate.toAttribute(), "0", 0)));
  }

  private void receive(DescriptionFields described) {
    if (peers != null || (role == Role.JOINER && own == null)) {
      owner.onBroken(); // once, and the inviter's only after the joiner's
      return;
    }
    peers = described;
    if (role == Role.JOINER) {
      described();
      then(connection.setRemoteDescription(described.answer()), done -> {});
      return;
    }
    then(connection.setRemoteDescription(described.offer()), done -> {});
    then(
        connection.createAnswer(),
        answer -> {
          describe(answer);
          described();
          then(connection.setLocalDescription(answer), done -> {});
        });
  }

  private void described() {
    DescriptionFields ours = own;
    DescriptionFields theirs = peers;
    if (ours != null && theirs != null) {
      owner.onDescribed(fingerprint(ours), fingerprint(theirs));
    }
  }

  static Octets fingerprint(DescriptionFields fields) {
    return Octets.of(fields.fingerprint().digest());
  }

  /** Two peers of our own kind agree on another path without descriptions. */
  boolean restartsByItself() {
    return own != null && peers != null && own.preparesRestarts() && peers.preparesRestarts();
  }

  /** Another path is wanted, by us. */
  void onRestartNeeded() {
    if (own == null || peers == null || restartsByItself()) {
      return;
    }
    if (role == Role.JOINER) {
      offerRestart();
    } else {
      owner.send(new SealedContent.Restart(generation + 1, Optional.empty()));
    }
  }

  private void offerRestart() {
    if (generation == SealedContent.MAX_GENERATION) {
      return;
    }
    int next = ++generation;
    answerAwaited = true;
    attempt(
        connection.createOffer(),
        offer -> {
          owner.send(new SealedContent.Restart(next, credentials(offer)));
          attempt(connection.setLocalDescription(offer), done -> {});
        });
  }

  private void receive(SealedContent.Restart restart) {
    Optional<IceParameters> fresh = restart.ice();
    DescriptionFields theirs = peers;
    if (theirs == null) {
      return;
    }
    if (role == Role.JOINER) {
      if (fresh.isEmpty() && restart.generation() > generation) {
        connection.restartIce(); // comes back as the wish of our own
      } else if (fresh.isPresent() && answerAwaited && restart.generation() == generation) {
        answerAwaited = false;
        peers = theirs.restarted(fresh.get());
        attempt(
            connection.setRemoteDescription(theirs.restarted(fresh.get()).answer()), done -> {});
      }
    } else if (fresh.isPresent() && restart.generation() > generation) {
      generation = restart.generation();
      peers = theirs.restarted(fresh.get());
      attempt(connection.setRemoteDescription(theirs.restarted(fresh.get()).offer()), done -> {});
      attempt(
          connection.createAnswer(),
          answer -> {
            told.clear();
            answered = new SealedContent.Restart(restart.generation(), credentials(answer));
            owner.send(answered);
            attempt(connection.setLocalDescription(answer), done -> {});
          });
    } else if (fresh.isPresent() && restart.generation() == generation) {
      answerAgain();
    }
  }

  /** The peer repeats its offer: our answer may have been lost with the path. */
  private void answerAgain() {
    SealedContent.Restart last = answered;
    if (last != null && last.generation() == generation) {
      owner.send(last);
      if (!told.isEmpty()) {
        owner.send(new SealedContent.Candidates(told));
      }
    }
  }

  private static Optional<IceParameters> credentials(SessionDescription description) {
    return Optional.of(DescriptionFields.of(description).ice());
  }

  private <T extends @Nullable Object> void then(
      CompletableFuture<T> future, Consumer<? super T> next) {
    step(future, next, owner::onBroken);
  }

  /** A restart that cannot be is not the end: the path in use stays. */
  private <T extends @Nullable Object> void attempt(
      CompletableFuture<T> future, Consumer<? super T> next) {
    step(future, next, () -> {});
  }

  private void ignoring(CompletableFuture<Void> future) {
    attempt(future, done -> {});
  }

  private <T extends @Nullable Object> void step(
      CompletableFuture<T> future, Consumer<? super T> next, Runnable otherwise) {
    CompletableFuture<T> unused =
        future.whenCompleteAsync(
            (value, failure) -> {
              if (closed) {
                return;
              }
              if (failure == null) {
                next.accept(value);
              } else {
                otherwise.run();
              }
            },
            course);
  }

  @Override
  public void close() {
    closed = true;
    flush.cancel();
  }
}
