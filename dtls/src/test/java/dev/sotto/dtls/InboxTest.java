package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InboxTest {
  private static final int NO_WAIT = 0;

  private long now = 1000;
  private final Inbox inbox = new Inbox(() -> now, 100, 10);

  InboxTest() {
    inbox.startTimeout();
  }

  @Test
  void givesBackCopiesInOrder() throws Exception {
    byte[] datagram = {0, 1, 2, 3};
    inbox.offer(datagram, 1, 2);
    inbox.offer(datagram, 3, 1);
    datagram[1] = 9;

    assertThat(inbox.take(NO_WAIT)).containsExactly(1, 2);
    assertThat(inbox.take(NO_WAIT)).containsExactly(3);
    assertThat(inbox.take(NO_WAIT)).isNull();
  }

  @Test
  void endsWhenItsTimeIsUp() throws Exception {
    now += 99;
    assertThat(inbox.take(NO_WAIT)).isNull();
    now += 1;
    assertEnds(DtlsFailure.TIMEOUT);
  }

  @Test
  void believesAnAlertOnlyOfASilentPeer() throws Exception {
    inbox.refuse(40);
    now += 9;
    inbox.offer(new byte[1], 0, 1);
    assertThat(inbox.take(NO_WAIT)).hasSize(1);
    now += 9;
    assertThat(inbox.take(NO_WAIT)).isNull();
    now += 1;
    assertEnds(DtlsFailure.REFUSED);
  }

  @Test
  void blamesThePeerIfItHadSentAnAlertBeforeTheTimeWasUp() {
    now += 95;
    inbox.refuse(40);
    now += 5;
    assertEnds(DtlsFailure.REFUSED);
  }

  @Test
  void endsWhenClosedAndTakesNothingMore() {
    inbox.offer(new byte[1], 0, 1);
    inbox.close();
    inbox.offer(new byte[1], 0, 1);

    assertThat(inbox.hasRoomFor(1)).isFalse();
    assertThat(inbox.poll()).isNull();
    assertEnds(DtlsFailure.CLOSED);
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> inbox.take(1000))
        .isInstanceOfSatisfying(
            HandshakeFailure.class, e -> assertThat(e.reason()).isEqualTo(DtlsFailure.CLOSED));
    assertThat(Thread.interrupted()).isTrue();
  }

  private void assertEnds(DtlsFailure reason) {
    assertThatThrownBy(() -> inbox.take(NO_WAIT))
        .isInstanceOfSatisfying(
            HandshakeFailure.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
