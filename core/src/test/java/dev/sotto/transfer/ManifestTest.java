package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.TransferMessage.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What goes together, and the limits. */
class ManifestTest {
  private static final TransferId ID = TransferId.random(new SplittableRandom(5));

  private static Optional<ManifestProblem.Kind> problem(Listed... entries) {
    ManifestBuilder builder = new ManifestBuilder();
    for (Listed entry : entries) {
      Optional<ManifestProblem> problem = builder.add(entry);
      if (problem.isPresent()) {
        return problem.map(ManifestProblem::kind);
      }
    }
    return builder.build() instanceof ManifestBuilder.Built.Refused refused
        ? Optional.of(refused.problem().kind())
        : Optional.empty();
  }

  private static Listed file(String path) {
    return new Listed(path, false, 1, 0, false);
  }

  private static Listed folder(String path) {
    return new Listed(path, true, 0, 0, false);
  }

  @Test
  void takesFilesBesideAndBelowFolders() {
    assertThat(problem(folder("a"), file("a/b"), file("a.b"), file("a b"), file("A/c"))).isEmpty();
    assertThat(problem(file("a/b/c"), folder("a/b"), folder("a"))).isEmpty();
  }

  @Test
  void refusesTheSameNameTwice() {
    assertThat(problem(file("a"), file("A"))).contains(ManifestProblem.Kind.SAME_NAME);
    assertThat(problem(folder("x/a"), file("y"), file("X/A")))
        .contains(ManifestProblem.Kind.SAME_NAME);
    assertThat(problem(file("\u00e9"), file("e\u0301"))).contains(ManifestProblem.Kind.SAME_NAME);
  }

  @Test
  void refusesAFileWhereAFolderIsNeeded() {
    for (String below : List.of("a/b", "A/b", "a/b/c", "a/!")) {
      assertThat(problem(file(below), file("a.txt"), file("a"), file("a!")))
          .as(below)
          .contains(ManifestProblem.Kind.FILE_AS_FOLDER);
    }
  }

  @Test
  void refusesNumbersOutOfRange() {
    for (Listed entry :
        List.of(
            new Listed("a", false, -1, 0, false),
            new Listed("a", false, (1L << 52) + 1, 0, false),
            new Listed("a", false, 0, 1L << 53, false),
            new Listed("a", false, 0, Long.MIN_VALUE, false),
            new Listed("a", true, 1, 0, false),
            new Listed("a", true, 0, 1, false),
            new Listed("a", true, 0, 0, true))) {
      assertThat(problem(entry)).contains(ManifestProblem.Kind.NUMBER);
    }
    assertThat(
            problem(
                new Listed("a", false, 1L << 52, 0, false),
                new Listed("b", false, 1L << 52, 0, false)))
        .contains(ManifestProblem.Kind.TOO_LARGE);
  }

  @Test
  void saysWhichNameIsNotAcceptable() {
    assertThat(new ManifestBuilder().add(file("a/..")))
        .contains(
            new ManifestProblem(ManifestProblem.Kind.NAME, "a/..", Optional.of(PathProblem.DOTS)));
  }

  @Test
  void takesTwoHundredThousandEntriesAndNoMore() {
    ManifestBuilder builder = new ManifestBuilder();
    int refused = 0;
    for (int index = 0; index < Manifest.MAX_ENTRIES; index++) {
      refused +=
          builder.add(file("folder" + index % 100 + "/name of a file " + index)).isPresent()
              ? 1
              : 0;
    }
    assertThat(refused).isZero();
    assertThat(builder.add(file("another")).map(ManifestProblem::kind))
        .contains(ManifestProblem.Kind.TOO_MANY);
    Manifest manifest = ((ManifestBuilder.Built.Done) builder.build()).manifest();
    assertThat(manifest.files()).isEqualTo(Manifest.MAX_ENTRIES);
  }

  @Test
  void takesNoMoreTextThanThirtyTwoMebibytes() {
    ManifestBuilder builder = new ManifestBuilder();
    String folders = ("f".repeat(250) + '/').repeat(4);
    int taken = 0;
    while (builder.add(file(folders + taken)).isEmpty()) {
      taken++;
    }
    assertThat(taken).isBetween(32_000, 33_000);
  }

  @Test
  void announcesPagesThatFitAMessageAndComeOutAsTheyWere() {
    ManifestBuilder builder = new ManifestBuilder();
    for (int index = 0; index < 3000; index++) {
      builder.add(
          new Listed("x".repeat(index % 200 + 1) + index, false, index, index, index % 3 == 0));
    }
    Manifest manifest = ((ManifestBuilder.Built.Done) builder.build()).manifest();
    for (int maxMessage : new int[] {SendingTransfer.MIN_MESSAGE, TransferMessage.MAX_LENGTH}) {
      Announcement announcement = new Announcement(ID, manifest, List.of(), maxMessage);
      List<Listed> listed = new ArrayList<>();
      for (TransferMessage next; (next = announcement.next()) != null; ) {
        if (next instanceof TransferMessage.Entries page) {
          int length = 30;
          for (Listed entry : page.entries()) {
            length += 38 + entry.path().length();
          }
          assertThat(length).isLessThan(maxMessage * 2);
          listed.addAll(page.entries());
        }
      }
      assertThat(listed).isEqualTo(manifest.entries().stream().map(Listed::of).toList());
      assertThat(announcement.ended()).isTrue();
    }
  }
}
