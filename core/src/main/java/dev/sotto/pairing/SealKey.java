package dev.sotto.pairing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM in one direction, with a nonce and associated data for each number. */
final class SealKey {
  static final int TAG = 16;

  private static final int AES_KEY = 32;
  private static final int NONCE = 12;

  private final byte[] sender;
  private final byte[] key;

  /** The role of who seals, and 44 bytes: the key of AES, then what nonces are made of. */
  SealKey(Role sender, byte[] key) {
    this.sender = LengthValue.ascii(sender.label());
    this.key = key;
  }

  byte[] seal(long sequence, byte[] padded) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, sequence).doFinal(padded);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without AES-GCM", missing);
    }
  }

  /** The padded plaintext; empty if it was not sealed with this key, number and role. */
  Optional<byte[]> open(long sequence, byte[] sealed) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, sequence).doFinal(sealed));
    } catch (AEADBadTagException forged) {
      return Optional.empty();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without AES-GCM", missing);
    }
  }

  void wipe() {
    Arrays.fill(key, (byte) 0);
  }

  private Cipher cipher(int mode, long sequence) throws GeneralSecurityException {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    byte[] nonce = Arrays.copyOfRange(key, AES_KEY, AES_KEY + NONCE);
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE - Long.BYTES + i] ^= number[i];
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, 0, AES_KEY, "AES"), new GCMParameterSpec(8 * TAG, nonce));
    cipher.updateAAD(LengthValue.concatenate(LengthValue.ascii("sotto/1 seal"), sender, number));
    return cipher;
  }
}
