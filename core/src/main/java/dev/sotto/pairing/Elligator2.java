package dev.sotto.pairing;

/** Maps any 32 bytes to a point of Curve25519 (RFC 9380 section 6.7.1), both ways computed. */
final class Elligator2 {
  /** The coefficient of Curve25519: y^2 = x^3 + A x^2 + x. */
  private static final int A = 486_662;

  private Elligator2() {}

  /**
   * The map.
   *
   * @param uniform 32 bytes; the highest bit does not count
   * @return the coordinate of the point, 32 bytes
   */
  static byte[] map(byte[] uniform) {
    Field25519 one = Field25519.of(1);
    Field25519 a = Field25519.of(A);
    Field25519 r = Field25519.decode(uniform).squared();
    // 2 is no square and -1 is one, so 1 + 2 r^2 is never 0.
    Field25519 first = one.plus(r).plus(r).inverted().times(a.negated());
    Field25519 second = first.negated().minus(a);
    Field25519 right = first.plus(a).times(first).plus(one).times(first);
    return first.chosen(right.isSquare(), second).encode();
  }
}
