package dev.sotto.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files with known content, and what became of them elsewhere. */
final class Trees {
  private static final int PIECE = 1 << 20;

  private Trees() {}

  /** Writes a file of random bytes, the same for the same seed. */
  static Path file(Path path, long size, long seed) throws IOException {
    Files.createDirectories(path.getParent());
    Random random = new Random(seed);
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (long left = size; left > 0; left -= PIECE) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(PIECE, left));
      }
    }
    return path;
  }

  /** Makes a folder of small files, 50 in each of its folders, with an empty folder beside them. */
  static Path folder(Path folder, int files) throws IOException {
    for (int i = 0; i < files; i++) {
      file(folder.resolve("%02d/%02d.dat".formatted(i / 50, i % 50)), i % 700, i);
    }
    Files.createDirectories(folder.resolve("empty"));
    return folder;
  }

  /** The SHA-256 of each file below a directory, by its path with {@code /} from there. */
  static SortedMap<String, String> hashes(Path directory) {
    SortedMap<String, String> hashes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        hashes.put(directory.relativize(path).toString(), sha256(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hashes;
  }

  /** The same of files and folders that lie beside each other, each under its own name. */
  static SortedMap<String, String> hashes(Iterable<Path> beside) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Path path : beside) {
      String name = path.getFileName().toString();
      if (Files.isDirectory(path)) {
        hashes(path).forEach((below, hash) -> hashes.put(name + "/" + below, hash));
      } else {
        hashes.put(name, sha256(path));
      }
    }
    return hashes;
  }

  /** Those of a directory apart from what is hidden: parts are not what was received. */
  static SortedMap<String, String> visible(Path directory) {
    SortedMap<String, String> hashes = hashes(directory);
    hashes.keySet().removeIf(name -> name.startsWith("."));
    return hashes;
  }

  /** The SHA-256 of a file, as hex. */
  static String sha256(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return sha256(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 of what a stream gives, as hex. */
  static String sha256(InputStream in) throws IOException {
    MessageDigest digest = digest();
    byte[] piece = new byte[PIECE];
    for (int read; (read = in.read(piece)) >= 0; ) {
      digest.update(piece, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The same hashes with a prefix before each path. */
  static SortedMap<String, String> under(String prefix, Map<String, String> hashes) {
    SortedMap<String, String> moved = new TreeMap<>();
    hashes.forEach((path, hash) -> moved.put(prefix + path, hash));
    return moved;
  }
}
