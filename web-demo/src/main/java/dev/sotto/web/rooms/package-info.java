/**
 * Where the rooms of the rendezvous are kept: who sits where, and what waits to be relayed ({@code
 * docs/protocol.md}, "Rendezvous").
 *
 * <p>Deliberately knows neither sockets nor HTTP, nor who may open a room or how often somebody may
 * try one; and nothing of what the messages mean.
 */
@NullMarked
package dev.sotto.web.rooms;

import org.jspecify.annotations.NullMarked;
