package dev.sotto.messenger;

/**
 * One accepted file of a transfer that did not get there; the others go on.
 *
 * @param index its place in the manifest
 * @param name its path in the manifest, with {@code /}; the peer's words if it came from there
 * @param kind what kind of failure that is for an exit code: disk, integrity or interrupted
 * @param reason a few words of ours, without a full stop: why
 */
public record FailedFile(int index, String name, SessionEnd.Kind kind, String reason) {}
