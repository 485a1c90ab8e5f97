package dev.sotto.messenger;

/**
 * How far a transfer is. A snapshot.
 *
 * @param bytes bytes of accepted files that the receiver has taken, those of before included
 * @param total bytes of all accepted files; of all offered ones before the answer
 * @param resumed bytes that were there before this transfer and did not travel again
 * @param files accepted files that are verified and in their place
 * @param allFiles accepted files; all offered ones before the answer
 * @param rate bytes a second over about the last five seconds, 0 while nothing moves
 */
public record Progress(long bytes, long total, long resumed, int files, int allFiles, long rate) {}
