package dev.sotto.pairing;

/** Which of the two a peer is; each knows it of itself and never learns it from a server. */
public enum Role {
  /** Joined a room or connected: CPace's A, the offerer, controlling in ICE, DTLS server. */
  JOINER("joiner"),
  /** Opened the room or listens: CPace's B, the answerer, DTLS client. */
  INVITER("inviter");

  private final String label;

  Role(String label) {
    this.label = label;
  }

  /**
   * The name of the role in everything that is hashed.
   *
   * @return {@code joiner} or {@code inviter}
   */
  public String label() {
    return label;
  }

  /**
   * The role of the peer of this one.
   *
   * @return the other one
   */
  public Role other() {
    return this == JOINER ? INVITER : JOINER;
  }
}
