package dev.sotto.files;

import dev.sotto.transfer.Digest;
import java.nio.file.Path;

/**
 * A file that is whole, verified and in its place.
 *
 * @param index its index in the manifest
 * @param path where it is: absolute, inside the target directory
 * @param size its bytes
 * @param sha256 SHA-256 of the whole file
 */
public record Published(int index, Path path, long size, Digest sha256) {}
