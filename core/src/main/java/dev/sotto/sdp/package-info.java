/**
 * Session descriptions of data channels: what one peer tells the other before they meet. SDP (RFC
 * 8866) with the attributes of ICE (RFC 8839, RFC 8840), DTLS (RFC 8122, RFC 8842) and SCTP (RFC
 * 8841), as JSEP uses them (RFC 9429).
 *
 * <p>{@link dev.sotto.sdp.Candidate} is what trickles after an offer or an answer. Everything read
 * is checked, and written anew: no text of a peer goes through.
 *
 * <p>Deliberately knows nothing of audio and video, of negotiation (who offers when), of
 * certificates and of how descriptions travel.
 */
@NullMarked
package dev.sotto.sdp;

import org.jspecify.annotations.NullMarked;
