package dev.sotto.sctp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FastPathCodecTest {
  @Test
  void readsTheDataHeaderItWrote() {
    byte[] out = new byte[32];
    DataChunk.writeHeader(
        out, 5, DataChunk.BEGINNING | DataChunk.IMMEDIATE, 11, -2, 65_535, 65_534, -3);

    assertThat(out[5]).isEqualTo((byte) DataChunk.TYPE);
    assertThat(out[6]).isEqualTo((byte) 10);
    assertThat(BigEndian.u16(out, 7)).isEqualTo(27);
    assertThat(DataChunk.tsn(out, 5)).isEqualTo(-2);
    assertThat(DataChunk.streamId(out, 5)).isEqualTo(65_535);
    assertThat(DataChunk.ssn(out, 5)).isEqualTo(65_534);
    assertThat(DataChunk.ppid(out, 5)).isEqualTo(-3);
  }

  @Test
  void readsTheSackHeaderItWrote() {
    byte[] out = new byte[64];
    SackChunk.writeHeader(out, 3, -5, 0xffff_ffffL, 2, 1);
    BigEndian.put16(out, 3 + 16 + 4, 7);
    BigEndian.put16(out, 3 + 16 + 6, 65_535);

    assertThat(BigEndian.u16(out, 5)).isEqualTo(28);
    assertThat(SackChunk.cumulativeTsn(out, 3)).isEqualTo(-5);
    assertThat(SackChunk.advertisedWindow(out, 3)).isEqualTo(0xffff_ffffL);
    assertThat(SackChunk.gapCount(out, 3)).isEqualTo(2);
    assertThat(SackChunk.gapStart(out, 3, 1)).isEqualTo(7);
    assertThat(SackChunk.gapEnd(out, 3, 1)).isEqualTo(65_535);
    assertThat(SackChunk.isWhole(out, 3, 28)).isTrue();
    assertThat(SackChunk.isWhole(out, 3, 27)).isFalse();
    assertThat(SackChunk.isWhole(out, 3, 15)).isFalse();
  }

  @Test
  void checksumIsCrc32cWithTheFieldAsZero() {
    byte[] packet = "0123456789abcdefgh".getBytes(StandardCharsets.US_ASCII);
    PacketChecksum checksum = new PacketChecksum();
    checksum.seal(packet, 0, packet.length);

    byte[] zeroed = packet.clone();
    BigEndian.put32(zeroed, 8, 0);
    CRC32C expected = new CRC32C();
    expected.update(zeroed);
    assertThat(Integer.reverseBytes(BigEndian.i32(packet, 8))).isEqualTo((int) expected.getValue());
    assertThat(checksum.matches(packet, 0, packet.length)).isTrue();
    for (int i = 0; i < packet.length; i++) {
      byte[] changed = packet.clone();
      changed[i] ^= 0x10;
      assertThat(checksum.matches(changed, 0, changed.length)).isFalse();
    }
  }

  @Test
  void serialNumbersWrap() {
    assertThat(Serial.before(-1, 0)).isTrue();
    assertThat(Serial.before(0, -1)).isFalse();
    assertThat(Serial.before(5, 5)).isFalse();
    assertThat(Serial.atMost(5, 5)).isTrue();
    assertThat(Serial.before(0x7fff_fffe, 0x8000_0001)).isTrue();
    assertThat(Serial.before16(65_535, 0)).isTrue();
    assertThat(Serial.before16(0, 65_535)).isFalse();
    assertThat(Serial.next16(65_535)).isZero();
  }
}
