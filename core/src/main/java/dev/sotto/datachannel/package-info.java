/**
 * WebRTC data channels over SCTP streams: the establishment protocol (RFC 8832) and the rules for
 * using and closing streams (RFC 8831).
 *
 * <p>Knows neither the association it runs on nor who drives both: what has to happen on the
 * association comes out as {@link dev.sotto.datachannel.ChannelCommand}s, what the application
 * should learn as {@link dev.sotto.datachannel.ChannelEvent}s.
 */
@NullMarked
package dev.sotto.datachannel;

import org.jspecify.annotations.NullMarked;
