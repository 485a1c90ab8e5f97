package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetransmissionTimeoutTest {
  private static final long MS = 1_000_000;

  private final RetransmissionTimeout timeout =
      new RetransmissionTimeout(AssociationOptions.defaults());

  @Test
  void beginsWithTheInitialValueAndNoRoundTrip() {
    assertThat(timeout.current()).isEqualTo(500 * MS);
    assertThat(timeout.smoothedRoundTrip()).isEqualTo(-1);
  }

  @Test
  void takesTheFirstMeasurementAsItIs() {
    timeout.observe(200 * MS);
    assertThat(timeout.smoothedRoundTrip()).isEqualTo(200 * MS);
    assertThat(timeout.current()).isEqualTo(600 * MS);
  }

  @Test
  void leavesRoomForDelayedAcknowledgmentsOnASteadyPath() {
    for (int i = 0; i < 1000; i++) {
      timeout.observe(10 * MS);
    }
    assertThat(timeout.current()).isEqualTo(230 * MS);
  }

  @Test
  void neverExceedsTheMaximum() {
    for (int i = 0; i < 50; i++) {
      timeout.observe(i % 2 == 0 ? 1 : 50_000 * MS);
      assertThat(timeout.current()).isBetween(200 * MS, 10_000 * MS);
    }
    for (int i = 0; i < 200; i++) {
      timeout.backOff();
      assertThat(timeout.current()).isBetween(200 * MS, 10_000 * MS);
    }
  }

  @Test
  void ignoresMeasurementsThatCannotBe() {
    timeout.observe(-1);
    timeout.observe(61_000 * MS);
    assertThat(timeout.smoothedRoundTrip()).isEqualTo(-1);
  }

  @Test
  void doublesUntilThereIsAMeasurement() {
    timeout.backOff();
    timeout.backOff();
    assertThat(timeout.current()).isEqualTo(2000 * MS);
    timeout.observe(100 * MS);
    assertThat(timeout.current()).isEqualTo(timeout.withoutBackOff()).isLessThan(500 * MS);
  }
}
