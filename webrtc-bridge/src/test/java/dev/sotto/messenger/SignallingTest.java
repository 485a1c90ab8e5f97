package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.net.Path;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.Role;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.signal.DescriptionFields;
import dev.sotto.signal.SealedContent;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Restarts between peers that do not prepare them, as browsers do not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SignallingTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
  private final Surroundings surroundings =
      new Surroundings(factory, MessengerOptions.anonymous(), failures::add);
  private final Course course = new Course(surroundings);
  private final BlockingQueue<SealedContent.Restart> restarts = new LinkedBlockingQueue<>();
  private final Side joiner = new Side(Role.JOINER);
  private final Side inviter = new Side(Role.INVITER);

  /** One end, whose contents reach the other at once. */
  private final class Side implements Signalling.Owner, PeerListener {
    private final BlockingQueue<Path> paths = new LinkedBlockingQueue<>();
    private final PeerConnection connection = factory.create(this);
    private final Signalling signalling;
    private @Nullable Side other;

    Side(Role role) {
      signalling = new Signalling(course, role, connection, this);
    }

    @Override
    public void send(SealedContent content) {
      if (content instanceof SealedContent.Restart restart) {
        restarts.add(restart);
      }
      Side to = other;
      if (to != null) {
        course.execute(() -> to.signalling.receive(unprepared(content)));
      }
    }

    private SealedContent unprepared(SealedContent content) {
      if (content instanceof SealedContent.Description description) {
        DescriptionFields fields = description.fields();
        return new SealedContent.Description(
            new DescriptionFields(
                fields.ice(),
                fields.fingerprint(),
                fields.maxMessageSize(),
                false,
                fields.candidates()));
      }
      return content;
    }

    @Override
    public void onDescribed(Octets own, Octets peers) {}

    @Override
    public void onBroken() {
      failures.add(new AssertionError("broken"));
    }

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      course.execute(() -> signalling.onLocalCandidate(candidate));
    }

    @Override
    public void onRestartNeeded() {
      course.execute(signalling::onRestartNeeded);
    }

    @Override
    public void onPath(Path path) {
      paths.add(path);
    }
  }

  private void connect() {
    joiner.other = inviter;
    inviter.other = joiner;
    joiner.connection.createDataChannel(OwnChannel.LABEL);
    course.execute(joiner.signalling::start);
    next(joiner.paths);
    next(inviter.paths);
  }

  @AfterEach
  void close() {
    factory.close();
    surroundings.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void theJoinerOffersARestartAndTheInviterAnswersIt() {
    connect();
    joiner.connection.restartIce();
    agree(1);
  }

  @Test
  void theInviterAsksForARestartAndTheGenerationsRise() {
    connect();
    for (int generation = 1; generation <= 2; generation++) {
      inviter.connection.restartIce();
      SealedContent.Restart asked = next(restarts);
      assertThat(asked.generation()).isEqualTo(generation);
      assertThat(asked.ice()).isEmpty();
      agree(generation);
    }
  }

  private void agree(int generation) {
    for (int i = 0; i < 2; i++) {
      SealedContent.Restart restart = next(restarts);
      assertThat(restart.generation()).isEqualTo(generation);
      assertThat(restart.ice()).isPresent();
    }
    next(joiner.paths);
    next(inviter.paths);
  }
}
