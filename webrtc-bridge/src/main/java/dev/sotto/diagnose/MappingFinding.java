package dev.sotto.diagnose;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.portmap.MappingAttempt.Outcome;
import dev.sotto.portmap.MappingProtocol;
import java.util.Optional;

/**
 * What came of asking the gateway for a port in one way.
 *
 * @param protocol how it was asked
 * @param ipv4 whether for an IPv4 address; else for a pinhole for an IPv6 one
 * @param gateway who was asked; empty when there is no gateway for the family
 * @param outcome what came of it; {@link Outcome#SILENT} also without a gateway
 * @param code the gateway's result code when it refused, else 0
 * @param external the address that it opened; given back by now
 */
public record MappingFinding(
    MappingProtocol protocol,
    boolean ipv4,
    Optional<IpAddress> gateway,
    Outcome outcome,
    int code,
    Optional<TransportAddress> external) {}
