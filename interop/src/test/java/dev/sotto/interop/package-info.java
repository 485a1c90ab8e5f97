/**
 * Tests of Sotto against other people's WebRTC, in real browsers, with libwebrtc, and with coturn.
 *
 * <p>All of them run inside a network namespace that the build makes around the whole test process
 * ({@code src/test/namespace/bin/java}): browser, server and peers reach each other and nothing
 * else. Knows nothing of how a namespace is made.
 */
@NullMarked
package dev.sotto.interop;

import org.jspecify.annotations.NullMarked;
