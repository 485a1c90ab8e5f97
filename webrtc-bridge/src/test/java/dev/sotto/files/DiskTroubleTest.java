package dev.sotto.files;

import static dev.sotto.files.Offered.CHUNK;
import static dev.sotto.files.Offered.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sotto.files.FilesException.Kind;
import dev.sotto.transfer.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, that forbid, that have no links: told in words, and nothing is lost. */
class DiskTroubleTest {
  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void setUp() {
    directory = temporary.resolve("in");
  }

  private Inbox open(Disk disk) throws FilesException {
    return Inbox.open(directory, disk, Clock.systemUTC());
  }

  private static void fails(Kind kind, ThrowingCallable what) {
    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(what)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  /** A disk that tells how much room it has. */
  private record Roomy(long room) implements Disk {
    @Override
    public long room(Path directory) {
      return room;
    }
  }

  /** A disk with room for so many bytes: what is more goes where the system says it is full. */
  private record Filling(AtomicLong left) implements Disk {
    @Override
    public void write(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
      if (left.addAndGet(-bytes.remaining()) >= 0) {
        Disk.super.write(channel, bytes);
        return;
      }
      try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
        full.write(bytes);
      }
    }
  }

  /** A file system without hard links, telling it in one of the two ways. */
  private record Linkless(boolean asError) implements Disk {
    @Override
    public void link(Path name, Path existing) throws IOException {
      if (asError) {
        throw new FileSystemException(name.toString(), null, "Operation not permitted");
      }
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingComes() throws IOException {
    Offered offered = new Offered().file("a", bytes(CHUNK)).file("b", bytes(CHUNK));

    fails(Kind.DISK_FULL, () -> Arrival.begin(open(new Roomy(2 * CHUNK)), offered));

    assertThat(Arrival.tree(directory)).isEmpty();
    Delivery delivery = Arrival.begin(open(new Roomy(2 * CHUNK + CHUNK / 50 + 1)), offered);
    delivery.finish();
  }

  @Test
  void smallFilesCountAsDisksCountThem() throws FilesException {
    Offered offered = new Offered();
    for (int index = 0; index < 100; index++) {
      offered.file("f" + index, "1");
    }

    fails(Kind.DISK_FULL, () -> Arrival.begin(open(new Roomy(100 * 4096)), offered));
    Arrival.begin(open(new Roomy(102 * 4096)), offered).finish();
  }

  @Test
  void onlyWhatIsMissingNeedsRoom() throws IOException {
    Offered offered = new Offered().file("a", bytes(4 * CHUNK));
    Delivery first = Arrival.begin(open(Disk.REAL), offered);
    try (IncomingFile file = first.begin(0, 0)) {
      offered.send(file, 3);
    }
    first.close();

    fails(Kind.DISK_FULL, () -> Arrival.again(open(new Roomy(CHUNK)), offered, Offered.ANNA));
    Delivery second = Arrival.again(open(new Roomy(CHUNK + CHUNK / 50)), offered, Offered.ANNA);

    assertThat(offered.sendAll(second, 0, 3).path()).hasBinaryContent(bytes(4 * CHUNK));
    second.finish();
  }

  @Test
  void aDiskThatIsFullMeanwhileIsToldAndWhatCameIsKept() throws IOException {
    Offered offered = new Offered().file("a", bytes(4 * CHUNK));
    Delivery first = Arrival.begin(open(new Filling(new AtomicLong(2 * CHUNK))), offered);
    IncomingFile file = first.begin(0, 0);

    fails(Kind.DISK_FULL, () -> offered.send(file, 4));
    file.close();
    first.close();

    assertThat(Arrival.visible(directory)).isEmpty();
    Delivery second = Arrival.again(open(Disk.REAL), offered, Offered.ANNA);
    assertThat(second.held())
        .singleElement()
        .satisfies(held -> assertThat(held.chunks()).isEqualTo(2));
    assertThat(offered.sendAll(second, 0, 2).path()).hasBinaryContent(bytes(4 * CHUNK));
    second.finish();
  }

  @Test
  void whoElseTakesTheRoomMeanwhileIsNoticedBeforeTheDiskIsFull() throws IOException {
    record Shared(AtomicLong left) implements Disk {
      @Override
      public long room(Path directory) {
        return left.get();
      }
    }
    AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    Offered offered = new Offered().file("a", bytes(66 * CHUNK));
    Delivery first = Arrival.begin(open(new Shared(room)), offered);
    room.set(2 * CHUNK);
    IncomingFile file = first.begin(0, 0);

    fails(Kind.DISK_FULL, () -> offered.send(file, 66));
    file.close();
    first.close();

    Delivery second = Arrival.again(open(Disk.REAL), offered, Offered.ANNA);
    assertThat(second.held())
        .singleElement()
        .satisfies(held -> assertThat(held.chunks()).isEqualTo(64));
    second.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutHardLinksFilesArriveAllTheSame(boolean asError) throws IOException {
    Offered offered = new Offered().file("a", bytes(CHUNK + 3)).file("d/b", "1").file("empty", "");
    for (int round = 0; round < 2; round++) {
      Delivery delivery = Arrival.begin(open(new Linkless(asError)), offered);
      for (Published published : offered.sendAll(delivery)) {
        assertThat(published.path()).hasBinaryContent(offered.content(published.index()));
        assertThat(Files.getLastModifiedTime(published.path()).toMillis())
            .isEqualTo(Offered.MODIFIED);
      }
      delivery.finish();
    }

    assertThat(Arrival.tree(directory))
        .containsExactly("a", "a (1)", "d", "d (1)", "d (1)/b", "d/b", "empty", "empty (1)");
  }

  @Test
  void aCopyThatDoesNotFitLeavesNothingUnderTheName() throws IOException {
    AtomicLong left = new AtomicLong(2 * CHUNK);
    record Both(Linkless linkless, Filling filling) implements Disk {
      @Override
      public void link(Path name, Path existing) throws IOException {
        linkless.link(name, existing);
      }

      @Override
      public void write(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
        filling.write(channel, bytes);
      }
    }
    Offered offered = new Offered().file("a", bytes(CHUNK + CHUNK / 2));
    Delivery delivery =
        Arrival.begin(open(new Both(new Linkless(true), new Filling(left))), offered);
    IncomingFile file = delivery.begin(0, 0);
    offered.send(file, 2);

    fails(Kind.DISK_FULL, file::publish);

    assertThat(Arrival.visible(directory)).isEmpty();
    delivery.close();
    Delivery second = Arrival.again(open(Disk.REAL), offered, Offered.ANNA);
    assertThat(offered.sendAll(second, 0, 2).path()).hasBinaryContent(offered.content(0));
    second.finish();
  }

  @Test
  void whatTheSystemSaysHasAKind() {
    Path path = Path.of("a");
    assertThat(FilesException.writing("cannot write", path, new AccessDeniedException("a")).kind())
        .isEqualTo(Kind.PERMISSION);
    assertThat(
            FilesException.writing("cannot write", path, new ReadOnlyFileSystemException()).kind())
        .isEqualTo(Kind.PERMISSION);
    assertThat(
            FilesException.writing(
                    "cannot write",
                    path,
                    new FileSystemException("a", null, "Read-only file system"))
                .kind())
        .isEqualTo(Kind.PERMISSION);
    assertThat(
            FilesException.writing("cannot write", path, new IOException("Disk quota exceeded"))
                .kind())
        .isEqualTo(Kind.DISK_FULL);
    assertThat(
            FilesException.writing("cannot write", path, new FileAlreadyExistsException("a"))
                .kind())
        .isEqualTo(Kind.EXISTS);
    assertThat(FilesException.writing("cannot write", path, new IOException()).kind())
        .isEqualTo(Kind.DISK);
    assertThat(FilesException.reading(path, new NoSuchFileException("a")).kind())
        .isEqualTo(Kind.GONE);
    assertThat(FilesException.reading(path, new AccessDeniedException("a")))
        .hasMessageContaining("not allowed")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
    assertThat(FilesException.reading(path, new IOException()).kind()).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void everyKindHasItsWordForThePeer() {
    assertThat(Kind.DISK_FULL.problem().word()).isEqualTo("disk-full");
    for (Kind kind : Kind.values()) {
      if (kind != Kind.NAME) {
        assertThat(kind.problem()).isEqualTo(FileProblem.valueOf(kind.name()));
      }
    }
  }
}
