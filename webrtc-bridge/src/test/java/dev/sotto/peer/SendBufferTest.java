package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.datachannel.ChannelState;
import dev.sotto.peer.PeerPair.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a channel says it has buffered, and when it takes no more. */
@Timeout(120)
class SendBufferTest {
  /** Reads nothing before it may, then counts. */
  private static final class SlowReader implements DataChannelListener {
    final CountDownLatch mayRead = new CountDownLatch(1);
    final CompletableFuture<Void> all = new CompletableFuture<>();
    private final AtomicInteger left;

    SlowReader(int messages) {
      left = new AtomicInteger(messages);
    }

    @Override
    public void onBinary(byte[] data) {
      try {
        mayRead.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (left.decrementAndGet() == 0) {
        all.complete(null);
      }
    }
  }

  @Test
  void emptyMessagesAndAnnouncementsLeaveTheAmountRight() {
    PeerConfiguration small = PeerPair.localOnly().withReceiveWindow(50_000);
    try (PeerPair pair = new PeerPair(small, small)) {
      Wire bulk = pair.offerer.open("bulk");
      pair.negotiate();
      bulk.awaitOpen();
      SlowReader reader = new SlowReader(20);
      pair.answerer.nextAnnounced().channel.listener(reader);
      for (int i = 0; i < 20; i++) {
        assertThat(bulk.channel.send(new byte[10_000])).isTrue();
      }

      // Announced, and sent on, while other data waits for the window.
      Wire later = pair.offerer.open("x".repeat(500)).awaitOpen();
      assertThat(later.channel.send(new byte[100])).isTrue();
      for (int i = 0; i < 50; i++) {
        assertThat(later.channel.send(new byte[0])).isTrue();
      }
      assertThat(later.channel.bufferedAmount()).isBetween(0L, 100L);
      reader.mayRead.countDown();
      Wire theirs = pair.answerer.nextAnnounced();
      for (int i = 0; i < 51; i++) {
        theirs.next();
      }

      await(reader.all);
      await(later.channel.whenBufferedAmountLow());
      await(bulk.channel.whenBufferedAmountLow());
      assertThat(later.channel.bufferedAmount()).isZero();
      assertThat(bulk.channel.bufferedAmount()).isZero();
    }
  }

  @Test
  void manyEmptyMessagesAreHeldBackToo() {
    PeerConfiguration small =
        PeerPair.localOnly().withMaxBufferedAmount(6400).withReceiveWindow(1500);
    try (PeerPair pair = new PeerPair(small, small)) {
      Wire ours = pair.offerer.open("bulk");
      pair.negotiate();
      ours.awaitOpen();
      SlowReader reader = new SlowReader(1);
      pair.answerer.nextAnnounced().channel.listener(reader);

      int taken = 0;
      while (taken < 10_000 && ours.channel.send(new byte[0])) {
        taken++;
      }
      assertThat(taken).isLessThan(10_000);
      CompletableFuture<Void> low = ours.channel.whenBufferedAmountLow();
      reader.mayRead.countDown();
      await(low);
      assertThat(ours.channel.send(new byte[0])).isTrue();
    }
  }

  @Test
  void nothingIsTakenOnceCloseWasCalled() {
    try (PeerPair pair = new PeerPair()) {
      Wire ours = pair.offerer.open("chat");
      pair.negotiate();
      ours.awaitOpen();

      ours.channel.close();

      assertThat(ours.channel.state()).isNotEqualTo(ChannelState.OPEN);
      assertThatThrownBy(() -> ours.channel.send("late")).isInstanceOf(IllegalStateException.class);
      await(ours.closed);
      assertThat(ours.channel.state()).isEqualTo(ChannelState.CLOSED);
    }
  }
}
