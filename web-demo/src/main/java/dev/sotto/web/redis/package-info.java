/**
 * Rooms kept in a Redis, so that the two of a room may be at different servers. Every operation is
 * one script in Lua, beside these classes on the class path.
 *
 * <p>Deliberately knows nothing of what the messages mean: they are sealed between the peers. What
 * Redis answers is taken as something a stranger says: short strings and numbers, read strictly.
 */
@NullMarked
package dev.sotto.web.redis;

import org.jspecify.annotations.NullMarked;
