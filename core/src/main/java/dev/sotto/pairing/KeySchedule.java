package dev.sotto.pairing;

import java.util.Arrays;

/** From CPace's key to everything else: docs/protocol.md, section "Keys". */
final class KeySchedule {
  private static final int TAG = 32;
  private static final int SEAL = 44;

  private KeySchedule() {}

  /** Both confirmations, and what follows once they are right. */
  record Derived(Octets joinerTag, Octets inviterTag, PairingKeys keys) {}

  /** CI: what the shares are bound to. */
  static byte[] channel(Mode mode, String room) {
    return LengthValue.concatenate(
        LengthValue.ascii("sotto/1 pair"),
        LengthValue.ascii(mode.label()),
        LengthValue.ascii(room),
        LengthValue.ascii(Role.JOINER.label()),
        LengthValue.ascii(Role.INVITER.label()));
  }

  /** TH, over CI, sid and both shares with their associated data. */
  static byte[] transcript(byte[] channel, byte[] session, byte[]... shares) {
    byte[][] parts = new byte[3 + shares.length][];
    parts[0] = LengthValue.ascii("sotto/1 transcript");
    parts[1] = channel;
    parts[2] = session;
    System.arraycopy(shares, 0, parts, 3, shares.length);
    return Hash.sha512(LengthValue.concatenate(parts));
  }

  /** Derives everything and wipes the key that it comes from. */
  static Derived derive(Role role, Mode mode, int version, byte[] transcript, byte[] sessionKey) {
    byte[] root = Hash.extract(transcript, sessionKey);
    Arrays.fill(sessionKey, (byte) 0);
    PairingKeys keys =
        new PairingKeys(
            role,
            mode,
            version,
            Octets.owning(key(root, "bind", 32)),
            PairingSecret.rejoin(
                Octets.owning(key(root, "rejoin room", 16)).hex(), key(root, "rejoin secret", 32)),
            key(root, "seal joiner", SEAL),
            key(root, "seal inviter", SEAL));
    Derived derived =
        new Derived(
            tag(key(root, "confirm joiner", TAG), transcript),
            tag(key(root, "confirm inviter", TAG), transcript),
            keys);
    Arrays.fill(root, (byte) 0);
    return derived;
  }

  private static Octets tag(byte[] key, byte[] transcript) {
    byte[] tag = Arrays.copyOf(Hash.hmacSha512(key, transcript), TAG);
    Arrays.fill(key, (byte) 0);
    return Octets.owning(tag);
  }

  private static byte[] key(byte[] root, String label, int length) {
    return Hash.expand(root, LengthValue.ascii("sotto/1 " + label), length);
  }
}
