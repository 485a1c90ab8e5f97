package dev.sotto.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandshakeGuardTest {
  private static final int CLIENT_HELLO = 1;
  private static final int CERTIFICATE = 11;
  private static final int CERTIFICATE_VERIFY = 15;

  private long now;
  private final HandshakeGuard guard = new HandshakeGuard(DtlsRole.SERVER, () -> now);

  @Test
  void passesAMessageInFragmentsAndOutOfOrder() {
    assertPasses(fragment(CLIENT_HELLO, 1461, 0, 1100, 361));
    assertPasses(fragment(CLIENT_HELLO, 1461, 0, 0, 1100));
  }

  @Test
  void passesALongChainOfCertificates() {
    for (int at = 0; at < HandshakeGuard.MAX_MESSAGE_LENGTH; at += 1024) {
      assertPasses(fragment(CERTIFICATE, HandshakeGuard.MAX_MESSAGE_LENGTH, 1, at, 1024));
    }
  }

  /** CVE-2026-59646: what is declared is allocated. */
  @Test
  void dropsDeclaredLengthsOverTheLimit() {
    assertDrops(fragment(CLIENT_HELLO, HandshakeGuard.MAX_MESSAGE_LENGTH + 1, 0, 0, 100));
    assertDrops(fragment(CLIENT_HELLO, 0xffffff, 0, 0, 100));
  }

  @Test
  void dropsManyDeclaredLengthsOverTheLimitTogether() {
    assertPasses(fragment(CLIENT_HELLO, HandshakeGuard.MAX_MESSAGE_LENGTH, 0, 0, 100));
    assertPasses(fragment(CERTIFICATE, HandshakeGuard.MAX_MESSAGE_LENGTH, 1, 0, 100));
    assertDrops(fragment(CERTIFICATE, 100, 2, 0, 100));
    assertPasses(fragment(CERTIFICATE, HandshakeGuard.MAX_MESSAGE_LENGTH, 1, 100, 100));
  }

  @Test
  void dropsFragmentsOutsideTheirMessage() {
    assertDrops(fragment(CLIENT_HELLO, 100, 0, 1, 100));
    assertDrops(fragment(CLIENT_HELLO, 100, 0, 0xffffff, 1));
    assertDrops(fragment(CLIENT_HELLO, 100, 0, 101, 0));
  }

  @Test
  void dropsAFragmentOfNothingUnlessTheMessageIsEmpty() {
    assertDrops(fragment(CLIENT_HELLO, 100, 0, 0, 0));
    assertPasses(fragment(14, 0, 3, 0, 0));
  }

  @Test
  void dropsAMessageWhoseLengthChanges() {
    assertPasses(fragment(CLIENT_HELLO, 100, 0, 0, 50));
    assertDrops(fragment(CLIENT_HELLO, 200, 0, 50, 50));
  }

  @Test
  void dropsSequenceNumbersThatNoHandshakeReaches() {
    assertDrops(fragment(CLIENT_HELLO, 100, HandshakeGuard.MAX_MESSAGES, 0, 100));
    assertDrops(fragment(CLIENT_HELLO, 100, 0xffff, 0, 100));
  }

  @Test
  void dropsRecordsThatDoNotFitTheirDatagram() {
    byte[] record = fragment(CLIENT_HELLO, 100, 0, 0, 100);
    for (int length = 0; length < record.length; length++) {
      assertThat(guard.admit(record, 0, length)).as("%d bytes", length).isZero();
    }
    byte[] tooLittle = record.clone();
    tooLittle[12]--;
    assertDrops(tooLittle);
  }

  @Test
  void limitsTheRateOfFragments() {
    byte[] record = fragment(CLIENT_HELLO, 1000, 0, 0, 10);
    for (int i = 0; i < HandshakeGuard.MAX_BURST; i++) {
      assertPasses(record);
    }
    assertDrops(record);

    now += 500_000_000;

    for (int i = 0; i < HandshakeGuard.MAX_BURST / 2; i++) {
      assertPasses(record);
    }
    assertDrops(record);
  }

  @Test
  void limitsTheNumberOfFragmentsForEver() {
    byte[] record = fragment(CLIENT_HELLO, 1000, 0, 0, 10);
    for (int i = 0; i < HandshakeGuard.MAX_FRAGMENTS; i++) {
      now += 1_000_000_000;
      assertPasses(record);
    }
    now += 1_000_000_000;
    assertDrops(record);
  }

  @Test
  void countsEachMessageOfARecord() {
    byte[] two = record(22, concat(message(1, 10, 0, 0, 10), message(11, 10, 1, 0, 10)));
    for (int i = 0; i < HandshakeGuard.MAX_BURST / 2; i++) {
      assertPasses(two);
    }
    assertDrops(two);
  }

  @Test
  void cutsADatagramOffAtTheFirstRecordThatDoesNotPass() {
    byte[] good = fragment(CLIENT_HELLO, 100, 0, 0, 100);
    byte[] bad = fragment(CLIENT_HELLO, 0xffffff, 1, 0, 100);
    byte[] datagram = concat(new byte[7], concat(good, concat(bad, good)));

    assertThat(guard.admit(datagram, 7, datagram.length - 7)).isEqualTo(good.length);
  }

  @Test
  void passesProtectedRecordsUnread() {
    byte[] record = record(22, new byte[50]);
    record[4] = 1;

    assertPasses(record);
  }

  @Test
  void dropsUnprotectedDataAndUnknownTypes() {
    for (int type = 0; type < 256; type++) {
      if (type != 22) {
        assertDrops(record(type, new byte[] {1}));
      }
    }
  }

  @Test
  @DisplayName(
      "RFC 6347 4.1: only a first ClientHello may say another version than 1.2, and only 1.0")
  void dropsOtherVersions() {
    for (int epoch = 0; epoch < 2; epoch++) {
      for (int version = 0; version <= 0xffff; version++) {
        byte[] record = fragment(CLIENT_HELLO, 100, 0, 0, 100);
        record[1] = (byte) (version >> 8);
        record[2] = (byte) version;
        record[4] = (byte) epoch;
        HandshakeGuard fresh = new HandshakeGuard(DtlsRole.SERVER, () -> now);

        boolean passes = version == 0xfefd || (version == 0xfeff && epoch == 0);
        assertThat(fresh.admit(record, 0, record.length))
            .as("version %x, epoch %d", version, epoch)
            .isEqualTo(passes ? record.length : 0);
      }
    }
  }

  @Test
  void reportsAnUnprotectedAlertAndDropsIt() {
    byte[] hello = fragment(CLIENT_HELLO, 100, 0, 0, 100);
    byte[] alert = record(21, new byte[] {2, 42});

    assertThat(guard.admit(concat(hello, alert), 0, hello.length + alert.length))
        .isEqualTo(hello.length);
    assertThat(guard.alert()).hasValue(42);
    assertPasses(hello);
    assertThat(guard.alert()).isEmpty();
  }

  @Test
  void letsAServersChangeCipherSpecWaitForCertificateVerify() {
    byte[] changeCipherSpec = record(20, new byte[] {1});
    assertDrops(changeCipherSpec);
    assertPasses(fragment(CERTIFICATE_VERIFY, 80, 3, 40, 40));
    assertDrops(changeCipherSpec);
    assertPasses(fragment(CERTIFICATE_VERIFY, 80, 3, 0, 40));
    assertDrops(changeCipherSpec);
    assertPasses(fragment(CERTIFICATE_VERIFY, 80, 3, 40, 40));

    assertPasses(changeCipherSpec);
  }

  @Test
  void letsAClientsChangeCipherSpecPass() {
    HandshakeGuard client = new HandshakeGuard(DtlsRole.CLIENT, () -> now);
    byte[] changeCipherSpec = record(20, new byte[] {1});

    assertThat(client.admit(changeCipherSpec, 0, 14)).isEqualTo(14);
    assertThat(client.admit(record(20, new byte[] {2}), 0, 14)).isZero();
    assertThat(client.admit(record(20, new byte[] {1, 1}), 0, 15)).isZero();
    assertThat(client.admit(record(20, new byte[0]), 0, 13)).isZero();
  }

  @Test
  void survivesMutations() {
    byte[] flight =
        concat(
            record(22, concat(message(11, 700, 1, 0, 700), message(16, 33, 2, 0, 33))),
            concat(
                fragment(CERTIFICATE_VERIFY, 80, 3, 0, 80),
                concat(record(20, new byte[] {1}), record(21, new byte[] {2, 40}))));
    for (long seed = 1; seed <= 100_000; seed++) {
      Random random = new Random(seed);
      byte[] mutated = Arrays.copyOf(flight, random.nextInt(flight.length + 1));
      for (int i = random.nextInt(8); i > 0 && mutated.length > 0; i--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      int offset = random.nextInt(20);
      byte[] shifted = concat(new byte[offset], mutated);
      now += 10_000_000;

      int admitted = guard.admit(shifted, offset, mutated.length);

      assertThat(admitted).as("seed %d", seed).isBetween(0, mutated.length);
    }
  }

  private void assertPasses(byte[] datagram) {
    assertThat(guard.admit(datagram, 0, datagram.length)).isEqualTo(datagram.length);
  }

  private void assertDrops(byte[] datagram) {
    assertThat(guard.admit(datagram, 0, datagram.length)).isZero();
  }

  private static byte[] fragment(int type, int length, int sequence, int offset, int size) {
    return record(22, message(type, length, sequence, offset, size));
  }

  private static byte[] message(int type, int length, int sequence, int offset, int size) {
    ByteBuffer out = ByteBuffer.allocate(12 + size);
    out.putInt((type << 24) | length).putShort((short) sequence);
    putUint24(out, offset);
    putUint24(out, size);
    return out.array();
  }

  private static byte[] record(int type, byte[] fragment) {
    return ByteBuffer.allocate(13 + fragment.length)
        .put((byte) type)
        .putShort((short) 0xfefd)
        .putLong(0)
        .putShort((short) fragment.length)
        .put(fragment)
        .array();
  }

  private static void putUint24(ByteBuffer out, int value) {
    out.put((byte) (value >> 16)).putShort((short) value);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
