package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.files.FilesException;
import dev.sotto.messenger.SessionEnd.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from one to another, on loopback. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TransferTest {
  @TempDir Path directory;

  private final MeetingHall hall = new MeetingHall();
  private final Person alice = Person.able("Alice");
  private final Person bob = Person.able("Bob");
  private Session alices;
  private Session bobs;
  private Path sources;
  private Path target;

  @BeforeEach
  void meet() throws IOException {
    sources = Files.createDirectory(directory.resolve("sources"));
    target = directory.resolve("target");
    alices = alice.begin(new Start.Invite(hall));
    bobs = bob.begin(new Start.Join(hall, next(alice.codes)));
    next(alice.connections);
    next(bob.connections);
  }

  @AfterEach
  void part() {
    alice.close();
    bob.close();
  }

  private Path file(String name, int size) throws IOException {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    Path file = sources.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, data);
  }

  private static Happenings accept(Person receiver, AcceptOptions options) {
    Happenings happenings = new Happenings();
    next(receiver.offers).accept(options, happenings);
    return happenings;
  }

  @Test
  void aFileArrivesAsItWasSent() throws Exception {
    Path file = file("holiday.jpg", 5_000_000);
    Happenings sent = new Happenings();
    Transfer transfer = alices.send(List.of(file), sent).get(60, TimeUnit.SECONDS);
    Happenings received = accept(bob, AcceptOptions.everything(target));
    assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(target.resolve("holiday.jpg")).hasSameBinaryContentAs(file);
    assertThat(transfer.progress().bytes()).isEqualTo(5_000_000);
  }

  @Test
  void emptyFilesOneByteAndWholeChunksArrive() throws Exception {
    List<Path> files =
        List.of(
            file("empty", 0), file("one", 1), file("chunk", 1 << 20), file("more", (1 << 20) + 1));
    Happenings sent = send(alices, files);
    Happenings received = accept(bob, AcceptOptions.everything(target));
    assertThat(next(received.ends).files()).isEqualTo(4);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
    for (Path file : files) {
      assertThat(target.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
  }

  private static Happenings send(Session session, List<Path> paths) throws Exception {
    Happenings happenings = new Happenings();
    session.send(paths, happenings).get(60, TimeUnit.SECONDS);
    return happenings;
  }

  @Test
  void aFolderOfManySmallFilesArrives() throws Exception {
    for (int i = 0; i < 300; i++) {
      file("folder/" + i % 7 + "/" + i + ".txt", i);
    }
    Files.createDirectory(sources.resolve("folder/nothing in it"));
    Happenings sent = send(alices, List.of(sources.resolve("folder")));
    Happenings received = accept(bob, AcceptOptions.everything(target));
    TransferEnd end = next(received.ends);
    assertThat(end.kind()).isEqualTo(Kind.DONE);
    assertThat(end.files()).isEqualTo(300);
    assertThat(next(sent.ends).files()).isEqualTo(300);
    assertThat(target.resolve("folder/3/10.txt"))
        .hasSameBinaryContentAs(sources.resolve("folder/3/10.txt"));
    assertThat(target.resolve("folder/nothing in it")).isEmptyDirectory();
  }

  @Test
  void bothSendAtOnceWhileTheyChat() throws Exception {
    Path one = file("from alice", 3_000_000);
    Path other = file("from bob", 2_000_000);
    Happenings alicesOwn = send(alices, List.of(one));
    Happenings bobsOwn = send(bobs, List.of(other));
    Happenings toBob = accept(bob, AcceptOptions.everything(target));
    Happenings toAlice = accept(alice, AcceptOptions.everything(target.resolve("alice")));
    alices.send("is it there?");
    assertThat(next(bob.texts)).isEqualTo("1 Alice: is it there?");
    for (Happenings each : List.of(alicesOwn, bobsOwn, toBob, toAlice)) {
      assertThat(next(each.ends).kind()).isEqualTo(Kind.DONE);
    }
    assertThat(target.resolve("from alice")).hasSameBinaryContentAs(one);
    assertThat(target.resolve("alice/from bob")).hasSameBinaryContentAs(other);
  }

  @Test
  void whatIsDeclinedIsNotSent() throws Exception {
    Happenings sent = send(alices, List.of(file("unwanted", 10)));
    next(bob.offers).decline();
    TransferEnd end = next(sent.ends);
    assertThat(end.kind()).isEqualTo(Kind.REFUSED);
    assertThat(end.sentence()).isEqualTo("the other side declined");
    assertThat(target).doesNotExist();
  }

  @Test
  void onlyWhatIsChosenArrives() throws Exception {
    Happenings sent = send(alices, List.of(file("a", 10), file("b", 20), file("c", 30)));
    Happenings received = accept(bob, AcceptOptions.everything(target).only(Set.of(1)));
    assertThat(next(received.accepted).total()).isEqualTo(20);
    assertThat(next(received.ends).files()).isEqualTo(1);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(target.resolve("b")).hasSize(20);
    assertThat(target.resolve("a")).doesNotExist();
  }

  @Test
  void anOfferThatIsTakenBackCannotBeAccepted() throws Exception {
    Happenings sent = new Happenings();
    Transfer transfer = alices.send(List.of(file("mistake", 10)), sent).get(60, TimeUnit.SECONDS);
    Offer offer = next(bob.offers);
    transfer.cancel();
    assertThat(next(bob.withdrawn)).isSameAs(offer);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.INTERRUPTED);
    assertThatThrownBy(() -> offer.accept(AcceptOptions.everything(target), new Happenings()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theReceiverCanCancelAndGoOnInAnotherTransfer() throws Exception {
    Path file = file("large", 40_000_000);
    Happenings sent = send(alices, List.of(file));
    Happenings received = new Happenings();
    Transfer transfer = next(bob.offers).accept(AcceptOptions.everything(target), received);
    while (next(received.progress).bytes() < 1 << 20) {
      assertThat(received.ends).isEmpty(); // what is begun of a chunk cannot be kept
    }
    transfer.cancel();
    assertThat(next(received.ends).kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.REFUSED);
    Happenings again = send(alices, List.of(file));
    Happenings rest = accept(bob, AcceptOptions.everything(target));
    assertThat(next(rest.accepted).resumed()).isPositive();
    assertThat(next(rest.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(next(again.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(target.resolve("large")).hasSameBinaryContentAs(file);
  }

  @Test
  void aFileThatWasChangedAfterTheOfferFailsAndTheOthersArrive() throws Exception {
    Path changed = file("changed", 1000);
    Path gone = file("gone", 1000);
    Path kept = file("kept", 1000);
    Happenings sent = send(alices, List.of(changed, gone, kept));
    Offer offer = next(bob.offers);
    file("changed", 999);
    Files.delete(gone);
    Happenings received = new Happenings();
    offer.accept(AcceptOptions.everything(target), received);
    TransferEnd end = next(received.ends);
    assertThat(end.kind()).isEqualTo(Kind.DISK);
    assertThat(end.failed()).isEqualTo(2);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.DISK);
    assertThat(target).isDirectoryNotContaining("glob:**/changed");
    assertThat(target.resolve("kept")).hasSameBinaryContentAs(kept);
    assertThat(received.failed)
        .extracting(FailedFile::name)
        .containsExactlyInAnyOrder("changed", "gone");
  }

  @Test
  void aTargetThatIsNoDirectoryEndsTheTransferOnBothSides() throws Exception {
    Happenings sent = send(alices, List.of(file("any", 10)));
    Happenings received = accept(bob, AcceptOptions.everything(file("in the way", 1)));
    assertThat(next(received.ends).kind()).isEqualTo(Kind.DISK);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void eightGoAtOnceAndTheNinthIsTooMany() throws Exception {
    List<Happenings> sent = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      sent.add(send(alices, List.of(file("file " + i, 100_000 + i))));
    }
    assertThat(next(sent.get(8).ends).kind()).isEqualTo(Kind.REFUSED);
    List<Happenings> received = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      received.add(accept(bob, AcceptOptions.everything(target)));
    }
    for (int i = 0; i < 8; i++) {
      assertThat(next(received.get(i).ends).kind()).isEqualTo(Kind.DONE);
      assertThat(next(sent.get(i).ends).kind()).isEqualTo(Kind.DONE);
    }
  }

  @Test
  void whoLeavesEndsWhatRuns() throws Exception {
    Happenings sent = send(alices, List.of(file("large", 40_000_000)));
    Happenings received = accept(bob, AcceptOptions.everything(target));
    next(received.progress);
    alices.close();
    assertThat(next(received.ends).kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.INTERRUPTED);
    next(alice.ends);
    next(bob.ends);
  }

  @Test
  void aStreamArrivesByteForByte() throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(1).nextBytes(data);
    Pipe out = alices.openPipe(new ByteArrayInputStream(data));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Pipe in = next(bob.pipes).accept(written);
    assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DONE);
    assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DONE);
    assertThat(written.toByteArray()).isEqualTo(data);
    assertThat(out.bytes()).isEqualTo(data.length);
  }

  @Test
  void aSinkThatFailsEndsTheStream() throws Exception {
    Pipe out = alices.openPipe(new ByteArrayInputStream(new byte[3_000_000]));
    Pipe in =
        next(bob.pipes)
            .accept(
                new OutputStream() {
                  @Override
                  public void write(int octet) throws IOException {
                    throw new IOException("closed");
                  }
                });
    assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DISK);
    assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void aBugOfASinkEndsTheStreamAndIsReported() throws Exception {
    Pipe out = alices.openPipe(new ByteArrayInputStream(new byte[3_000_000]));
    Pipe in =
        next(bob.pipes)
            .accept(
                new OutputStream() {
                  @Override
                  public void write(int octet) {
                    throw new IllegalStateException("a bug");
                  }
                });
    assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DISK);
    assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.REFUSED);
    assertThat(next(bob.failures)).hasMessage("a bug");
  }

  @Test
  void aBugOfASourceEndsTheStreamAndIsReported() throws Exception {
    Pipe out =
        alices.openPipe(
            new InputStream() {
              @Override
              public int read() {
                throw new IllegalStateException("a bug");
              }

              @Override
              public int read(byte[] into, int offset, int length) {
                throw new IllegalStateException("a bug");
              }
            });
    Pipe in = next(bob.pipes).accept(new ByteArrayOutputStream());
    assertThat(out.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.DISK);
    assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.REFUSED);
    assertThat(next(alice.failures)).hasMessage("a bug");
  }

  @Test
  void nobodyReadsAheadOfASlowSink() throws Exception {
    AtomicLong read = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read.incrementAndGet();
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            read.addAndGet(length);
            return length;
          }
        };
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Pipe out = alices.openPipe(endless);
    Pipe in =
        next(bob.pipes)
            .accept(
                new OutputStream() {
                  @Override
                  public void write(int octet) {
                    writing.countDown();
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                });
    assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
    alices.send("still here");
    next(bob.texts);
    assertThat(read.get()).isLessThan(64 << 20);
    out.cancel();
    release.countDown();
    assertThat(in.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void typingIsToldAndForgottenWithTheLine() {
    alices.typing(true);
    assertThat(next(bob.typing)).isTrue();
    alices.send("done");
    assertThat(next(bob.typing)).isFalse();
    next(bob.texts);
    alices.typing(false);
    assertThat(bob.typing).isEmpty();
  }

  @Test
  void bothKnowWhatTheOtherTakes() {
    assertThat(alices.peerCan()).containsExactlyInAnyOrder(Ability.values());
  }

  @Test
  void whatThePeerDoesNotTakeIsNotOffered() {
    try (Person carol = Person.named("Carol");
        Person dave = Person.able("Dave")) {
      carol.begin(new Start.Invite(hall));
      Session daves = dave.begin(new Start.Join(hall, next(carol.codes)));
      next(dave.connections);
      assertThat(daves.peerCan()).containsExactly(Ability.CHAT);
      assertThat(daves.send(List.of(sources), new Happenings()))
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .withMessageContaining("the other side takes no files");
      assertThatThrownBy(() -> daves.openPipe(new ByteArrayInputStream(new byte[1])))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatIsNotThereCannotBeOffered() {
    assertThat(alices.send(List.of(sources.resolve("missing")), new Happenings()))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCauseInstanceOf(FilesException.class);
  }
}
