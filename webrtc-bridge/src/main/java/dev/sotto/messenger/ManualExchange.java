package dev.sotto.messenger;

import dev.sotto.pairing.Octets;
import dev.sotto.pairing.SessionId;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.ManualLine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The two lines of a manual session, in place of pairing and sealed descriptions. Confined to the
 * course but for {@link #isAnswer}.
 */
final class ManualExchange {
  /** What comes of it. */
  interface Owner {
    /** Our line, to be carried. */
    void onLine(String line);

    /** Both lines are known; told before the handshake can begin. */
    void onDescribed(
        DescriptionFields own, DescriptionFields peers, SessionId session, Octets bind);

    void onBroken();
  }

  private final Course course;
  private final PeerConnection connection;
  private final RandomGenerator random;
  private final Owner owner;
  private volatile @Nullable ManualLine ours;
  private volatile boolean answered;

  ManualExchange(Course course, PeerConnection connection, RandomGenerator random, Owner owner) {
    this.course = course;
    this.connection = connection;
    this.random = random;
    this.owner = owner;
  }

  /** Makes the first line. */
  void offer() {
    describe(connection.createOffer(), fields -> ManualLine.offer(nonce(), fields));
  }

  /** Makes the line in reply to one. */
  void answer(ManualLine offer) {
    answered = true;
    // No handshake begins before the line is there: without it the other side answers no check.
    describe(
        connection
            .setRemoteDescription(offer.fields().offer())
            .thenCompose(done -> connection.createAnswer()),
        fields -> reply(offer, fields));
  }

  private ManualLine reply(ManualLine offer, DescriptionFields fields) {
    ManualLine line = ManualLine.answer(nonce(), offer, fields);
    described(offer, line, fields, offer.fields());
    return line;
  }

  private void describe(
      CompletableFuture<SessionDescription> created,
      Function<DescriptionFields, ManualLine> writer) {
    CompletableFuture<SessionDescription> complete =
        created
            .thenCompose(connection::setLocalDescription)
            .thenCompose(done -> connection.completeLocalDescription());
    CompletableFuture<Void> unused =
        complete.handleAsync(
            (description, failure) -> {
              if (description == null) {
                owner.onBroken();
                return null;
              }
              ManualLine line = writer.apply(DescriptionFields.of(description));
              ours = line;
              owner.onLine(line.text());
              return null;
            },
            course);
  }

  /** Whether it is what {@link #accept} waits for. */
  Optional<ManualLine> isAnswer(String text) {
    ManualLine offer = ours;
    if (offer == null || answered || !offer.isOffer()) {
      throw new IllegalStateException("no line is waited for");
    }
    return ManualLine.parse(text).filter(line -> line.answers(offer));
  }

  /** The other side's line. */
  void accept(ManualLine answer) {
    ManualLine offer = ours;
    if (offer == null || answered) {
      return;
    }
    answered = true;
    described(offer, answer, offer.fields(), answer.fields());
    CompletableFuture<Void> unused =
        connection
            .setRemoteDescription(answer.fields().answer())
            .handleAsync(
                (done, failure) -> {
                  if (failure != null) {
                    owner.onBroken();
                  }
                  return null;
                },
                course);
  }

  private void described(
      ManualLine offer, ManualLine answer, DescriptionFields own, DescriptionFields peers) {
    Octets bind = SessionId.manualBind(offer.bytes(), answer.bytes());
    SessionId session =
        SessionId.manual(
            Signalling.fingerprint(offer.fields()), Signalling.fingerprint(answer.fields()), bind);
    owner.onDescribed(own, peers, session, bind);
  }

  private byte[] nonce() {
    byte[] nonce = new byte[ManualLine.NONCE_LENGTH];
    random.nextBytes(nonce);
    return nonce;
  }
}
