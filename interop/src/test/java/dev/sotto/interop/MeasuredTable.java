package dev.sotto.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was measured, for people: a table in Markdown under {@code target}. For one thread. */
final class MeasuredTable {
  private final Path file;
  private final Map<String, Talk.Outcome> rows = new LinkedHashMap<>();

  MeasuredTable(String name) {
    file = Path.of("target", name + ".md");
  }

  void add(String what, Talk.Outcome outcome) {
    rows.put(what, outcome);
  }

  void write() throws IOException {
    StringBuilder table = new StringBuilder("| between | comes out as |\n|---|---|\n");
    rows.forEach((what, outcome) -> table.append("| %s | %s |\n".formatted(what, outcome)));
    Files.writeString(file, table);
  }
}
