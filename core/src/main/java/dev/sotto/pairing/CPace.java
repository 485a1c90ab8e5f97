package dev.sotto.pairing;

import java.util.Arrays;
import java.util.Optional;

/** CPACE-X25519-SHA512 of draft-irtf-cfrg-cpace, with the transcript of initiator and responder. */
final class CPace {
  private static final byte[] NAME = LengthValue.ascii("CPace255");
  private static final byte[] KEY_NAME = LengthValue.ascii("CPace255_ISK");
  private static final int HASH_BLOCK = 128;

  private CPace() {}

  /** The generator that the password leads to, 32 bytes. */
  static byte[] generator(byte[] password, byte[] channel, byte[] session) {
    int taken = 1 + password.length + LengthValue.lengthOfLength(password.length) + 1 + NAME.length;
    byte[] padding = new byte[Math.max(0, HASH_BLOCK - taken)];
    byte[] input = LengthValue.concatenate(NAME, password, padding, channel, session);
    byte[] hash = Hash.sha512(input);
    Arrays.fill(input, (byte) 0);
    return Elligator2.map(Arrays.copyOf(hash, X25519.LENGTH));
  }

  /** A share, 32 bytes. */
  static byte[] share(byte[] scalar, byte[] generator) {
    return X25519
        .multiply(scalar, generator)
        .orElseThrow(() -> new IllegalStateException("a generator of small order"));
  }

  /**
   * The intermediate session key, 64 bytes.
   *
   * @param scalar ours
   * @param received the other's share
   * @param shares both with what belongs to them: share and data of the initiator, then those of
   *     the responder
   * @return the key; empty if the other's share is of small order
   */
  static Optional<byte[]> sessionKey(
      byte[] session, byte[] scalar, byte[] received, byte[]... shares) {
    Optional<byte[]> point = X25519.multiply(scalar, received);
    if (point.isEmpty()) {
      return Optional.empty();
    }
    byte[] parts = LengthValue.concatenate(KEY_NAME, session, point.get());
    byte[] transcript = LengthValue.concatenate(shares);
    byte[] input = Arrays.copyOf(parts, parts.length + transcript.length);
    System.arraycopy(transcript, 0, input, parts.length, transcript.length);
    byte[] key = Hash.sha512(input);
    Arrays.fill(point.get(), (byte) 0);
    Arrays.fill(parts, (byte) 0);
    Arrays.fill(input, (byte) 0);
    return Optional.of(key);
  }
}
