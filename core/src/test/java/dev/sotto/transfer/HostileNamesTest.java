package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No name that is taken leads out of a directory, under Linux or by the rules of Windows. */
class HostileNamesTest {
  private static final int NAMES = 25_000;
  private static final Path TARGET = Path.of("/target/directory");

  private static final String[] PIECES = {
    "/",
    "/",
    "/",
    "..",
    ".",
    "...",
    "\\",
    ":",
    "\0",
    "a",
    "b",
    "con",
    "CON",
    "nul",
    "aux",
    "com1",
    "LPT9",
    "com\u00b9",
    " ",
    ".",
    "txt",
    ".txt",
    "~",
    "$",
    "%2e%2e%2f",
    "\u202e",
    "\u2215",
    "\uff0f",
    "\uff0e",
    "\u29f5",
    "\ud800",
    "\udfff",
    "\uffff",
    "\n",
    "\r",
    "\t",
    "\u007f",
    "\u0085",
    "C:",
    "\\\\?\\",
    "\\\\.\\",
    "//server/share",
    "::$DATA",
    "*",
    "?",
    "\"",
    "<",
    ">",
    "|",
    "\ufeff",
    "\u0000",
    "\u2028",
    "e\u0301",
    "\u212a",
    "conin$",
    "clock$",
    "\uD83D\uDE00"
  };

  /** Four times 25,000 names. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noNameLeavesItsDirectory(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int taken = 0;
    for (int count = 0; count < NAMES; count++) {
      String name = name(random);
      if (EntryPath.parse(name) instanceof EntryPath.Parsed.Valid valid) {
        taken++;
        requireInsideOnLinux(valid.path());
        requireInsideOnWindows(valid.path());
      }
    }
    assertThat(taken).as("names that are taken").isBetween(500, NAMES / 2);
  }

  private static String name(SplittableRandom random) {
    StringBuilder name = new StringBuilder();
    int pieces = 1 + random.nextInt(5);
    for (int piece = 0; piece < pieces; piece++) {
      if (random.nextInt(3) == 0) {
        name.append((char) random.nextInt(0x10000));
      } else if (random.nextInt(3) == 0) {
        name.append((char) (' ' + random.nextInt(95)));
      } else {
        name.append(PIECES[random.nextInt(PIECES.length)]);
      }
    }
    return name.toString();
  }

  private static void requireInsideOnLinux(EntryPath path) {
    assertThat(path.text().split("/", -1)).doesNotContain("", ".", "..");
    if (StandardCharsets.US_ASCII.newEncoder().canEncode(path.text())) { // In any locale of a test.
      Path resolved = TARGET.resolve(path.text());
      assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(TARGET);
      assertThat(resolved.getNameCount()).isEqualTo(2 + path.components().size());
    }
    byte[] utf8 = path.text().getBytes(StandardCharsets.UTF_8);
    assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(path.text());
    assertThat(utf8).doesNotContain((byte) 0);
  }

  /**
   * Windows as documented in "Naming Files, Paths, and Namespaces", on its own: both slashes
   * separate, trailing dots and spaces vanish, a device is what a stem of any case names.
   */
  private static void requireInsideOnWindows(EntryPath path) {
    Set<String> devices = new HashSet<>(List.of("con", "prn", "aux", "nul", "conin$", "conout$"));
    for (String number : "1 2 3 4 5 6 7 8 9 \u00b9 \u00b2 \u00b3".split(" ", -1)) {
      devices.add("com" + number);
      devices.add("lpt" + number);
    }
    String[] names = path.text().split("[/\\\\]", -1);
    assertThat(names).hasSize(path.components().size());
    for (String name : names) {
      assertThat(name).doesNotContainPattern("[\\x00-\\x1f<>:\"|?*]");
      String seen = name.replaceAll("[. ]+\\z", "");
      assertThat(seen).isEqualTo(name).isNotEmpty();
      String stem = name.split("\\.", 2)[0].replaceAll(" +\\z", "").toLowerCase(Locale.ROOT);
      assertThat(devices).doesNotContain(stem);
    }
  }

  @Test
  void flagsWhatPeopleShouldLookAt() {
    requireFlags("notes.txt");
    requireFlags("Привет.txt");
    requireFlags("写真 2024.jpg");
    requireFlags("日本語かな.txt");
    requireFlags("disk.bin");
    requireFlags(".bashrc", Flag.HIDDEN);
    requireFlags(".git/config", Flag.HIDDEN);
    requireFlags("setup.EXE", Flag.EXECUTABLE);
    requireFlags("run.sh", Flag.EXECUTABLE);
    requireFlags("x.desktop", Flag.EXECUTABLE);
    requireFlags("bill.pdf.exe", Flag.EXECUTABLE, Flag.ODD);
    requireFlags("bill.pdf   .exe", Flag.EXECUTABLE, Flag.ODD);
    requireFlags("bill\u202efdp.exe", Flag.EXECUTABLE, Flag.ODD);
    requireFlags("-rf", Flag.ODD);
    requireFlags(" a", Flag.ODD);
    requireFlags("a\u200bb", Flag.ODD);
    requireFlags("a\u00a0b", Flag.ODD);
    requireFlags("a\u3164", Flag.ODD);
    requireFlags("p\u0430ypal.txt", Flag.ODD);
    requireFlags("e\u0301", Flag.ODD);
    requireFlags("x".repeat(121), Flag.ODD);
    assertThat(Flag.of(Entry.file(new EntryPath("a"), 0, 0, true)))
        .containsExactly(Flag.EXECUTABLE);
    assertThat(Flag.of(Entry.folder(new EntryPath("Some.app")))).isEmpty();
  }

  private static void requireFlags(String name, Flag... flags) {
    assertThat(Flag.of(Entry.file(new EntryPath(name), 0, 0, false)))
        .as(name)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(flags));
  }
}
