package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final Progress HALF = new Progress(5_000_000, 10_000_000, 0, 0, 1, 1_000_000);

  @Test
  void aWideTerminalShowsEverything() {
    assertThat(ProgressLine.of("a.pdf", true, HALF, 120))
        .isEqualTo(
            "[##########----------]  50 %  5.0 MB of 10.0 MB  1.0 MB/s  0:05 left  sending a.pdf");
  }

  @Test
  void theNameIsCutFirstAndThenTheBarGoes() {
    String name = "a-long-name-of-a-file.pdf";
    assertThat(ProgressLine.of(name, false, HALF, 84)).endsWith("  receiving a...").startsWith("[");
    assertThat(ProgressLine.of(name, false, HALF, 60)).startsWith(" 50 %").endsWith("...");
    assertThat(ProgressLine.of(name, false, HALF, 20)).isEqualTo(" 50 %  5.0 MB of ...");
  }

  @Test
  void whateverTheNameItNeverTakesMoreColumnsThanThereAre() {
    String[] names = {
      "x".repeat(300), "日本語の名前".repeat(20), "שלום עולם".repeat(20), "e\u0301".repeat(99)
    };
    for (String name : names) {
      for (int columns = 0; columns < 130; columns++) {
        String line = ProgressLine.of(name, true, HALF, columns);
        assertThat(Columns.of(line)).as(line).isLessThanOrEqualTo(columns);
      }
    }
  }

  @Test
  void namesAreHostile() {
    assertThat(ProgressLine.of("\u001b[2J\u202e", true, HALF, 120))
        .endsWith("sending \\u{1b}[2J\\u{202e}");
    assertThat(ProgressLine.plain("a\nb", HALF))
        .isEqualTo("50 % of a\\u{a}b: 5.0 MB of 10.0 MB, 1.0 MB/s");
  }

  @Test
  void emptyFilesAreAtAHundredPercentWhenTheyAreThere() {
    assertThat(ProgressLine.percent(new Progress(0, 0, 0, 0, 2, 0))).isZero();
    assertThat(ProgressLine.percent(new Progress(0, 0, 0, 2, 2, 0))).isEqualTo(100);
    assertThat(ProgressLine.percent(new Progress(999_999_999, 1_000_000_000, 0, 0, 1, 0)))
        .isEqualTo(99);
  }

  @Test
  void amountsAreWrittenAsPeopleReadThem() {
    assertThat(Amounts.bytes(0)).isEqualTo("0 B");
    assertThat(Amounts.bytes(999)).isEqualTo("999 B");
    assertThat(Amounts.bytes(1000)).isEqualTo("1.0 kB");
    assertThat(Amounts.bytes(999_949)).isEqualTo("999.9 kB");
    assertThat(Amounts.bytes(999_950)).isEqualTo("1.0 MB");
    assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    assertThat(Amounts.time(7)).isEqualTo("0:07");
    assertThat(Amounts.time(3723)).isEqualTo("1:02:03");
    assertThat(Amounts.files(1)).isEqualTo("1 file");
  }
}
