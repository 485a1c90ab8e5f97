package dev.sotto.turn;

import static dev.sotto.turn.TurnWorld.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import dev.sotto.turn.TurnFailure.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest {
  private final TurnWorld world = TurnWorld.allocated();

  @Test
  void refreshesAtHalfTheLifetime() {
    world.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(world.server().count(TurnNumbers.REFRESH)).isZero();

    world.advance(Duration.ofMillis(1));
    assertThat(world.server().count(TurnNumbers.REFRESH)).isEqualTo(1);
  }

  @Test
  void livesForHours() {
    world.client().bindChannel(PEER);
    world.settle();
    for (int minute = 0; minute < 300; minute++) {
      world.advance(Duration.ofMinutes(1));
      assertThat(world.server().hasAllocation(world.now())).isTrue();
      assertThat(world.server().permits(PEER.ip(), world.now())).isTrue();
      assertThat(world.server().hasChannel(0x4000, world.now())).isTrue();
    }
    assertThat(world.server().count(TurnNumbers.REFRESH)).isEqualTo(60);
    assertThat(world.server().count(TurnNumbers.CREATE_PERMISSION)).isEqualTo(121);
    assertThat(world.server().count(TurnNumbers.CHANNEL_BIND)).isEqualTo(61);
    assertThat(world.events())
        .containsExactlyInAnyOrder(
            new TurnEvent.Permitted(PEER.ip()), new TurnEvent.ChannelBound(PEER));
  }

  @Test
  void refreshesWithAFreshNonceWhenTheOldOneIsStale() {
    world.client().bindChannel(PEER);
    world.settle();
    world.server().makeNonceStale();
    world.advance(Duration.ofMinutes(100));

    assertThat(world.server().hasAllocation(world.now())).isTrue();
    assertThat(world.server().permits(PEER.ip(), world.now())).isTrue();
    assertThat(world.events()).hasSize(2);
  }

  @Test
  void survivesAnOutageShorterThanTheRetransmissions() {
    world.advance(Duration.ofSeconds(299));
    world.server().deaf(true);
    world.advance(Duration.ofSeconds(25));
    world.server().deaf(false);
    world.advance(Duration.ofMinutes(5));

    assertThat(world.server().hasAllocation(world.now())).isTrue();
    assertThat(world.events()).isEmpty();
  }

  @Test
  void failsWhenTheServerIsGone() {
    world.server().deaf(true);
    world.advance(Duration.ofMinutes(5).plusMillis(39_500));

    assertThat(world.failure().reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(world.client().nextTimeout()).isEqualTo(Monotonic.NEVER);
    assertThat(world.send(PEER, "x")).isFalse();
  }

  @Test
  void failsWhenTheServerHasForgottenTheAllocation() {
    world.server().script(TurnNumbers.REFRESH, request -> world.server().refuse(request, 437));
    world.advance(Duration.ofMinutes(5));

    assertThat(world.failure().reason()).isEqualTo(Reason.ALLOCATION_MISMATCH);
  }

  @Test
  void asksForNothingAfterTheAllocationIsGone() {
    world.client().permit(PEER.ip());
    world.settle();
    world.events();
    world.advance(Duration.ofSeconds(140));
    world.server().script(TurnNumbers.REFRESH, request -> world.server().refuse(request, 437));
    world.advance(Duration.ofSeconds(160));
    assertThat(world.failure().reason()).isEqualTo(Reason.ALLOCATION_MISMATCH);
    int requests = world.server().requests().size();
    world.advance(Duration.ofHours(1));

    assertThat(world.server().requests()).hasSize(requests);
    assertThat(world.client().permit(PEER.ip())).isEqualTo(PeerRequest.NOT_ALLOCATED);
  }

  @Test
  void isNotTalkedOutOfItsAllocationByAnErrorWithoutProof() {
    world
        .server()
        .script(
            TurnNumbers.REFRESH,
            request -> request.errorResponse(437, "forged").toBytes(null, false));
    world.advance(Duration.ofSeconds(301));
    assertThat(world.events()).isEmpty();

    world.server().behave();
    world.advance(Duration.ofMinutes(1));
    assertThat(world.events()).isEmpty();
    assertThat(world.server().hasAllocation(world.now())).isTrue();
  }

  @Test
  void namesTheErrorItDidNotBelieveWhenNothingBetterComes() {
    world
        .server()
        .script(
            TurnNumbers.REFRESH,
            request -> request.errorResponse(401, "expired").toBytes(null, false));
    world.advance(Duration.ofSeconds(340));

    TurnFailure failure = world.failure();
    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failure.code()).isEqualTo(401);
    assertThat(failure.text()).contains("expired");
  }

  @Test
  void failsWhenARefreshIsAnsweredWithTheEnd() {
    world
        .server()
        .script(
            TurnNumbers.REFRESH,
            request ->
                request
                    .successResponse()
                    .attribute(TurnNumbers.LIFETIME_ATTRIBUTE, new byte[4])
                    .toBytes(world.server().key(), false));
    world.advance(Duration.ofMinutes(5));

    assertThat(world.failure().reason()).isEqualTo(Reason.BAD_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4, 0x7fff_ffffL, 0xffff_ffffL})
  void isNotHurriedOrLulledByAnAbsurdLifetime(long lifetime) {
    TurnWorld absurd = TurnWorld.overUdp();
    absurd.server().lifetime(lifetime);
    absurd.client().allocate();
    absurd.settle();
    absurd.server().lifetime(600);
    long before = absurd.now().nanos();

    assertThat(absurd.client().nextTimeout() - before)
        .isBetween(Duration.ofSeconds(5).toNanos(), Duration.ofMinutes(30).toNanos());
  }

  @Test
  void givesTheAllocationBackWhenClosed() {
    world.client().permit(PEER.ip());
    world.settle();
    world.events();
    world.client().close();
    assertThat(world.send(PEER, "x")).isFalse();
    world.settle();

    assertThat(world.onlyEvent()).isEqualTo(new TurnEvent.Closed());
    assertThat(world.server().hasAllocation(world.now())).isFalse();
    world.advance(Duration.ofHours(1));
    assertThat(world.server().count(TurnNumbers.CREATE_PERMISSION)).isEqualTo(1);
    assertThat(world.client().nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void giveBackIsRepeatedWithAFreshNonce() {
    world.server().makeNonceStale();
    world.client().close();
    world.settle();

    assertThat(world.onlyEvent()).isEqualTo(new TurnEvent.Closed());
    assertThat(world.server().hasAllocation(world.now())).isFalse();
  }

  @Test
  void isClosedAlsoWhenTheServerDoesNotAnswer() {
    world.server().deaf(true);
    world.client().close();
    world.settle();
    assertThat(world.events()).isEmpty();
    world.advance(Duration.ofSeconds(40));

    assertThat(world.onlyEvent()).isEqualTo(new TurnEvent.Closed());
  }

  @Test
  void closingTwiceChangesNothing() {
    world.client().close();
    world.client().close();
    world.settle();
    world.client().close();
    world.settle();

    assertThat(world.server().count(TurnNumbers.REFRESH)).isEqualTo(1);
    assertThat(world.events()).containsExactly(new TurnEvent.Closed());
  }

  @Test
  void closingBeforeAnythingWasAskedIsQuiet() {
    TurnWorld fresh = TurnWorld.overUdp();
    fresh.client().close();
    fresh.client().allocate();
    fresh.settle();

    assertThat(fresh.onlyEvent()).isEqualTo(new TurnEvent.Closed());
    assertThat(fresh.server().requests()).isEmpty();
  }

  @Test
  void closingWhileAllocatingGivesBackWhatComesOfIt() {
    TurnWorld hasty = TurnWorld.overUdp();
    hasty.server().mute(true);
    hasty.client().allocate();
    hasty.settle();
    hasty.client().close();
    hasty.server().mute(false);
    hasty.advance(Duration.ofSeconds(1));

    assertThat(hasty.onlyEvent()).isEqualTo(new TurnEvent.Closed());
    assertThat(hasty.server().count(TurnNumbers.REFRESH)).isEqualTo(1);
    assertThat(hasty.server().hasAllocation(hasty.now())).isFalse();
  }
}
