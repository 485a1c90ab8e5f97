/**
 * The terminal application: arguments, streams, exit codes and every word a user reads.
 *
 * <p>Knows no protocol: it drives {@code dev.sotto.messenger} and starts {@code dev.sotto.web}.
 */
@NullMarked
package dev.sotto.cli;

import org.jspecify.annotations.NullMarked;
