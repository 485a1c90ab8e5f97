package dev.sotto.interop.lab;

/** How a gateway can be asked to map a port. */
public enum GatewayProtocol {
  /** Port Control Protocol, RFC 6887. */
  PCP,
  /** NAT Port Mapping Protocol, RFC 6886. */
  NAT_PMP,
  /** UPnP Internet Gateway Device. */
  UPNP
}
