package dev.sotto.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who may write to the directory too exchanges folders for links while files come. */
class PlantedLinksTest {
  @TempDir Path temporary;
  private Path directory;
  private Path outside;

  @BeforeEach
  void setUp() throws IOException {
    directory = Files.createDirectory(temporary.resolve("in")).toRealPath();
    outside = Files.createDirectory(temporary.resolve("outside"));
  }

  /** A machine on which something happens once between a look and a deed. */
  private record Attacked(boolean holdsFolders, boolean hasLinks, AtomicBoolean armed, Act act)
      implements Disk {
    interface Act {
      void happens() throws IOException;
    }

    @Override
    public void link(Path name, Path existing) throws IOException {
      if (!hasLinks) {
        throw new UnsupportedOperationException("a file system without links");
      }
      Disk.super.link(name, existing);
    }

    @Override
    public void betweenLookAndDeed() {
      if (armed.compareAndSet(true, false)) {
        try {
          act.happens();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void exchange() throws IOException {
    Files.move(directory.resolve("d"), directory.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
    Files.createSymbolicLink(directory.resolve("d"), outside);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLinkInPlaceOfAFolderIsNotFollowed(boolean holding) throws IOException {
    Offered offered = new Offered().file("d/a", "1").file("d/b", "2").file("d/e/c", "3");
    Delivery delivery =
        Arrival.begin(
            Inbox.open(
                directory,
                new Attacked(holding, true, new AtomicBoolean(), () -> {}),
                Clock.systemUTC()),
            offered);
    offered.sendAll(delivery, 0, 0);
    exchange();

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> offered.sendAll(delivery, 1, 0));
    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> offered.sendAll(delivery, 2, 0));

    delivery.finish();
    assertThat(Arrival.tree(outside)).isEmpty();
    assertThat(Arrival.tree(directory)).containsExactly("d", "moved", "moved/a");
  }

  @Test
  void aFolderThatIsExchangedBetweenLookAndDeedGetsNothing() throws IOException {
    AtomicBoolean armed = new AtomicBoolean();
    Offered offered = new Offered().file("d/a", "1").file("d/b", "2");
    Delivery delivery =
        Arrival.begin(
            Inbox.open(
                directory, new Attacked(true, true, armed, this::exchange), Clock.systemUTC()),
            offered);
    offered.sendAll(delivery, 0, 0);
    armed.set(true);

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> offered.sendAll(delivery, 1, 0))
        .withMessageContaining("exchanged");

    delivery.finish();
    assertThat(armed).isFalse();
    assertThat(Arrival.tree(outside)).isEmpty();
  }

  @Test
  void withoutHardLinksTheFolderThatWasLookedAtGetsTheFile() throws IOException {
    AtomicBoolean armed = new AtomicBoolean();
    Offered offered = new Offered().file("d/a", "1").file("d/b", "2");
    Delivery delivery =
        Arrival.begin(
            Inbox.open(
                directory, new Attacked(true, false, armed, this::exchange), Clock.systemUTC()),
            offered);
    offered.sendAll(delivery, 0, 0);
    armed.set(true);

    offered.sendAll(delivery, 1, 0);

    delivery.finish();
    assertThat(Arrival.tree(outside)).isEmpty();
    assertThat(directory.resolve("moved/b")).hasContent("2");
  }

  @Test
  void replacingInAFolderThatIsExchangedStaysInTheFolder() throws IOException {
    Files.createDirectory(directory.resolve("d"));
    Files.writeString(directory.resolve("d/a"), "old");
    Files.writeString(outside.resolve("a"), "mine");
    AtomicBoolean armed = new AtomicBoolean();
    Offered offered = new Offered().file("d/a", "new");
    Delivery delivery =
        Arrival.replacing(
            Inbox.open(
                directory, new Attacked(true, true, armed, this::exchange), Clock.systemUTC()),
            offered);
    armed.set(true);

    offered.sendAll(delivery, 0, 0);

    delivery.finish();
    assertThat(outside.resolve("a")).hasContent("mine");
    assertThat(directory.resolve("moved/a")).hasContent("new");
  }

  @Test
  void aFolderThatIsMadeElsewhereIsTakenBack() throws IOException {
    AtomicBoolean armed = new AtomicBoolean();
    Offered offered = new Offered().file("d/a", "1").file("d/e/b", "2");
    Delivery delivery =
        Arrival.begin(
            Inbox.open(
                directory, new Attacked(true, true, armed, this::exchange), Clock.systemUTC()),
            offered);
    offered.sendAll(delivery, 0, 0);
    armed.set(true);

    assertThatExceptionOfType(FilesException.class)
        .isThrownBy(() -> delivery.begin(1, 0))
        .withMessageContaining("exchanged");

    delivery.finish();
    assertThat(Arrival.tree(outside)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNameThatIsTakenBetweenLookAndDeedGetsANumber(boolean hasLinks) throws IOException {
    AtomicBoolean armed = new AtomicBoolean(true);
    Path secret = Files.writeString(outside.resolve("secret"), "mine");
    Offered offered = new Offered().file("a", "new");
    Delivery delivery =
        Arrival.begin(
            Inbox.open(
                directory,
                new Attacked(
                    true,
                    hasLinks,
                    armed,
                    () -> Files.createSymbolicLink(directory.resolve("a"), secret)),
                Clock.systemUTC()),
            offered);

    assertThat(offered.sendAll(delivery, 0, 0).path()).hasFileName("a (1)").hasContent("new");

    delivery.finish();
    assertThat(secret).hasContent("mine");
  }
}
