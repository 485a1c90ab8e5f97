package dev.sotto.files;

import java.nio.file.Path;

/**
 * A file that is whole, verified and in its place.
 *
 * @param index its index in the manifest
 * @param path where it is: absolute, inside the target directory
 * @param size its bytes
 * @param sha256 SHA-256 of the whole file, 64 lower-case hexadecimal digits
 */
public record Published(int index, Path path, long size, String sha256) {}
