/**
 * Measurements of Sotto and of libwebrtc, side by side in one run on one machine, so that their
 * ratio means something where the numbers alone would not. Judges nothing: no number fails a build.
 */
@NullMarked
package dev.sotto.bench;

import org.jspecify.annotations.NullMarked;
