package dev.sotto.messenger;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One file of a transfer that is verified and in its place at the receiver.
 *
 * @param index its place in the manifest
 * @param name its path in the manifest, with {@code /}; the peer's words if it came from there
 * @param place where it is on this disk: what was received, or what was sent
 * @param size bytes
 * @param sha256 the SHA-256 of the whole file in lower-case hexadecimal; empty where it was not
 *     computed, which only senders and files that were there before may leave out
 */
public record ReceivedFile(
    int index, String name, Path place, long size, Optional<String> sha256) {}
