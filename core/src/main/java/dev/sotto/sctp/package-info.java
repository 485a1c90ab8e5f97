/**
 * SCTP for WebRTC data channels (RFC 9260 with RFC 3758, RFC 6525, RFC 8261 and RFC 8831) as one
 * association without input or output of its own: packets, the time and the user's wishes go in;
 * packets, messages, events and the next deadline come out.
 *
 * <p>{@link dev.sotto.sctp.Association} is the way in; behind it stands one class for each topic of
 * the RFCs.
 *
 * <p>Knows nothing of DTLS, sockets, threads, clocks, several addresses of a peer, or of what data
 * channels do with streams and payload protocol identifiers.
 */
@NullMarked
package dev.sotto.sctp;

import org.jspecify.annotations.NullMarked;
