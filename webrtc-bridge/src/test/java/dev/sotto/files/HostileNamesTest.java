package dev.sotto.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.EntryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that are made to leave the directory: what is accepted of them arrives inside it. */
class HostileNamesTest {
  private static final int NAMES = 100_000;
  private static final int TOGETHER = 1_000;
  private static final String[] PIECES = {
    "..",
    ".",
    "/",
    "/",
    "\\",
    ":",
    "C:",
    "~",
    "$HOME",
    "%TEMP%",
    "-rf",
    "`id`",
    "$(id)",
    ";",
    "&",
    " ",
    "\t",
    "\n",
    "\0",
    "\u202e",
    "\u2215",
    "\u29f8",
    "\uff0f",
    "\u2024",
    "\ufe52",
    "\ufeff",
    "e\u0301",
    "é",
    "ß",
    "ı",
    "İ",
    "K",
    "\ud800",
    "\uffff",
    "CON",
    "nul",
    "COM1",
    "LPT²",
    ".ssh",
    "authorized_keys",
    ".bashrc",
    "etc",
    "passwd",
    ".sotto-parts",
    "journal",
    "0.part",
    "a",
    "A",
    "b.txt",
    ".lnk",
    "::$DATA",
    "....",
    ". .",
    "%2e%2e%2f",
    "..%5c",
    "日本",
    "🎈",
    "|",
    "*",
    "?",
  };

  @TempDir Path temporary;

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int pieces = 1 + random.nextInt(7); pieces > 0; pieces--) {
      name.append(PIECES[random.nextInt(PIECES.length)]);
      if (random.nextInt(40) == 0) {
        name.append("x".repeat(random.nextInt(300)));
      }
    }
    return name.toString();
  }

  /** Names that can be in one manifest. */
  private static final class Together {
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private final Offered offered = new Offered();

    private int size() {
      return files.size();
    }

    private void add(EntryPath path) {
      String folded = path.folded();
      if (folders.contains(folded) || files.contains(folded)) {
        return;
      }
      Set<String> above = new HashSet<>();
      for (int end = folded.indexOf('/'); end >= 0; end = folded.indexOf('/', end + 1)) {
        above.add(folded.substring(0, end));
      }
      if (above.stream().noneMatch(files::contains)) {
        folders.addAll(above);
        files.add(folded);
        offered.file(path.text(), "");
      }
    }
  }

  @Test
  @Tag("long")
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void noneOfManyHostileNamesLeavesTheDirectory() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("in"));
    Path home = Files.writeString(temporary.resolve("b.txt"), "mine");
    Random random = new Random(20261122);
    int arrived = 0;
    Together together = new Together();
    for (int count = 0; count < NAMES; count++) {
      if (EntryPath.parse(name(random)) instanceof EntryPath.Parsed.Valid valid) {
        together.add(valid.path());
      }
      if (together.size() == TOGETHER || count == NAMES - 1) {
        arrived += receive(directory, together);
        together = new Together();
      }
    }

    assertThat(arrived).isGreaterThan(5_000);
    assertThat(Arrival.tree(temporary).stream().filter(path -> !path.startsWith("in/")))
        .containsExactlyInAnyOrder("b.txt", "in");
    assertThat(home).hasContent("mine");
    assertThat(directory.resolve(Parts.NAME)).doesNotExist();
  }

  private static int receive(Path directory, Together together) throws IOException {
    Path root = directory.toRealPath();
    Inbox inbox = Inbox.open(directory);
    Delivery delivery = Arrival.begin(inbox, together.offered);
    int count = 0;
    for (Published published : together.offered.sendAll(delivery)) {
      assertThat(published.path().toRealPath()).isEqualTo(published.path());
      assertThat(published.path()).startsWith(root);
      assertThat(published.path().startsWith(root.resolve(Parts.NAME))).isFalse();
      count++;
    }
    delivery.finish();
    return count;
  }
}
