package dev.sotto.pairing;

/**
 * Numbers modulo p = 2^255 - 19, as 16 limbs of 16 bits, the lowest first. What is done never
 * depends on the numbers: no branch and no index comes from them. Limbs between operations are a
 * little above 16 bits, or negative.
 */
final class Field25519 {
  private static final int LIMBS = 16;
  private static final int BYTES = 32;
  private static final int MASK = 0xffff;

  private final long[] limbs;

  private Field25519(long[] limbs) {
    this.limbs = limbs;
  }

  static Field25519 of(int small) {
    long[] limbs = new long[LIMBS];
    limbs[0] = small;
    return new Field25519(carried(carried(limbs)));
  }

  /** Little-endian; the highest bit does not count. Values of p and above are reduced. */
  static Field25519 decode(byte[] octets) {
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] = (octets[2 * i] & 0xff) | (octets[2 * i + 1] & 0xff) << 8;
    }
    limbs[LIMBS - 1] &= 0x7fff;
    return new Field25519(limbs);
  }

  /** The only representation below p, little-endian, 32 bytes. */
  byte[] encode() {
    long[] value = carried(carried(carried(limbs)));
    for (int round = 0; round < 2; round++) {
      long[] less = new long[LIMBS];
      long borrow = 0;
      for (int i = 0; i < LIMBS; i++) {
        long p = i == 0 ? 0xffed : i == LIMBS - 1 ? 0x7fff : MASK;
        long difference = value[i] - p - borrow;
        borrow = difference >>> 63;
        less[i] = i == LIMBS - 1 ? difference : difference & MASK;
      }
      value = select(value, less, borrow);
    }
    byte[] octets = new byte[BYTES];
    for (int i = 0; i < LIMBS; i++) {
      octets[2 * i] = (byte) value[i];
      octets[2 * i + 1] = (byte) (value[i] >> 8);
    }
    return octets;
  }

  Field25519 plus(Field25519 other) {
    long[] sum = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      sum[i] = limbs[i] + other.limbs[i];
    }
    return new Field25519(carried(sum));
  }

  Field25519 minus(Field25519 other) {
    long[] difference = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      difference[i] = limbs[i] - other.limbs[i];
    }
    return new Field25519(carried(difference));
  }

  Field25519 negated() {
    return of(0).minus(this);
  }

  Field25519 times(Field25519 other) {
    long[] wide = new long[2 * LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      for (int j = 0; j < LIMBS; j++) {
        wide[i + j] += limbs[i] * other.limbs[j];
      }
    }
    long[] product = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      product[i] = wide[i] + 38 * wide[i + LIMBS];
    }
    return new Field25519(carried(carried(product)));
  }

  Field25519 squared() {
    return times(this);
  }

  /** To the power of p - 2 = 2^255 - 21: the inverse; 0 of 0. */
  Field25519 inverted() {
    Field25519 result = of(1);
    for (int bit = 254; bit >= 0; bit--) {
      result = result.squared();
      if (bit != 2 && bit != 4) {
        result = result.times(this);
      }
    }
    return result;
  }

  /** Euler's criterion, to the power of (p - 1) / 2 = 2^254 - 10: 1 for a square or 0, else 0. */
  int isSquare() {
    Field25519 result = of(1);
    for (int bit = 253; bit >= 0; bit--) {
      result = result.squared();
      if (bit != 0 && bit != 3) {
        result = result.times(this);
      }
    }
    // The encodings of 1 and 0 have an octet of 0 at the end, that of -1 has 0x7f.
    return 1 - (result.encode()[BYTES - 1] & 1);
  }

  /** This one if the choice is 1, the other if it is 0. */
  Field25519 chosen(int choice, Field25519 other) {
    return new Field25519(select(limbs, other.limbs, choice));
  }

  private static long[] select(long[] first, long[] second, long choice) {
    long mask = -choice;
    long[] selected = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      selected[i] = second[i] ^ (mask & (first[i] ^ second[i]));
    }
    return selected;
  }

  /** Moves what exceeds a limb to the next one; 2^256 is 38. */
  private static long[] carried(long[] limbs) {
    long[] result = limbs.clone();
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      result[i] += carry;
      carry = result[i] >> 16;
      result[i] &= MASK;
    }
    result[0] += 38 * carry;
    return result;
  }
}
