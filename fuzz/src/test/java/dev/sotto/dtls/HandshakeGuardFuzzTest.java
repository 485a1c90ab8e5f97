package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The guard of unprotected handshakes, read again by other means than its own. */
class HandshakeGuardFuzzTest {
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int HANDSHAKE = 22;

  private long now;

  /** The input is a role and datagrams, each with its length before it. */
  @FuzzTest
  void admitsOnlyWholeRecordsOfReasonableMessages(byte[] input) {
    now = 0;
    ByteBuffer in = ByteBuffer.wrap(input);
    boolean client = in.hasRemaining() && in.get() % 2 == 0;
    HandshakeGuard guard =
        new HandshakeGuard(client ? DtlsRole.CLIENT : DtlsRole.SERVER, () -> now);
    while (in.remaining() >= 2) {
      byte[] datagram = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
      in.get(datagram);
      byte[] before = datagram.clone();
      int admitted = guard.admit(datagram, 0, datagram.length);
      assertThat(admitted).isBetween(0, datagram.length);
      assertThat(datagram).isEqualTo(before);
      assertReasonable(ByteBuffer.wrap(Arrays.copyOf(datagram, admitted)));
      guard.alert();
      now += 1_000_000;
    }
  }

  private static void assertReasonable(ByteBuffer records) {
    while (records.hasRemaining()) {
      assertThat(records.remaining()).isGreaterThanOrEqualTo(RECORD_HEADER);
      int at = records.position();
      int type = records.get(at);
      int epoch = records.getShort(at + 3);
      int length = records.getShort(at + 11) & 0xffff;
      assertThat(length).isLessThanOrEqualTo(records.remaining() - RECORD_HEADER);
      if (epoch == 0 && type == HANDSHAKE) {
        assertReasonableMessages(records.slice(at + RECORD_HEADER, length));
      }
      records.position(at + RECORD_HEADER + length);
    }
  }

  private static void assertReasonableMessages(ByteBuffer messages) {
    while (messages.hasRemaining()) {
      assertThat(messages.remaining()).isGreaterThanOrEqualTo(MESSAGE_HEADER);
      int at = messages.position();
      int length = messages.getInt(at) & 0xffffff;
      int offset = messages.getInt(at + 5) & 0xffffff;
      int fragment = messages.getInt(at + 8) & 0xffffff;
      assertThat(length).isLessThanOrEqualTo(HandshakeGuard.MAX_MESSAGE_LENGTH);
      assertThat(offset + fragment).isLessThanOrEqualTo(length);
      assertThat(fragment > 0 || length == 0).isTrue();
      messages.position(at + MESSAGE_HEADER + fragment);
    }
  }
}
