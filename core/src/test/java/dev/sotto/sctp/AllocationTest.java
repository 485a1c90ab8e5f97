package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sotto.time.Monotonic;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final int MESSAGE = 16_384;
  private static final int ROUNDS = 200;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] buffer = new byte[1200];
  private Monotonic now = Monotonic.ZERO;
  private long received;

  private final Association a = association(1);
  private final Association b = association(2);

  private Association association(long seed) {
    return new Association(
        AssociationOptions.defaults(),
        new Random(seed),
        (stream, ppid, message) -> received += message.length);
  }

  /** DATA one way, SACK the other: beyond two copies of each message nothing grows with packets. */
  @Test
  void packetsAllocateNothingBeyondTheMessages() {
    a.connect(now);
    exchange();
    byte[] payload = Pair.payload(MESSAGE, 1);
    for (int i = 0; i < ROUNDS; i++) {
      round(payload);
    }
    long packetsBefore = a.statistics().packetsSent() + b.statistics().packetsSent();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round(payload);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    long packets = a.statistics().packetsSent() + b.statistics().packetsSent() - packetsBefore;

    assertThat(received).isEqualTo(2L * ROUNDS * 4 * MESSAGE);
    long messages = 2L * ROUNDS * 4 * MESSAGE;
    assertThat(packets).isGreaterThan(ROUNDS * 4 * 15);
    assertThat((double) (allocated - messages) / packets)
        .as("bytes a packet beyond the messages")
        .isLessThan(40);
  }

  private void round(byte[] payload) {
    now = new Monotonic(now.nanos() + 1_000_000);
    for (int i = 0; i < 4; i++) {
      assertThat(a.send(1, 53, payload, 0, MESSAGE, SendOptions.RELIABLE, now))
          .isEqualTo(SendResult.ACCEPTED);
    }
    exchange();
    b.release(4 * Association.charge(MESSAGE), now);
  }

  private void exchange() {
    boolean moved = true;
    while (moved) {
      moved = move(a, b);
      moved |= move(b, a);
    }
    while (a.pollEvent() != null || b.pollEvent() != null) {
      // Connected, and the level of the buffer: nobody asked.
      moved = false;
    }
  }

  private boolean move(Association from, Association to) {
    boolean moved = false;
    int length = from.poll(buffer, 0, now);
    while (length > 0) {
      moved = true;
      to.handlePacket(buffer, 0, length, now);
      length = from.poll(buffer, 0, now);
    }
    return moved;
  }
}
