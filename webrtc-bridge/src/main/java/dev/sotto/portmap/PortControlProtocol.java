package dev.sotto.portmap;

import dev.sotto.address.TransportAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What PCP and NAT-PMP say in their own words, while {@link PortControl} decides what is said when.
 */
interface PortControlProtocol {
  MappingProtocol protocol();

  /** The datagrams that ask for the mapping, or renew it. */
  List<byte[]> mapRequests(long lifetimeSeconds);

  /** The datagram that asks whether the gateway still has its state. */
  byte[] watchRequest();

  /** The datagram that gives the mapping back. */
  byte[] deleteRequest();

  /** Reads what came from the gateway. */
  Answer read(ByteBuffer datagram);

  /** What a datagram from the gateway means to us. */
  sealed interface Answer {
    /** The mapping exists. */
    record Granted(TransportAddress external, long lifetimeSeconds, long epochSeconds)
        implements Answer {}

    /** The gateway lives. */
    record Alive(long epochSeconds) implements Answer {}

    /** The gateway has changed in a way that makes another mapping of ours. */
    record Changed(long epochSeconds) implements Answer {}

    /** The mapping is given back. */
    record Deleted() implements Answer {}

    /** The gateway says no, with a code of its own. */
    record Refused(int code) implements Answer {}

    /** The gateway does not speak this protocol. */
    record NotSupported() implements Answer {}

    /** Nothing that was asked for, or not all of it yet. */
    record Nothing() implements Answer {}
  }
}
