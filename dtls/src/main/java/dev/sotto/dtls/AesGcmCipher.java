package dev.sotto.dtls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;

/**
 * AES-GCM as RFC 5288 puts it into records, on the JDK's cipher.
 *
 * <pre>
 * record:  header (13) | explicit nonce (8) | ciphertext | tag (16)
 * nonce:   salt (4, from the key block) | explicit nonce = epoch (2), sequence number (6)
 * AAD:     epoch, sequence number (8) | type (1) | version (2) | plaintext length (2)
 * </pre>
 *
 * The record layer never uses a sequence number twice under one key, so no nonce repeats. One
 * thread encodes and one decodes. The array of an encoded record is used again for the next, which
 * is sound because the record layer hands each to its transport before it encodes another.
 */
final class AesGcmCipher implements TlsCipher {
  private static final int SALT_LENGTH = 4;
  private static final int EXPLICIT_NONCE_LENGTH = 8;
  private static final int TAG_LENGTH = 16;
  private static final int AAD_LENGTH = 13;

  /** What a record is longer than its plaintext, the record's header left out. */
  static final int EXPANSION = EXPLICIT_NONCE_LENGTH + TAG_LENGTH;

  private final Direction encryption;
  private final Direction decryption;
  private byte[] encoded = {};

  AesGcmCipher(TlsCryptoParameters parameters, int keyLength) throws IOException {
    byte[] block =
        TlsImplUtils.calculateKeyBlock(parameters, 2 * (keyLength + SALT_LENGTH)); // RFC 5246 6.3
    try {
      Direction client = new Direction(block, 0, keyLength, 2 * keyLength);
      Direction server = new Direction(block, keyLength, keyLength, 2 * keyLength + SALT_LENGTH);
      encryption = parameters.isServer() ? server : client;
      decryption = parameters.isServer() ? client : server;
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  @Override
  public TlsEncodeResult encodePlaintext(
      long sequence,
      short type,
      ProtocolVersion version,
      int headerLength,
      byte[] plaintext,
      int offset,
      int length)
      throws IOException {
    int total = headerLength + length + EXPANSION;
    if (encoded.length < total) {
      encoded = new byte[total];
    }
    try {
      encryption.nonce.putLong(SALT_LENGTH, sequence);
      encryption.start(Cipher.ENCRYPT_MODE, sequence, type, version, length);
      encryption.nonce.get(SALT_LENGTH, encoded, headerLength, EXPLICIT_NONCE_LENGTH);
      encryption.cipher.doFinal(
          plaintext, offset, length, encoded, headerLength + EXPLICIT_NONCE_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
    return new TlsEncodeResult(encoded, 0, total, type);
  }

  @Override
  public TlsDecodeResult decodeCiphertext(
      long sequence, short type, ProtocolVersion version, byte[] ciphertext, int offset, int length)
      throws IOException {
    if (length < EXPANSION) {
      // Bouncy Castle drops a record for this alert and no other, and a forged one must be dropped.
      throw new TlsFatalAlert(AlertDescription.bad_record_mac);
    }
    int start = offset + EXPLICIT_NONCE_LENGTH;
    try {
      decryption.nonce.put(SALT_LENGTH, ciphertext, offset, EXPLICIT_NONCE_LENGTH);
      decryption.start(Cipher.DECRYPT_MODE, sequence, type, version, length - EXPANSION);
      int opened =
          decryption.cipher.doFinal(
              ciphertext, start, length - EXPLICIT_NONCE_LENGTH, ciphertext, start);
      return new TlsDecodeResult(ciphertext, start, opened, type);
    } catch (AEADBadTagException e) {
      throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  @Override
  public int getCiphertextDecodeLimit(int plaintextLimit) {
    return plaintextLimit + EXPANSION;
  }

  @Override
  public int getCiphertextEncodeLimit(int plaintextLimit) {
    return plaintextLimit + EXPANSION;
  }

  @Override
  public int getPlaintextDecodeLimit(int ciphertextLimit) {
    return ciphertextLimit - EXPANSION;
  }

  @Override
  public int getPlaintextEncodeLimit(int ciphertextLimit) {
    return ciphertextLimit - EXPANSION;
  }

  /** DTLS 1.3 only. */
  @Override
  public void rekeyDecoder() throws IOException {
    throw new TlsFatalAlert(AlertDescription.internal_error);
  }

  /** DTLS 1.3 only. */
  @Override
  public void rekeyEncoder() throws IOException {
    throw new TlsFatalAlert(AlertDescription.internal_error);
  }

  @Override
  public boolean usesOpaqueRecordTypeDecode() {
    return false;
  }

  @Override
  public boolean usesOpaqueRecordTypeEncode() {
    return false;
  }

  /** The key, salt and scratch space of one direction. */
  private static final class Direction {
    private final Cipher cipher;
    private final SecretKeySpec key;
    private final ByteBuffer nonce = ByteBuffer.allocate(SALT_LENGTH + EXPLICIT_NONCE_LENGTH);
    private final ByteBuffer aad = ByteBuffer.allocate(AAD_LENGTH);

    private Direction(byte[] block, int keyAt, int keyLength, int saltAt)
        throws GeneralSecurityException {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
      key = new SecretKeySpec(block, keyAt, keyLength, "AES");
      nonce.put(0, block, saltAt, SALT_LENGTH);
    }

    private void start(int mode, long sequence, short type, ProtocolVersion version, int length)
        throws GeneralSecurityException {
      cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce.array()));
      aad.putLong(0, sequence)
          .put(8, (byte) type)
          .put(9, (byte) version.getMajorVersion())
          .put(10, (byte) version.getMinorVersion())
          .putShort(11, (short) length);
      cipher.updateAAD(aad.array());
    }
  }
}
