package dev.sotto.transfer;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The vectors of docs/protocol.md, "Files". */
final class Vectors {
  private final Properties values = new Properties();

  Vectors() {
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(Vectors.class.getResourceAsStream("transfer.properties")),
            StandardCharsets.US_ASCII)) {
      values.load(in);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  String text(String name) {
    return Objects.requireNonNull(values.getProperty(name), name);
  }

  byte[] bytes(String name) {
    return HexFormat.of().parseHex(text(name));
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }

  /** The values with this prefix and a number. */
  List<String> all(String prefix) {
    List<String> all =
        Stream.iterate(0, at -> at + 1)
            .map(at -> values.getProperty(prefix + "." + at))
            .takeWhile(Objects::nonNull)
            .collect(Collectors.toList());
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no " + prefix);
    }
    return all;
  }
}
