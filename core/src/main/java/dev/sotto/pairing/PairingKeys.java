package dev.sotto.pairing;

/** What two peers have in common after a run: see docs/protocol.md, section "Keys". */
public final class PairingKeys implements AutoCloseable {
  private final Mode mode;
  private final int version;
  private final Octets bind;
  private final PairingSecret rejoin;
  private final Sealer sealer;
  private final Opener opener;

  PairingKeys(
      Role role,
      Mode mode,
      int version,
      Octets bind,
      PairingSecret rejoin,
      byte[] joinerSeal,
      byte[] inviterSeal) {
    boolean joiner = role == Role.JOINER;
    this.mode = mode;
    this.version = version;
    this.bind = bind;
    this.rejoin = rejoin;
    sealer = new Sealer(new SealKey(role, joiner ? joinerSeal : inviterSeal));
    opener = new Opener(new SealKey(role.other(), joiner ? inviterSeal : joinerSeal));
  }

  /**
   * The version of the exchange that both speak.
   *
   * @return 1
   */
  public int version() {
    return version;
  }

  /**
   * How the peers met.
   *
   * @return the mode of the run
   */
  public Mode mode() {
    return mode;
  }

  /**
   * What ties the session to this run.
   *
   * @return 32 bytes, a secret; it stays readable after {@link #close()}
   */
  public Octets bind() {
    return bind;
  }

  /**
   * Room and secret with which the two find each other again, in the same roles.
   *
   * @return a new copy, which the caller closes; it outlives these keys
   */
  public PairingSecret rejoin() {
    return PairingSecret.rejoin(rejoin.room(), rejoin.password());
  }

  /**
   * Seals what this side sends.
   *
   * @return always the same one
   */
  public Sealer sealer() {
    return sealer;
  }

  /**
   * Opens what the peer sends.
   *
   * @return always the same one
   */
  public Opener opener() {
    return opener;
  }

  /** Wipes the keys; the sealer and the opener then answer with nothing. */
  @Override
  public void close() {
    rejoin.close();
    sealer.close();
    opener.close();
  }
}
