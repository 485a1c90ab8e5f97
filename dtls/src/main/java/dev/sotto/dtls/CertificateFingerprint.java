package dev.sotto.dtls;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A hash over a certificate's DER (RFC 8122 section 5), as signalling carries it. Immutable; not a
 * secret, yet compared in constant time.
 */
public final class CertificateFingerprint {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  private final String algorithm;
  private final byte[] hash;

  private CertificateFingerprint(String algorithm, byte[] hash) {
    this.algorithm = algorithm;
    this.hash = hash;
  }

  /**
   * A fingerprint from its parts.
   *
   * @param algorithm {@code sha-256}, {@code sha-384} or {@code sha-512}, in any case; the older
   *     ones of RFC 8122 are not collision resistant and are refused
   * @param hash the hash, of that algorithm's length; copied
   * @return the fingerprint
   * @throws IllegalArgumentException if the algorithm is another or the length does not fit it
   */
  public static CertificateFingerprint of(String algorithm, byte[] hash) {
    String name = algorithm.toLowerCase(Locale.ROOT);
    int length =
        switch (name) {
          case "sha-256" -> 32;
          case "sha-384" -> 48;
          case "sha-512" -> 64;
          default -> throw new IllegalArgumentException("hash algorithm: " + algorithm);
        };
    if (hash.length != length) {
      throw new IllegalArgumentException(name + " of " + hash.length + " bytes");
    }
    return new CertificateFingerprint(name, hash.clone());
  }

  /**
   * The name of the hash, as RFC 8122 writes it.
   *
   * @return {@code sha-256}, {@code sha-384} or {@code sha-512}
   */
  public String algorithm() {
    return algorithm;
  }

  /**
   * The hash.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return hash.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CertificateFingerprint that
        && algorithm.equals(that.algorithm)
        && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return (hash[0] << 24) | ((hash[1] & 0xff) << 16) | ((hash[2] & 0xff) << 8) | (hash[3] & 0xff);
  }

  /** The hash as RFC 8122 writes it: upper-case hex, a colon between bytes. */
  @Override
  public String toString() {
    return HEX.formatHex(hash);
  }
}
