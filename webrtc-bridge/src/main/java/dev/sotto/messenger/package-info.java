/**
 * A private conversation of two, from the code that one reads to the other to the last receipt:
 * meeting, pairing, the connection, who the peer proves to be, lines of chat, and finding each
 * other again after a break. {@link dev.sotto.messenger.Messenger} begins one, {@link
 * dev.sotto.messenger.Session} is one, {@link dev.sotto.messenger.SessionListener} hears of it. The
 * exchange is that of {@code docs/protocol.md}; how to use it says {@code docs/messenger.md}.
 *
 * <p>Deliberately unknown here: how messages of a pairing travel ({@code dev.sotto.signal}), the
 * cryptography ({@code dev.sotto.pairing}), paths and channels ({@code dev.sotto.peer}), files of
 * the identity ({@code dev.sotto.identity}), terminals and commands.
 */
@NullMarked
package dev.sotto.messenger;

import org.jspecify.annotations.NullMarked;
