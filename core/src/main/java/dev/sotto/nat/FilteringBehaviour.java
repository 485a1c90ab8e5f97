package dev.sotto.nat;

/** Whose datagrams are let in (RFC 4787 section 5). */
public enum FilteringBehaviour {
  /** Everybody's, once the internal port has sent anything. */
  ENDPOINT_INDEPENDENT("endpoint-independent"),
  /** Those of addresses that the internal port has sent to. */
  ADDRESS_DEPENDENT("address-dependent"),
  /** Those of addresses and ports that the internal port has sent to. */
  ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent"),
  /** The servers do not show it. */
  UNKNOWN("unknown");

  private final String label;

  FilteringBehaviour(String label) {
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
}
