package dev.sotto.signal;

import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingMessage;
import java.util.Arrays;

/** Messages that say nothing. */
final class Messages {
  private Messages() {}

  static Octets bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Octets.of(bytes);
  }

  static PairingMessage.P0 p0(int value) {
    return new PairingMessage.P0(bytes(16, value));
  }

  static PairingMessage p3(int value) {
    return new PairingMessage.P3(bytes(32, value));
  }

  static PairingMessage sealed(int sequence) {
    return new PairingMessage.Sealed(sequence, bytes(528, 7));
  }

  static String relayed(PairingMessage message) {
    return "{\"t\":\"from\",\"m\":" + PairingJson.write(message) + "}";
  }

  static String sent(PairingMessage message) {
    return "{\"t\":\"to\",\"m\":" + PairingJson.write(message) + "}";
  }
}
