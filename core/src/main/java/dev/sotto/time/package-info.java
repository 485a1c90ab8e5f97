/**
 * Time as an argument. The protocols never ask a clock; whoever drives them passes the time in.
 *
 * <p>Knows nothing of wall-clock time, time zones or threads.
 */
@NullMarked
package dev.sotto.time;

import org.jspecify.annotations.NullMarked;
