package dev.sotto.nat;

/** What a new external address and port is given for (RFC 4787 section 4.1). */
public enum MappingBehaviour {
  /** One for an internal port, whoever it talks to: a peer can be told of it. */
  ENDPOINT_INDEPENDENT("endpoint-independent"),
  /** One for each address that an internal port talks to. */
  ADDRESS_DEPENDENT("address-dependent"),
  /** One for each address and port that an internal port talks to: a symmetric NAT. */
  ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent"),
  /** Not the same for everybody; the servers do not show which of the two it is. */
  ENDPOINT_DEPENDENT("endpoint-dependent"),
  /** The servers do not show it. */
  UNKNOWN("unknown");

  private final String label;

  MappingBehaviour(String label) {
    this.label = label;
  }

  /**
   * The word for it in events and reports.
   *
   * @return RFC 4787's word in lower case, with hyphens
   */
  public String label() {
    return label;
  }

  /**
   * Whether what a server sees is not what a peer will see.
   *
   * @return whether it is known to be so
   */
  public boolean isDependent() {
    return this != ENDPOINT_INDEPENDENT && this != UNKNOWN;
  }
}
