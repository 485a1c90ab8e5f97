package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;

/** Manifests as peers would send them. */
final class Manifests {
  private Manifests() {}

  /** Files of a thousand bytes; what ends with a slash is a folder. */
  static Manifest of(String... paths) {
    ManifestBuilder builder = new ManifestBuilder();
    for (String path : paths) {
      assertThat(builder.add(entry(path))).isEmpty();
    }
    return ((ManifestBuilder.Built.Done) builder.build()).manifest();
  }

  private static Entry entry(String path) {
    return path.endsWith("/")
        ? Entry.folder(new EntryPath(path.substring(0, path.length() - 1)))
        : Entry.file(new EntryPath(path), 1000, 0, false);
  }
}
