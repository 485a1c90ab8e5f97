package dev.sotto.pairing;

/** How two peers meet; it goes into what is hashed, so that no run fits another mode. */
public enum Mode {
  /** By a code and a room of a rendezvous server. */
  CODE("code"),
  /** By a code and an address of the inviter; the room is {@code 0}. */
  DIRECT("direct"),
  /** Again, after a session, by the room and the secret that it left. */
  REJOIN("rejoin"),
  /** By one line each way, carried by people. No {@link PairingRun} belongs to it. */
  MANUAL("manual");

  private final String label;

  Mode(String label) {
    this.label = label;
  }

  /**
   * The name of the mode in everything that is hashed.
   *
   * @return {@code code}, {@code direct}, {@code rejoin} or {@code manual}
   */
  public String label() {
    return label;
  }
}
