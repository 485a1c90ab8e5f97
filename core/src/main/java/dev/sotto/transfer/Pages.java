package dev.sotto.transfer;

/** How much room entries take as text: docs/protocol.md, "The manifest". */
final class Pages {
  private static final int FILE = "{\"p\":\"\",\"s\":},".length();
  private static final int MODIFIED = "\"m\":,".length();
  private static final int EXECUTABLE = "\"x\":true,".length();
  private static final int FOLDER = "{\"p\":\"\",\"d\":true},".length();

  private Pages() {}

  /** Bytes of UTF-8 of an entry and a comma, without blanks. No acceptable path needs escapes. */
  static int lengthOf(Entry entry) {
    int path = NameRules.utf8Length(entry.path().text());
    if (!entry.isFile()) {
      return FOLDER + path;
    }
    return FILE
        + path
        + Long.toString(entry.size()).length()
        + (entry.modified() == 0 ? 0 : MODIFIED + Long.toString(entry.modified()).length())
        + (entry.executable() ? EXECUTABLE : 0);
  }
}
