package dev.sotto.sdp;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hash of the certificate that a peer will show (RFC 8122 section 5). A value, compared in
 * constant time; free to share between threads.
 */
public final class Fingerprint {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  private final String hashFunction;
  private final byte[] digest;

  private Fingerprint(String hashFunction, byte[] digest) {
    this.hashFunction = hashFunction;
    this.digest = digest;
  }

  /**
   * The fingerprint with this digest.
   *
   * @param hashFunction {@code sha-256}, {@code sha-384} or {@code sha-512}, in any case
   * @param digest the hash over the certificate's DER; copied
   * @return the fingerprint
   * @throws IllegalArgumentException if the function is another or the digest not of its length
   */
  public static Fingerprint of(String hashFunction, byte[] digest) {
    String name = hashFunction.toLowerCase(Locale.ROOT);
    if (!isUsable(name) || digest.length != length(name)) {
      throw new IllegalArgumentException(hashFunction + " of " + digest.length + " bytes");
    }
    return new Fingerprint(name, digest.clone());
  }

  /**
   * Whether a hash function is one to trust: RFC 8122 section 5 forbids MD2 and MD5, and for SHA-1
   * collisions are known.
   */
  static boolean isUsable(String hashFunction) {
    return length(hashFunction.toLowerCase(Locale.ROOT)) > 0;
  }

  private static int length(String name) {
    return switch (name) {
      case "sha-256" -> 32;
      case "sha-384" -> 48;
      case "sha-512" -> 64;
      default -> 0;
    };
  }

  /**
   * Reads the digest of a usable hash function: two hexadecimal digits a byte, in either case, with
   * colons between.
   */
  static Optional<Fingerprint> parse(String hashFunction, String digest) {
    String name = hashFunction.toLowerCase(Locale.ROOT);
    if (digest.length() != 3 * length(name) - 1) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length(name)];
    for (int i = 0; i < bytes.length; i++) {
      char high = digest.charAt(3 * i);
      char low = digest.charAt(3 * i + 1);
      boolean colon = i == bytes.length - 1 || digest.charAt(3 * i + 2) == ':';
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low) || !colon) {
        return Optional.empty();
      }
      bytes[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
    }
    return Optional.of(new Fingerprint(name, bytes));
  }

  /**
   * The hash function.
   *
   * @return {@code sha-256}, {@code sha-384} or {@code sha-512}; in upper case it is the name of
   *     the {@link MessageDigest}
   */
  public String hashFunction() {
    return hashFunction;
  }

  /**
   * The hash.
   *
   * @return a copy
   */
  public byte[] digest() {
    return digest.clone();
  }

  /**
   * Whether a certificate has this fingerprint.
   *
   * @param certificateDigest the hash over its DER, by {@link #hashFunction}
   * @return whether it is the same, found in constant time
   */
  public boolean matches(byte[] certificateDigest) {
    return MessageDigest.isEqual(digest, certificateDigest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that
        && hashFunction.equals(that.hashFunction)
        && matches(that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  /** The value of the attribute: the hash function and upper-case hexadecimal with colons. */
  @Override
  public String toString() {
    return hashFunction + " " + HEX.formatHex(digest);
  }
}
