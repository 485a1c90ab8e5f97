package dev.sotto.sctp;

import dev.sotto.sctp.wire.ForwardTsnChunk;
import dev.sotto.sctp.wire.ForwardTsnSupportedParameter;
import dev.sotto.sctp.wire.Initiation;
import dev.sotto.sctp.wire.Parameter;
import dev.sotto.sctp.wire.ReConfigChunk;
import dev.sotto.sctp.wire.SupportedExtensionsParameter;

/**
 * What the peer's INIT or INIT ACK brought, after negotiation.
 *
 * @param tag the verification tag it wants
 * @param window bytes it can take at first
 * @param tsn its initial TSN
 * @param outboundStreams streams the local side may use
 * @param inboundStreams streams the peer may use
 * @param partialReliability whether it knows RFC 3758
 * @param reconfiguration whether it knows RFC 6525
 */
record PeerSetup(
    int tag,
    long window,
    int tsn,
    int outboundStreams,
    int inboundStreams,
    boolean partialReliability,
    boolean reconfiguration) {

  /** RFC 9260 section 5.1.1: each direction has as many streams as both sides can handle. */
  static PeerSetup of(Initiation peer, AssociationOptions options) {
    boolean partialReliability = false;
    boolean reconfiguration = false;
    for (Parameter parameter : peer.parameters()) {
      if (parameter instanceof ForwardTsnSupportedParameter) {
        partialReliability = true;
      } else if (parameter instanceof SupportedExtensionsParameter extensions) {
        partialReliability |= extensions.contains(ForwardTsnChunk.TYPE);
        reconfiguration |= extensions.contains(ReConfigChunk.TYPE);
      }
    }
    return new PeerSetup(
        peer.tag(),
        peer.window(),
        peer.tsn(),
        Math.min(options.streams(), peer.inboundStreams()),
        Math.min(options.streams(), peer.outboundStreams()),
        partialReliability,
        reconfiguration);
  }
}
