package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.PipeMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to happen when a peer does not come again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LaneTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
  private final Surroundings surroundings =
      new Surroundings(factory, MessengerOptions.anonymous(), failures::add);
  private final Course order = new Course(surroundings);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Lane<PipeMessage> lane = new Lane<>(PipeJson::read, PipeJson::write, new End());

  private final class End implements Lane.End<PipeMessage> {
    @Override
    public void attached(int maxMessageSize) {
      told.add("attached");
    }

    @Override
    public void detached() {
      told.add("detached");
    }

    @Override
    public void givenUp() {
      told.add("given up");
    }

    @Override
    public boolean waits() {
      return true;
    }

    @Override
    public void text(PipeMessage message, int length) {
      told.add("text");
    }

    @Override
    public void binary(byte[] message) {
      told.add("binary");
    }

    @Override
    public void malformed() {
      told.add("malformed");
    }

    @Override
    public @Nullable Outbound<PipeMessage> next() {
      return null;
    }
  }

  @AfterEach
  void close() {
    factory.close();
    surroundings.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void aPeerThatIsBackAndDoesNotComeAgainHasGivenItUp() {
    order.execute(() -> lane.expect(order, Duration.ofMillis(10)));
    assertThat(next(told)).isEqualTo("given up");
  }

  @Test
  void whileThePeerIsAwayNobodyGivesUp() {
    order.execute(
        () -> {
          lane.expect(order, Duration.ofMillis(10));
          lane.leave();
          order.after(Duration.ofMillis(100), () -> told.add("later"));
        });
    assertThat(next(told)).isEqualTo("later");
  }
}
