package dev.sotto.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.time.Monotonic;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes guessing dear: who wants something finds a number such that a hash begins with enough zero
 * bits ({@code docs/protocol.md}, "Proof of work"). A salt carries its own time and a mac, so none
 * is remembered before its work was done. Not safe for use by several threads.
 */
final class ProofOfWork {
  /** How long a salt is good for. */
  static final Duration VALID = Duration.ofSeconds(60);

  private static final int RANDOM_BYTES = 8;
  private static final int HEAD_BYTES = RANDOM_BYTES + Long.BYTES;
  private static final int MAC_BYTES = 16;
  private static final int MOST_REMEMBERED = 100_000;
  private static final Pattern NONCE = Pattern.compile("[0-9]{1,20}");
  private static final String ALGORITHM = "HmacSHA256";

  private final int bits;
  private final RandomGenerator random;
  private final SecretKeySpec key;
  private final Set<String> used = new HashSet<>();
  private final Queue<Used> oldestFirst = new ArrayDeque<>();

  private record Used(String salt, long until) {}

  /**
   * Work that has been done.
   *
   * @param salt what the server asked with
   * @param nonce the number that was found
   */
  record Work(String salt, String nonce) {}

  ProofOfWork(int bits, RandomGenerator random) {
    this.bits = bits;
    this.random = random;
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  int bits() {
    return bits;
  }

  /** A new salt for an address. */
  String salt(InetAddress address, Monotonic now) {
    byte[] head = new byte[HEAD_BYTES];
    random.nextBytes(head);
    ByteBuffer.wrap(head).putLong(RANDOM_BYTES, now.nanos());
    byte[] salt = Arrays.copyOf(head, HEAD_BYTES + MAC_BYTES);
    System.arraycopy(mac(head, address), 0, salt, HEAD_BYTES, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(salt);
  }

  /**
   * Whether work was done for this purpose, under a salt given to this address of late. Each salt
   * counts once.
   *
   * @param purpose the room that is wanted, or {@code open}
   */
  boolean accepts(Work work, String purpose, InetAddress address, Monotonic now) {
    forget(now);
    return isOurs(work.salt(), address, now)
        && NONCE.matcher(work.nonce()).matches()
        && zeroBits(work.salt() + "." + purpose + "." + work.nonce()) >= bits
        && use(work.salt(), now);
  }

  private boolean isOurs(String text, InetAddress address, Monotonic now) {
    byte[] salt;
    try {
      salt = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (salt.length != HEAD_BYTES + MAC_BYTES) {
      return false;
    }
    byte[] head = Arrays.copyOf(salt, HEAD_BYTES);
    byte[] mac = Arrays.copyOfRange(salt, HEAD_BYTES, salt.length);
    return MessageDigest.isEqual(mac, mac(head, address))
        && now.nanos() - ByteBuffer.wrap(head).getLong(RANDOM_BYTES) < VALID.toNanos();
  }

  private boolean use(String salt, Monotonic now) {
    if (used.size() == MOST_REMEMBERED || !used.add(salt)) {
      return false;
    }
    oldestFirst.add(new Used(salt, now.plus(VALID).nanos()));
    return true;
  }

  private void forget(Monotonic now) {
    Used oldest = oldestFirst.peek();
    while (oldest != null && now.hasReached(oldest.until())) {
      oldestFirst.remove();
      used.remove(oldest.salt());
      oldest = oldestFirst.peek();
    }
  }

  private byte[] mac(byte[] head, InetAddress address) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(head);
      return Arrays.copyOf(mac.doFinal(address.getAddress()), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  private static int zeroBits(String text) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
    int zeros = 0;
    for (byte next : hash) {
      if (next != 0) {
        return zeros + Integer.numberOfLeadingZeros(next & 0xff) - 24;
      }
      zeros += 8;
    }
    return zeros;
  }
}
