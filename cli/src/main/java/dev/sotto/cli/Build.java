package dev.sotto.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Which program this is, as the manifest of its jar says. */
final class Build {
  private static final String NOT_FROM_A_JAR = "(not from a jar)";
  private static final String MANIFEST = "/META-INF/MANIFEST.MF";
  private static final Attributes.Name COMMIT = new Attributes.Name("Sotto-Commit");

  private Build() {}

  /** The version of the release. */
  static String version() {
    return Optional.ofNullable(Sotto.class.getPackage().getImplementationVersion())
        .orElse(NOT_FROM_A_JAR);
  }

  /** The commit that it was built from. */
  static String commit() {
    String own = String.valueOf(Sotto.class.getResource("Sotto.class"));
    if (!own.startsWith("jar:")) {
      return NOT_FROM_A_JAR;
    }
    String jar = own.substring(0, own.lastIndexOf('!') + 1);
    try (InputStream manifest = new URL(jar + MANIFEST).openStream()) {
      String commit = new Manifest(manifest).getMainAttributes().getValue(COMMIT);
      return commit == null || commit.isBlank() ? "of sources without a commit" : commit;
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read", e);
    }
  }
}
