package dev.sotto.pairing;

/** What two peers have in common after a run: see docs/pairing.md, section "Keys". */
public final class PairingKeys implements AutoCloseable {
  private PairingKeys() {}

  /**
   * The version of the exchange that both speak.
   *
   * @return 1
   */
  public int version() {
    return Pending.value(java.util.List.of());
  }

  /**
   * How the peers met.
   *
   * @return the mode of the run
   */
  public Mode mode() {
    return Pending.value(java.util.List.of());
  }

  /**
   * What ties the session to this run.
   *
   * @return 32 bytes, a secret
   */
  public Octets bind() {
    return Pending.value(java.util.List.of());
  }

  /**
   * Room and secret with which the two find each other again, in the same roles.
   *
   * @return a new copy, which the caller closes; it outlives these keys
   */
  public PairingSecret rejoin() {
    return Pending.value(java.util.List.of());
  }

  /**
   * Seals what this side sends.
   *
   * @return always the same one
   */
  public Sealer sealer() {
    return Pending.value(java.util.List.of());
  }

  /**
   * Opens what the peer sends.
   *
   * @return always the same one
   */
  public Opener opener() {
    return Pending.value(java.util.List.of());
  }

  /** Wipes all keys; the sealer and the opener then answer with nothing. */
  @Override
  public void close() {
    Pending.value(java.util.List.of());
  }
}
