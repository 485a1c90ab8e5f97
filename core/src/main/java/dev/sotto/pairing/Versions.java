package dev.sotto.pairing;

import java.util.Arrays;
import java.util.OptionalInt;

/** The associated data of a share: a role and the versions that its peer speaks. */
final class Versions {
  private static final int ONLY = 1;
  private static final int MOST = 64;

  private Versions() {}

  static byte[] associated(Role role) {
    return LengthValue.concatenate(LengthValue.ascii(role.label()), new byte[] {ONLY});
  }

  /** Whether this is the form of such data: the role, and one to 64 versions, ascending. */
  static boolean wellFormed(byte[] data, Role role) {
    byte[] label = LengthValue.ascii(role.label());
    int start = label.length + 2;
    if (data.length <= start || data.length > start + MOST) {
      return false;
    }
    for (int i = start + 1; i < data.length; i++) {
      if ((data[i] & 0xff) <= (data[i - 1] & 0xff)) {
        return false;
      }
    }
    byte[] versions = Arrays.copyOfRange(data, start, data.length);
    return Arrays.equals(data, LengthValue.concatenate(label, versions));
  }

  /** The highest version that both speak; the data is well-formed. */
  static OptionalInt common(byte[] data, Role role) {
    for (int i = role.label().length() + 2; i < data.length; i++) {
      if (data[i] == ONLY) {
        return OptionalInt.of(ONLY);
      }
    }
    return OptionalInt.empty();
  }
}
