package dev.sotto.files;

import static dev.sotto.files.Offered.CHUNK;
import static dev.sotto.files.Offered.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sotto.files.FilesException.Kind;
import dev.sotto.files.LeftOut.Reason;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.ListHash;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person names is offered, and what is sent is what was offered. */
class FileTreeTest {
  @TempDir Path home;

  private Path file(String name, byte[] content) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private static List<String> paths(FileTree tree) {
    return tree.manifest().entries().stream().map(entry -> entry.path().text()).toList();
  }

  private static void fails(Kind kind, String message, ThrowingCallable what) {
    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(what)
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void aFileIsOfferedWithItsSizeItsTimeAndWhetherItRuns() throws IOException {
    Path file = file("run.sh", bytes(7));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_123L));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

    Entry entry = FileTree.scan(List.of(file)).manifest().entry(0);

    assertThat(entry.path().text()).isEqualTo("run.sh");
    assertThat(entry.size()).isEqualTo(7);
    assertThat(entry.modified()).isEqualTo(1_234_567_890_123L);
    assertThat(entry.executable()).isTrue();
  }

  @Test
  void aFolderIsOfferedWithAllThatIsInItAlwaysInTheSameOrder() throws IOException {
    file("d/b/2", bytes(1));
    file("d/b/1", bytes(1));
    file("d/a", bytes(1));
    file("d/.hidden", bytes(0));
    Files.createDirectories(home.resolve("d/empty/too"));

    FileTree tree = FileTree.scan(List.of(home.resolve("d")));

    assertThat(paths(tree)).containsExactly("d/.hidden", "d/a", "d/b/1", "d/b/2", "d/empty/too");
    assertThat(tree.manifest().hash())
        .isEqualTo(FileTree.scan(List.of(home.resolve("d"))).manifest().hash());
    assertThat(tree.leftOut()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "d/", "d/.", "d/sub/..", "./d", "link"})
  void everyWayToNameAFolderLeadsToItsName(String named) throws IOException {
    file("d/sub/x", bytes(1));
    Files.createSymbolicLink(home.resolve("link"), home.resolve("d"));

    FileTree tree = FileTree.scan(List.of(Path.of(home + "/" + named)));

    assertThat(paths(tree)).containsExactly((named.equals("link") ? "link" : "d") + "/sub/x");
  }

  @Test
  void theWorkingDirectoryIsOfferedUnderItsName() throws IOException {
    Path working = Path.of("").toRealPath();

    assertThat(paths(FileTree.scan(List.of(Path.of("."), working.resolve("pom.xml")))))
        .contains(working.getFileName() + "/pom.xml", "pom.xml");
  }

  @Test
  void theRootHasNoName() {
    fails(Kind.NAME, "has no name", () -> FileTree.scan(List.of(Path.of("/"))));
  }

  @Test
  void nothingNamedIsAMistake() {
    assertThatIllegalArgumentException().isThrownBy(() -> FileTree.scan(List.of()));
  }

  @Test
  void twoWithTheSameNameAreRefused() throws IOException {
    Path one = file("x/a.txt", bytes(1));
    Path two = file("y/a.txt", bytes(1));

    fails(Kind.NAME, "would both be called a.txt", () -> FileTree.scan(List.of(one, two)));
    fails(Kind.NAME, "would both be called a.txt", () -> FileTree.scan(List.of(one, one)));
  }

  @Test
  void namesThatDifferOnlyInCaseAreRefused() throws IOException {
    file("d/README", bytes(1));
    file("d/readme", bytes(1));

    fails(Kind.NAME, "only in case", () -> FileTree.scan(List.of(home.resolve("d"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "con", "nul.txt", "end.", "end ", "a\nb", "q?", "back\\slash"})
  void aNameThatNotEverySystemCanHaveIsNamedAndRefused(String name) throws IOException {
    file("d/fine", bytes(1));
    file("d/" + name, bytes(1));

    fails(
        Kind.NAME,
        "d/" + name + " cannot be sent",
        () -> FileTree.scan(List.of(home.resolve("d"))));
  }

  @Test
  void aTreeThatIsTooDeepIsRefused() throws IOException {
    Files.createDirectories(home.resolve("d" + "/d".repeat(70)));

    fails(Kind.NAME, "too many folders", () -> FileTree.scan(List.of(home.resolve("d"))));
  }

  @Test
  void whatIsNotThereIsTold() {
    fails(Kind.GONE, "is not there", () -> FileTree.scan(List.of(home.resolve("nothing"))));
  }

  @Test
  void aLinkThatWasNamedIsFollowedAndSentUnderItsOwnName() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), file("file", bytes(3)));

    FileTree tree = FileTree.scan(List.of(link));

    assertThat(paths(tree)).containsExactly("link");
    try (SourceFile source = tree.open(0)) {
      assertThat(source.read(0)).isEqualTo(bytes(3));
    }
  }

  @Test
  void linksAndSpecialFilesInAFolderAreLeftOutAndTold() throws IOException {
    file("d/file", bytes(1));
    Path secret = file("secret/key", bytes(9));
    Path link = Files.createSymbolicLink(home.resolve("d/link"), secret);
    Path way = Files.createSymbolicLink(home.resolve("d/way"), home.resolve("secret"));
    Path dangling = Files.createSymbolicLink(home.resolve("d/dangling"), home.resolve("no"));
    Path only =
        Files.createSymbolicLink(
            Files.createDirectory(home.resolve("d/only")).resolve("link"), secret);
    Path socket = home.resolve("d/socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));

      FileTree tree = FileTree.scan(List.of(home.resolve("d")));

      assertThat(paths(tree)).containsExactly("d/file", "d/only");
      assertThat(tree.leftOut())
          .containsExactly(
              new LeftOut(real(dangling), Reason.LINK),
              new LeftOut(real(link), Reason.LINK),
              new LeftOut(real(only), Reason.LINK),
              new LeftOut(real(socket), Reason.SPECIAL),
              new LeftOut(real(way), Reason.LINK));
      fails(Kind.UNREADABLE, "neither a file nor a folder", () -> FileTree.scan(List.of(socket)));
    }
  }

  private Path real(Path path) throws IOException {
    return home.toRealPath().resolve(home.relativize(path));
  }

  @Test
  void aFileIsReadChunkByChunk() throws IOException {
    byte[] content = bytes(2 * CHUNK + 5);
    FileTree tree = FileTree.scan(List.of(file("a", content), file("empty", bytes(0))));
    Offered offered = new Offered().file("a", content);
    try (SourceFile source = tree.open(0)) {
      ListHash hashes = new ListHash();
      for (long number = 0; number < 3; number++) {
        assertThat(source.read(number)).isEqualTo(offered.chunk(0, number));
        hashes.add(Digest.of(offered.chunk(0, number)));
      }
      source.check();

      assertThat(source.prefix(3, () -> true).orElseThrow().value()).isEqualTo(hashes.value());
      assertThatIllegalArgumentException().isThrownBy(() -> source.read(3));
    }
    try (SourceFile source = tree.open(1)) {
      source.check();
      assertThat(source.prefix(0, () -> true).orElseThrow().value()).isEqualTo(Digest.of(bytes(0)));
    }
  }

  @Test
  void aFolderCannotBeOpened() throws IOException {
    FileTree tree = FileTree.scan(List.of(Files.createDirectory(home.resolve("d"))));

    assertThatIllegalArgumentException().isThrownBy(() -> tree.open(0));
  }

  @Test
  void aFileThatIsGoneIsTold() throws IOException {
    Path file = file("a", bytes(5));
    FileTree tree = FileTree.scan(List.of(file));
    try (SourceFile source = tree.open(0)) {
      Files.delete(file);

      fails(Kind.GONE, "not there any more", source::check);
    }
    fails(Kind.GONE, "not there any more", () -> tree.open(0));
  }

  /** What happens to a file while it is sent. */
  private interface Change {
    void happens(Path file) throws IOException;
  }

  private void isNoticed(Change change) throws IOException {
    Path file = file("a", bytes(2 * CHUNK));
    Files.setLastModifiedTime(file, FileTime.fromMillis(Offered.MODIFIED));
    FileTree tree = FileTree.scan(List.of(file));
    try (SourceFile source = tree.open(0)) {
      source.read(0);
      source.check();
      change.happens(file);

      fails(Kind.CHANGED, "changed while", source::check);
    }
    fails(Kind.CHANGED, "changed while", () -> tree.open(0));
  }

  @Test
  void aFileThatGrowsIsNoticed() throws IOException {
    isNoticed(file -> Files.write(file, bytes(1), StandardOpenOption.APPEND));
  }

  @Test
  void aFileThatIsOverwrittenIsNoticed() throws IOException {
    isNoticed(file -> Files.write(file, new byte[2 * CHUNK]));
  }

  @Test
  void aFileThatIsReplacedByOneThatLooksTheSameIsNoticed() throws IOException {
    isNoticed(
        file -> {
          Path other = Files.write(home.resolve("other"), new byte[2 * CHUNK]);
          Files.setLastModifiedTime(other, FileTime.fromMillis(Offered.MODIFIED));
          Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  @Test
  void aFileThatBecomesALinkIsNoticed() throws IOException {
    isNoticed(file -> Files.createSymbolicLink(file, Files.move(file, home.resolve("moved"))));
  }

  @Test
  void aFileThatShrinksIsNoticedWhileItIsRead() throws IOException {
    Path file = file("a", bytes(2 * CHUNK));
    FileTree tree = FileTree.scan(List.of(file));
    try (SourceFile source = tree.open(0)) {
      Files.write(file, bytes(CHUNK + 1));

      fails(Kind.CHANGED, "changed while", () -> source.read(1));
    }
  }

  @Test
  void whatCannotBeReadAtAllIsTold() throws IOException {
    // What /proc/self/mem has at 0 is mapped nowhere: a file whose reading fails even for root.
    Path file = file("a", bytes(5));
    SourceFile.Looks looks =
        SourceFile.Looks.of(
            Path.of("/proc/self/mem"),
            Files.readAttributes(Path.of("/proc/self/mem"), BasicFileAttributes.class));
    Entry entry = FileTree.scan(List.of(file)).manifest().entry(0);
    try (SourceFile source = SourceFile.open(looks, entry)) {
      fails(Kind.UNREADABLE, "cannot read", () -> source.read(0));
    }
  }
}
