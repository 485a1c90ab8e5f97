package dev.sotto.net;

/** Where one end's address of a path comes from (RFC 8445 section 5.1.1, and a port mapping). */
public enum CandidateKind {
  /** An address of the machine itself. */
  HOST("host"),
  /** An address that the gateway opened for us (PCP, NAT-PMP, UPnP). */
  MAPPED("mapped"),
  /** An address that a STUN server saw. */
  SRFLX("srflx"),
  /** An address that only the peer saw. */
  PRFLX("prflx"),
  /** An address of a relay. */
  RELAY("relay");

  private final String label;

  CandidateKind(String label) {
    this.label = label;
  }

  /**
   * The word for it in events and reports.
   *
   * @return one of {@code host mapped srflx prflx relay}
   */
  public String label() {
    return label;
  }
}
