/**
 * One target for everything that reads a peer's bytes. Each states what must hold whatever comes,
 * and knows nothing of how the bytes are found: that is the fuzzer's.
 */
@NullMarked
package dev.sotto.fuzz;

import org.jspecify.annotations.NullMarked;
