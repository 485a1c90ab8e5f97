package dev.sotto.interop.lab;

import java.util.Optional;

/** What a NAT does, in the words of RFC 4787 and in those that everybody uses. */
public enum NatKind {
  /** Endpoint-independent mapping and filtering. */
  FULL_CONE(Mapping.ONE, "udp dport @used", Firewall.OUTGOING),

  /** Endpoint-independent mapping, address-dependent filtering. */
  ADDRESS_RESTRICTED(Mapping.ONE, "ip saddr . udp dport @seen", Firewall.OUTGOING),

  /** Endpoint-independent mapping, address-and-port-dependent filtering. */
  PORT_RESTRICTED(Mapping.ONE, "", Firewall.OUTGOING),

  /** Address-and-port-dependent mapping and filtering. */
  SYMMETRIC(Mapping.EACH_ITS_OWN, "", Firewall.OUTGOING),

  /** UDP is dropped; TCP may go out. */
  UDP_BLOCKED(Mapping.ONE, "", Firewall.TCP),

  /** Only TCP to port 443 may go out. */
  TCP_443_ONLY(Mapping.ONE, "", Firewall.TCP_443);

  private final Mapping mapping;
  private final String letsIn;
  private final Firewall firewall;

  NatKind(Mapping mapping, String letsIn, Firewall firewall) {
    this.mapping = mapping;
    this.letsIn = letsIn;
    this.firewall = firewall;
  }

  /** Whether a socket of a host has one public port, or another for every destination. */
  boolean mapsEndpointIndependently() {
    return mapping == Mapping.ONE;
  }

  /** Which datagrams come in besides answers, as a match of nftables; empty for none. */
  Optional<String> letsIn() {
    return letsIn.isEmpty() ? Optional.empty() : Optional.of(letsIn);
  }

  /** What may pass, as rules of nftables; everything else is dropped. */
  String forwarded() {
    return firewall.rules;
  }

  private enum Mapping {
    ONE,
    EACH_ITS_OWN
  }

  private enum Firewall {
    OUTGOING(
        """
        ct state established,related accept
        ct status dnat accept
        iifname "lan" oifname "wan" accept
        """),
    TCP(
        """
        meta l4proto udp drop
        ct state established,related accept
        iifname "lan" oifname "wan" accept
        """),
    TCP_443(
        """
        ct state established,related accept
        iifname "lan" oifname "wan" tcp dport 443 accept
        """);

    private final String rules;

    Firewall(String rules) {
      this.rules = rules;
    }
  }
}
