/**
 * Port mapping: asks the gateway of this network to let others in. PCP (RFC 6887, IPv6 pinholes
 * included), NAT-PMP (RFC 6886) and UPnP IGD 1 and 2.
 *
 * <p>{@link dev.sotto.portmap.PortMapper} is what others use. A {@code Lease} decides which of the
 * three is asked when and which answer counts; {@code PortControl} speaks PCP and NAT-PMP and knows
 * no socket or clock; {@code UpnpClient} speaks UPnP, whose HTTP blocks and therefore runs on an
 * executor.
 *
 * <p>A gateway is as hostile as any peer: whatever it answers, or whoever answers in its place,
 * costs bounded time and memory and is never an exception. Deliberately knows nothing of ICE, of
 * connections, or of what the ports are for.
 */
@NullMarked
package dev.sotto.portmap;

import org.jspecify.annotations.NullMarked;
