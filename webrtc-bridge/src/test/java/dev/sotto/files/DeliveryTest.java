package dev.sotto.files;

import static dev.sotto.files.Offered.CHUNK;
import static dev.sotto.files.Offered.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sotto.files.FilesException.Kind;
import dev.sotto.transfer.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted arrives under its name, and nothing else changes. */
class DeliveryTest {
  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void setUp() {
    directory = temporary.resolve("in");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 17})
  void aFileArrivesWithItsBytesItsTimeAndItsHash(int length) throws IOException {
    Offered offered = new Offered().file("a b.bin", bytes(length));

    Published published = Arrival.all(directory, offered).get(0);

    assertThat(published.path()).isEqualTo(directory.toRealPath().resolve("a b.bin"));
    assertThat(published.size()).isEqualTo(length);
    assertThat(published.sha256()).isEqualTo(Digest.of(bytes(length)));
    assertThat(published.path()).hasBinaryContent(bytes(length));
    assertThat(Files.getLastModifiedTime(published.path()).toMillis()).isEqualTo(Offered.MODIFIED);
  }

  @Test
  void nothingIsLeftBesideWhatWasPublished() throws IOException {
    Arrival.all(directory, new Offered().file("a", "1").folder("b").file("c/d/e", "2"));

    assertThat(Arrival.tree(directory)).containsExactly("a", "b", "c", "c/d", "c/d/e");
  }

  @Test
  void namesOfAnyScriptArrive() throws IOException {
    List<String> names = List.of("żółć.txt", "日本語", "ملف", "🎈 party.png", "e\u0301.txt");
    Offered offered = new Offered();
    names.forEach(name -> offered.file(name, name));

    Arrival.all(directory, offered);

    assertThat(Arrival.tree(directory)).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void whatArrivesIsOrdinaryAndNeverExecutable() throws IOException {
    Path own = Files.createFile(temporary.resolve("own"));

    Path path = Arrival.all(directory, new Offered().file("run.sh", "#!")).get(0).path();

    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(Files.getPosixFilePermissions(own))
        .doesNotContain(PosixFilePermission.OWNER_EXECUTE);
    assertThat(Files.getAttribute(path, "unix:nlink")).isEqualTo(1);
  }

  @Test
  void partsArePrivateUntilTheyAreWhole() throws IOException {
    Delivery delivery =
        Arrival.begin(Inbox.open(directory), new Offered().file("a", bytes(2 * CHUNK)));
    delivery.begin(0, 0).append(chunk(), Digest.of(chunk()));

    Path parts = directory.resolve(Parts.NAME);
    assertThat(Arrival.visible(directory)).isEmpty();
    assertThat(mode(parts)).isEqualTo("rwx------");
    for (String path : Arrival.tree(parts)) {
      boolean folder = Files.isDirectory(parts.resolve(path));
      assertThat(mode(parts.resolve(path))).isEqualTo(folder ? "rwx------" : "rw-------");
    }
    delivery.finish();
    assertThat(Arrival.tree(directory)).isEmpty();
  }

  private static byte[] chunk() {
    return bytes(CHUNK);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aPartHasNoHoles() throws IOException {
    Offered offered = new Offered().file("a", bytes(3 * CHUNK));
    Delivery delivery = Arrival.begin(Inbox.open(directory), offered);
    IncomingFile file = delivery.begin(0, 0);
    for (int chunks = 1; chunks <= 3; chunks++) {
      offered.send(file, chunks);

      assertThat(part(0)).hasSize((long) chunks * CHUNK);
    }
    file.publish();
    delivery.finish();
  }

  private Path part(int index) throws IOException {
    return Arrival.tree(directory).stream()
        .filter(path -> path.endsWith("/" + index + ".part"))
        .map(directory::resolve)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTakenNameGetsANumber() throws IOException {
    for (String expected : List.of("a.txt", "a (1).txt", "a (2).txt")) {
      assertThat(Arrival.all(directory, new Offered().file("a.txt", expected)).get(0).path())
          .hasFileName(expected)
          .hasContent(expected);
    }
  }

  @Test
  void aTakenFolderAtTheTopGetsANumberAndStaysTogether() throws IOException {
    Offered offered =
        new Offered().folder("photos/empty").file("photos/a", "1").file("photos/b", "2");
    Arrival.all(directory, offered);

    Arrival.all(directory, offered);

    assertThat(Arrival.tree(directory))
        .containsExactly(
            "photos",
            "photos (1)",
            "photos (1)/a",
            "photos (1)/b",
            "photos (1)/empty",
            "photos/a",
            "photos/b",
            "photos/empty");
  }

  @Test
  void aFolderIsNeverPutWhereAFileIs() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("a"), "mine");

    Arrival.all(directory, new Offered().file("a/b", "1"));

    assertThat(directory.resolve("a")).hasContent("mine");
    assertThat(directory.resolve("a (1)/b")).hasContent("1");
  }

  @Test
  void replacesPlainFilesAndUsesFoldersWhenToldTo() throws IOException {
    Offered first =
        new Offered().file("a.txt", "old").file("d/b.txt", "old").file("d/c.txt", "old");
    Arrival.all(directory, first);
    Offered second = new Offered().file("a.txt", "new").file("d/b.txt", "new");
    Delivery delivery = Arrival.replacing(Inbox.open(directory), second);
    second.sendAll(delivery);
    delivery.finish();

    assertThat(Arrival.tree(directory)).containsExactly("a.txt", "d", "d/b.txt", "d/c.txt");
    assertThat(directory.resolve("a.txt")).hasContent("new");
    assertThat(directory.resolve("d/b.txt")).hasContent("new");
    assertThat(directory.resolve("d/c.txt")).hasContent("old");
  }

  @Test
  void neverReplacesAFolderOrALinkOrWritesThroughOne() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "mine");
    Files.createDirectories(directory.resolve("folder/kept"));
    Files.createSymbolicLink(directory.resolve("link"), outside.resolve("secret"));
    Files.createSymbolicLink(directory.resolve("dangling"), outside.resolve("nothing"));
    Files.createSymbolicLink(directory.resolve("way"), outside);
    Offered offered =
        new Offered()
            .file("folder", "x")
            .file("link", "x")
            .file("dangling", "x")
            .file("way/in", "x");

    Delivery delivery = Arrival.replacing(Inbox.open(directory), offered);
    offered.sendAll(delivery);
    delivery.finish();

    assertThat(Arrival.tree(outside)).containsExactly("secret");
    assertThat(outside.resolve("secret")).hasContent("mine");
    assertThat(directory.resolve("folder/kept")).isDirectory();
    assertThat(directory.resolve("link")).isSymbolicLink();
    assertThat(directory.resolve("folder (1)")).hasContent("x");
    assertThat(directory.resolve("link (1)")).hasContent("x");
    assertThat(directory.resolve("dangling (1)")).hasContent("x");
    assertThat(directory.resolve("way (1)/in")).hasContent("x");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerNeverGetsIntoThePrivateDirectory(boolean replacing) throws IOException {
    Offered offered = new Offered().file(".sotto-parts/journal", "evil");
    Inbox inbox = Inbox.open(directory);
    Delivery delivery =
        replacing ? Arrival.replacing(inbox, offered) : Arrival.begin(inbox, offered);

    Published published = offered.sendAll(delivery, 0, 0);
    delivery.finish();

    assertThat(Arrival.tree(directory))
        .containsExactly(".sotto-parts (1)", ".sotto-parts (1)/journal");
    assertThat(published.path()).hasContent("evil");
  }

  @Test
  void aFileInTheWayOfAFolderIsToldAndLeavesTheOthersAlone() throws IOException {
    Files.createDirectories(directory.resolve("d"));
    Files.writeString(directory.resolve("d/sub"), "mine");
    Offered offered = new Offered().file("d/sub/x", "1").file("d/y", "2");
    Delivery delivery = Arrival.replacing(Inbox.open(directory), offered);

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> delivery.begin(0, 0))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS))
        .withMessageContaining("in the way");
    offered.sendAll(delivery, 1, 0);
    delivery.finish();

    assertThat(directory.resolve("d/sub")).hasContent("mine");
    assertThat(directory.resolve("d/y")).hasContent("2");
  }

  @Test
  void whatIsNotWhatItsHashSaysIsNotWritten() throws IOException {
    Offered offered = new Offered().file("a", bytes(CHUNK + 1));
    Delivery delivery = Arrival.begin(Inbox.open(directory), offered);
    IncomingFile file = delivery.begin(0, 0);
    offered.send(file, 1);

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> file.append(new byte[1], Digest.of(offered.chunk(0, 1))))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INTEGRITY));

    assertThat(part(0)).hasSize(CHUNK);
    file.discard();
    delivery.finish();
    assertThat(Arrival.tree(directory)).isEmpty();
  }

  @Test
  void aFileThatFailedCanBeBegunAnew() throws IOException {
    Offered offered = new Offered().file("a", bytes(2 * CHUNK));
    Delivery delivery = Arrival.begin(Inbox.open(directory), offered);
    IncomingFile failed = delivery.begin(0, 0);
    offered.send(failed, 1);
    failed.discard();

    assertThat(delivery.held()).isEmpty();
    assertThat(offered.sendAll(delivery, 0, 0).path()).hasBinaryContent(bytes(2 * CHUNK));
    delivery.finish();
  }

  @Test
  void severalFilesComeSideBySide() throws IOException {
    Offered offered = new Offered().file("a", bytes(2 * CHUNK)).file("b", bytes(3 * CHUNK));
    Delivery delivery = Arrival.begin(Inbox.open(directory), offered);
    IncomingFile a = delivery.begin(0, 0);
    IncomingFile b = delivery.begin(1, 0);
    offered.send(a, 1);
    offered.send(b, 2);
    offered.send(a, 2);
    offered.send(b, 3);

    assertThat(b.publish().path()).hasBinaryContent(bytes(3 * CHUNK));
    assertThat(a.publish().path()).hasBinaryContent(bytes(2 * CHUNK));
    delivery.finish();
  }

  @Test
  void onlyWhatWasChosenIsExpected() throws IOException {
    Offered offered = new Offered().file("a", "1").file("b", "2").folder("c").folder("d");
    BitSet some = new BitSet();
    some.set(1);
    some.set(3);
    Delivery delivery =
        Inbox.open(directory)
            .receive(offered.manifest(), some, Offered.ANNA, List.of(), false, () -> true);

    assertThatIllegalArgumentException().isThrownBy(() -> delivery.begin(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> delivery.begin(2, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> delivery.begin(1, 1));
    offered.sendAll(delivery, 1, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> delivery.begin(1, 0));
    delivery.finish();

    assertThat(Arrival.tree(directory)).containsExactly("b", "d");
  }

  @Test
  void aFileIsOnlyPublishedWhole() throws IOException {
    Offered offered = new Offered().file("a", bytes(CHUNK + 1));
    Delivery delivery = Arrival.begin(Inbox.open(directory), offered);
    IncomingFile file = delivery.begin(0, 0);

    assertThatIllegalStateException().isThrownBy(file::publish);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> file.append(new byte[1], Digest.of(new byte[1])));
    offered.send(file, 2);
    assertThatIllegalStateException()
        .isThrownBy(() -> file.append(new byte[1], Digest.of(new byte[1])));
    file.close();
    delivery.finish();
    assertThat(Arrival.tree(directory)).isEmpty();
  }

  @Test
  void goesOnAfterABreakWhereItIsOrWhereItIsTold() throws IOException {
    Offered offered = new Offered().file("a", bytes(3 * CHUNK + 5));
    Delivery delivery = Arrival.begin(Inbox.open(directory), offered);
    try (IncomingFile file = delivery.begin(0, 0)) {
      offered.send(file, 2);
    }
    assertThat(delivery.held())
        .singleElement()
        .satisfies(held -> assertThat(held.chunks()).isEqualTo(2));
    try (IncomingFile file = delivery.begin(0, 2)) {
      offered.send(file, 3);
    }

    Published published = offered.sendAll(delivery, 0, 1);

    assertThat(published.path()).hasBinaryContent(bytes(3 * CHUNK + 5));
    assertThat(published.sha256()).isEqualTo(Digest.of(bytes(3 * CHUNK + 5)));
    delivery.finish();
  }

  @Test
  void aDirectoryThatIsNotThereIsMadeAndALinkToOneIsFollowed() throws IOException {
    Path deep = temporary.resolve("x/y/z");
    assertThat(Inbox.open(deep).directory()).isEqualTo(deep.toRealPath());
    Path link = Files.createSymbolicLink(temporary.resolve("link"), deep);

    Path path = Arrival.all(link, new Offered().file("a", "1")).get(0).path();

    assertThat(path).isEqualTo(deep.toRealPath().resolve("a")).hasContent("1");
  }

  @Test
  void aFileIsNoDirectoryToReceiveInto() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatExceptionOfType(FilesException.class).isThrownBy(() -> Inbox.open(file));
    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> Inbox.open(file.resolve("in")));
    assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aTransferThatBroughtNothingLeavesNothing() throws IOException {
    Delivery delivery =
        Arrival.begin(Inbox.open(directory), new Offered().file("a", bytes(CHUNK * 2)));
    delivery.begin(0, 0).close();
    delivery.close();

    assertThat(Arrival.tree(directory)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwx--x---", "rwx---r--"})
  void refusesAPrivateDirectoryThatOthersMayEnter(String mode) throws IOException {
    Path parts = Files.createDirectories(directory.resolve(Parts.NAME));
    Files.setPosixFilePermissions(parts, PosixFilePermissions.fromString(mode));

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> Inbox.open(directory))
        .withMessageContaining("others may enter");
  }

  @Test
  void refusesAPrivateDirectoryThatIsALink() throws IOException {
    Files.createDirectories(directory);
    Path elsewhere =
        Files.createDirectory(temporary.resolve("elsewhere"), Parts.only(temporary, "rwx------"));
    Files.createSymbolicLink(directory.resolve(Parts.NAME), elsewhere);

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> Inbox.open(directory))
        .withMessageContaining("link");
    assertThat(Arrival.tree(elsewhere)).isEmpty();
  }
}
