package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Application data, once connected. */
@Timeout(300)
class RecordsTest {
  @Test
  void carriesManyRecordsOfAllSizesBothWays() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      Random random = new Random(1);
      for (int way = 0; way < 2; way++) {
        List<byte[]> sent = new ArrayList<>();
        for (int length = 1; length <= pair[way].session.maxPlaintext(); length++) {
          byte[] data = new byte[length];
          random.nextBytes(data);
          sent.add(data);
          pair[way].send(data);
        }

        assertThat(pair[1 - way].receivedByNow()).containsExactlyElementsOf(sent);
      }
    }
  }

  @Test
  void fillsTheSendLimitAndNoMore() {
    try (World world = new World()) {
      DtlsSession session = world.connectedPair()[0].session;
      byte[] plaintext = new byte[2000];
      byte[] record = new byte[2000];
      int longest = session.maxPlaintext();

      assertThat(longest + session.overhead()).isEqualTo(1200);
      int length = world.onLoop(() -> session.protect(plaintext, 0, longest, record, 0));
      assertThat(length).isEqualTo(1200);
      assertThatThrownBy(() -> session.protect(plaintext, 0, longest + 1, record, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> session.protect(plaintext, 0, 0, record, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> session.protect(plaintext, 0, 100, record, 2000 - 136))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void writesABatchIntoOneArrayAndReadsItFromOneDatagram() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] batch = new byte[1200];
      int length =
          world.onLoop(
              () -> {
                int at = 5;
                for (int i = 0; i < 10; i++) {
                  byte[] padded = {0, (byte) i, (byte) i, 0};
                  at += pair[0].session.protect(padded, 1, 2, batch, at);
                }
                return at - 5;
              });

      pair[1].arrive(Arrays.copyOfRange(batch, 5, 5 + length));

      assertThat(length).isEqualTo(10 * (2 + pair[0].session.overhead()));
      List<byte[]> received = pair[1].receivedByNow();
      assertThat(received).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(received.get(i)).containsExactly(i, i);
      }
    }
  }

  @Test
  void dropsATamperedRecordAndGoesOn() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] genuine = pair[0].protect(new byte[] {1, 2, 3});
      for (int i = 0; i < genuine.length; i++) {
        byte[] tampered = genuine.clone();
        tampered[i] ^= 1;
        pair[1].arrive(tampered);
      }

      assertThat(pair[1].receivedByNow()).isEmpty();
      pair[1].arrive(genuine);
      assertThat(pair[1].receivedByNow()).containsExactly(new byte[] {1, 2, 3});
    }
  }

  @Test
  void dropsATamperedRecordButNotItsNeighbours() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] first = pair[0].protect(new byte[] {1});
      byte[] second = pair[0].protect(new byte[] {2});
      byte[] third = pair[0].protect(new byte[] {3});
      second[second.length - 1] ^= 1;

      pair[1].arrive(join(first, second, third));

      assertThat(pair[1].receivedByNow()).containsExactly(new byte[] {1}, new byte[] {3});
    }
  }

  private static byte[] join(byte[]... records) {
    byte[] datagram = {};
    for (byte[] record : records) {
      int at = datagram.length;
      datagram = Arrays.copyOf(datagram, at + record.length);
      System.arraycopy(record, 0, datagram, at, record.length);
    }
    return datagram;
  }

  @Test
  void dropsReplays() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] record = pair[0].protect(new byte[] {1});
      pair[1].arrive(record);
      pair[1].arrive(record);
      for (int i = 0; i < 100; i++) {
        pair[0].send(new byte[] {2});
      }
      pair[1].arrive(record);

      assertThat(pair[1].receivedByNow()).hasSize(101).filteredOn(d -> d[0] == 1).hasSize(1);
    }
  }

  @Test
  void takesRecordsOutOfOrder() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] first = pair[0].protect(new byte[] {1});
      byte[] second = pair[0].protect(new byte[] {2});

      pair[1].arrive(second);
      pair[1].arrive(first);

      assertThat(pair[1].receivedByNow()).containsExactly(new byte[] {2}, new byte[] {1});
    }
  }

  /** Stock Bouncy Castle fails the connection for a protected record too short for its nonce. */
  @Test
  void survivesProtectedRecordsOfEveryLength() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      for (int type = 20; type <= 25; type++) {
        for (int length = 0; length < 64; length++) {
          byte[] forged = new byte[13 + length];
          byte[] header = {(byte) type, (byte) 0xfe, (byte) 0xfd, 0, 1, 0, 0, 0, 0, 9};
          System.arraycopy(header, 0, forged, 0, header.length);
          forged[12] = (byte) length;
          pair[1].arrive(forged);
        }
      }

      pair[0].send(new byte[] {5});

      assertThat(pair[1].receivedByNow()).containsExactly(new byte[] {5});
      assertThat(pair[1].closed).isNotDone();
    }
  }

  @Test
  void acceptsNoPlaintextInsteadOfRecords() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      for (End end : pair) {
        byte[] plain = {23, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 50, 0, 1, 7};
        end.arrive(plain);

        assertThat(end.receivedByNow()).isEmpty();
      }
    }
  }

  @Test
  void neverUsesANonceTwice() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      for (End end : pair) {
        List<String> nonces = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          byte[] record = end.protect(new byte[] {1});
          nonces.add(Arrays.toString(Arrays.copyOfRange(record, 13, 21)));
        }
        assertThat(nonces).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void dropsDatagramsThatAreTooLong() {
    try (World world = new World()) {
      End[] pair = world.connectedPair();
      byte[] record = pair[0].protect(new byte[] {1});

      pair[1].arrive(Arrays.copyOf(record, 1501));
      assertThat(pair[1].receivedByNow()).isEmpty();
      pair[1].arrive(record);
      assertThat(pair[1].receivedByNow()).hasSize(1);
    }
  }
}
