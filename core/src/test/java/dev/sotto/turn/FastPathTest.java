package dev.sotto.turn;

import static dev.sotto.turn.TurnWorld.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sotto.address.TransportAddress;
import dev.sotto.time.Monotonic;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FastPathTest {
  private static final int ROUNDS = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ScriptedServer server = new ScriptedServer();
  private final byte[] buffer = new byte[TurnClient.MAX_REQUEST];
  private final byte[] datagram = new byte[1200];
  private final byte[] packet = ScriptedServer.channelData(0x4000, "x".repeat(1200));
  private final Monotonic now = Monotonic.ofMillis(1);
  private long received;

  private final TurnClient client =
      new TurnClient(
          TurnWorld.options(), new Random(1), (peer, from, offset, length) -> received += length);

  private void settle() {
    for (int length = client.poll(buffer, 0, now); length > 0; ) {
      byte[] answer = server.handle(Arrays.copyOf(buffer, length), now);
      client.handlePacket(answer, 0, answer.length, now);
      length = client.poll(buffer, 0, now);
    }
  }

  @Test
  void channelDataAllocatesNothing() {
    client.allocate();
    settle();
    client.bindChannel(PEER);
    settle();
    run(PEER);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(PEER);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(received).isEqualTo(2L * ROUNDS * 1200);
    assertThat((double) allocated / ROUNDS).as("bytes a datagram each way").isLessThan(1);
  }

  private void run(TransportAddress peer) {
    for (int i = 0; i < ROUNDS; i++) {
      if (client.wrap(peer, datagram, 0, datagram.length, buffer, 0) != 1204) {
        throw new AssertionError("not by channel");
      }
      client.handlePacket(packet, 0, packet.length, now);
      if (client.poll(buffer, 0, now) != 0 || client.nextTimeout() == Monotonic.NEVER) {
        throw new AssertionError("not idle");
      }
    }
  }
}
