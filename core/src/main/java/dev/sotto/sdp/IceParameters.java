package dev.sotto.sdp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one ICE session of one peer (RFC 8839 section 5.4). New ones mean a restart. A
 * value; it shows its password to nobody who does not ask for it.
 *
 * @param ufrag the user name fragment, 4 to 256 characters of {@code A-Z a-z 0-9 + /}
 * @param pwd the password, 22 to 256 of the same characters; a secret
 */
public record IceParameters(String ufrag, String pwd) {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int OWN_UFRAG_LENGTH = 8;
  private static final int OWN_PWD_LENGTH = 24;

  /** Refuses what RFC 8839 does not permit, without saying what it was. */
  public IceParameters {
    if (!isUfrag(ufrag)) {
      throw new IllegalArgumentException("not a user name fragment");
    }
    if (!isPwd(pwd)) {
      throw new IllegalArgumentException("not a password");
    }
  }

  static boolean isUfrag(String text) {
    return Grammar.isIceChars(text, 4, 256);
  }

  static boolean isPwd(String text) {
    return Grammar.isIceChars(text, 22, 256);
  }

  /**
   * Fresh credentials: 48 bits of fragment and 144 of password, where RFC 8839 section 5.4 asks for
   * 24 and 128.
   *
   * @param random a source that nobody can predict
   * @return the credentials
   */
  public static IceParameters random(RandomGenerator random) {
    return new IceParameters(text(OWN_UFRAG_LENGTH, random), text(OWN_PWD_LENGTH, random));
  }

  private static String text(int length, RandomGenerator random) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /**
   * The key under which messages to the owner of these credentials are authenticated.
   *
   * @return the bytes of the password
   */
  public byte[] key() {
    return pwd.getBytes(StandardCharsets.US_ASCII);
  }

  /** Compares the passwords in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IceParameters that
        && ufrag.equals(that.ufrag)
        && MessageDigest.isEqual(key(), that.key());
  }

  @Override
  public int hashCode() {
    return ufrag.hashCode();
  }

  @Override
  public String toString() {
    return "IceParameters[" + ufrag + "]";
  }
}
