package dev.sotto.portmap;

/** The ways to ask a gateway for a port, in the order of preference. */
public enum MappingProtocol {
  /** Port Control Protocol, RFC 6887. */
  PCP("pcp"),
  /** NAT Port Mapping Protocol, RFC 6886; IPv4 only. */
  NAT_PMP("nat-pmp"),
  /** UPnP Internet Gateway Device, versions 1 and 2; IPv4 only. */
  UPNP_IGD("upnp");

  private final String label;

  MappingProtocol(String label) {
    this.label = label;
  }

  /**
   * The word for it in events and reports.
   *
   * @return one of {@code pcp nat-pmp upnp}
   */
  public String label() {
    return label;
  }
}
