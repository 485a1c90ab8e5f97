package dev.sotto.net;

/** Which protocol a datagram belongs to, by its first byte (RFC 7983 section 7). */
public enum PacketKind {
  /** 0 to 3: STUN. */
  STUN,
  /** 20 to 63: DTLS. */
  DTLS,
  /** 64 to 79: TURN channel data. */
  TURN_CHANNEL,
  /** Anything else: nothing of ours. */
  OTHER;

  /**
   * The protocol of a datagram.
   *
   * @param first its first byte
   * @return the protocol
   */
  public static PacketKind of(byte first) {
    int value = first & 0xff;
    if (value >= 20 && value <= 63) {
      return DTLS;
    }
    if (value <= 3) {
      return STUN;
    }
    if (value >= 64 && value <= 79) {
      return TURN_CHANNEL;
    }
    return OTHER;
  }
}
