package dev.sotto.files;

import static dev.sotto.files.Offered.ANNA;
import static dev.sotto.files.Offered.BEN;
import static dev.sotto.files.Offered.CHUNK;
import static dev.sotto.files.Offered.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.transfer.Claim;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Held;
import dev.sotto.transfer.ListHash;
import dev.sotto.transfer.Proof;
import dev.sotto.transfer.Token;
import dev.sotto.transfer.TransferId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is here of an interrupted transfer serves its owner, and nobody else. */
class ResumeTest {
  private static final int LENGTH = 5 * CHUNK + 9;
  private static final Token TOKEN = Token.random(new Random(1));
  private static final Token OTHER_TOKEN = Token.random(new Random(2));
  private static final Digest SESSION = Digest.of(bytes(1));
  private static final TransferId ID = TransferId.random(new Random(4));

  @TempDir Path temporary;
  private Path directory;
  private Path after;

  @BeforeEach
  void setUp() throws IOException {
    directory = Files.createDirectory(temporary.resolve("in"));
    after = temporary.resolve("after");
  }

  private static Offered offered() {
    return new Offered()
        .file("one", "1")
        .file("d/big", bytes(LENGTH))
        .file("d/empty", "")
        .folder("d/folder")
        .file("d/small", "2");
  }

  /** Two small files and three chunks of the big one. */
  private static Delivery interrupted(Inbox inbox, Offered offered) throws FilesException {
    Delivery delivery = Arrival.begin(inbox, offered);
    offered.sendAll(delivery, 0, 0);
    offered.sendAll(delivery, 2, 0);
    try (IncomingFile big = delivery.begin(1, 0)) {
      offered.send(big, 3);
    }
    return delivery;
  }

  private static List<Long> chunksOf(Delivery delivery, int index) {
    return delivery.held().stream()
        .filter(held -> held.index() == index)
        .map(Held::chunks)
        .toList();
  }

  private static void finish(Delivery delivery, Offered offered) throws FilesException {
    offered.sendAll(delivery, 0, chunksOf(delivery, 0).stream().findAny().orElse(0L));
    offered.sendAll(delivery, 1, chunksOf(delivery, 1).stream().findAny().orElse(0L));
    offered.sendAll(delivery, 2, 0);
    offered.sendAll(delivery, 4, chunksOf(delivery, 4).stream().findAny().orElse(0L));
    delivery.finish();
  }

  @Test
  void goesOnInAnotherSession() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(chunksOf(delivery, 0)).containsExactly(1L);
    assertThat(chunksOf(delivery, 1)).containsExactly(3L);
    assertThat(delivery.held()).hasSize(2);
    ListHash three = new ListHash();
    for (int number = 0; number < 3; number++) {
      three.add(Digest.of(offered.chunk(1, number)));
    }
    assertThat(delivery.held().get(1).hash()).isEqualTo(three.value());
    finish(delivery, offered);
    assertThat(Arrival.tree(directory))
        .containsExactly("d", "d/big", "d/empty", "d/folder", "d/small", "one");
    assertThat(directory.resolve("d/big")).hasBinaryContent(bytes(LENGTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void whatIsGivenUpWhileItIsHashedGoesOnAnotherTime(int asked) throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    giveUpWhileItIsHashed(offered, asked);

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(chunksOf(delivery, 0)).containsExactly(1L);
    assertThat(chunksOf(delivery, 1)).containsExactly(3L);
    finish(delivery, offered);
    assertThat(Arrival.visible(directory))
        .containsExactly("d", "d/big", "d/empty", "d/folder", "d/small", "one");
    assertThat(directory.resolve("d/big")).hasBinaryContent(bytes(LENGTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theOnlyFileThatIsGivenUpWhileItIsHashedGoesOnAnotherTime(int asked) throws IOException {
    Offered offered = new Offered().file("big", bytes(LENGTH));
    Delivery broken = Arrival.begin(Inbox.open(directory), offered);
    try (IncomingFile big = broken.begin(0, 0)) {
      offered.send(big, 3);
    }
    broken.close();
    giveUpWhileItIsHashed(offered, asked);

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(chunksOf(delivery, 0)).containsExactly(3L);
    delivery.close();
  }

  private void giveUpWhileItIsHashed(Offered offered, int asked) {
    AtomicInteger left = new AtomicInteger(asked);
    assertThatThrownBy(
            () ->
                Inbox.open(directory)
                    .receive(
                        offered.manifest(),
                        offered.everything(),
                        ANNA,
                        List.of(ANNA),
                        false,
                        () -> left.getAndDecrement() > 0))
        .isInstanceOf(FilesException.class)
        .hasMessageContaining("given up");
  }

  @Test
  void theHashOfTheWholeFileCoversWhatCameBefore() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(offered.sendAll(delivery, 1, 3).sha256()).isEqualTo(Digest.of(bytes(LENGTH)));
    assertThat(offered.sendAll(delivery, 0, 1))
        .isEqualTo(
            new Published(
                0, directory.toRealPath().resolve("one"), 1, Digest.of(new byte[] {'1'})));
    delivery.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6})
  void goesOnAfterACrashAtAnyChunk(long chunks) throws IOException {
    Offered offered = offered();
    Delivery crashed = Arrival.begin(Inbox.open(directory), offered);
    IncomingFile big = crashed.begin(1, 0);
    offered.send(big, chunks);
    Arrival.crashed(directory, after);
    big.close();
    crashed.finish();

    Delivery delivery = Arrival.again(Inbox.open(after), offered, ANNA);

    assertThat(chunksOf(delivery, 1)).isEqualTo(chunks == 0 ? List.of() : List.of(chunks));
    finish(delivery, offered);
    assertThat(Arrival.tree(after)).hasSize(6);
    assertThat(after.resolve("d/big")).hasBinaryContent(bytes(LENGTH));
  }

  @Test
  void goesOnTwiceAndAlsoWhenItCrashedWhileGoingOn() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Delivery second = Arrival.again(Inbox.open(directory), offered, ANNA);
    IncomingFile big = second.begin(1, 3);
    offered.send(big, 4);
    Arrival.crashed(directory, after);
    big.close();
    second.close();

    Delivery third = Arrival.again(Inbox.open(after), offered, ANNA);

    assertThat(chunksOf(third, 0)).containsExactly(1L);
    assertThat(chunksOf(third, 1)).containsExactly(4L);
    finish(third, offered);
    assertThat(Arrival.tree(after)).hasSize(6);
  }

  @Test
  void whatTheSenderNoLongerHasLikeThatIsReceivedAnew() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    Published one = offered.sendAll(delivery, 0, 0);
    Published big = offered.sendAll(delivery, 1, 0);

    assertThat(one.path()).hasFileName("one (1)");
    assertThat(directory.resolve("one")).hasContent("1");
    assertThat(big.sha256()).isEqualTo(Digest.of(bytes(LENGTH)));
    delivery.finish();
  }

  @Test
  void anotherPeerStartsAnewAndTheOwnerStillHasEverything() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();

    Delivery stranger = Arrival.again(Inbox.open(directory), offered, BEN);
    assertThat(stranger.held()).isEmpty();
    finish(stranger, offered);
    Delivery unknown = Arrival.begin(Inbox.open(directory), offered);
    assertThat(unknown.held()).isEmpty();
    unknown.close();

    Delivery owner = Arrival.again(Inbox.open(directory), offered, ANNA);
    assertThat(chunksOf(owner, 1)).containsExactly(3L);
    owner.finish();
  }

  @Test
  void aProofOfATokenServesInPlaceOfAKey() throws IOException {
    Offered offered = offered();
    Owner owner = Owner.token(TOKEN);
    Inbox inbox = Inbox.open(directory);
    Delivery first = received(inbox, offered, owner);
    try (IncomingFile big = first.begin(1, 0)) {
      offered.send(big, 2);
    }
    assertThat(inbox.proved(claim(TOKEN))).as("as long as it is in use").isEmpty();
    first.close();

    List<Owner> proved = inbox.proved(claim(OTHER_TOKEN, TOKEN));
    assertThat(proved).containsExactly(owner);
    Delivery second =
        inbox.receive(
            offered.manifest(), offered.everything(), proved.get(0), proved, false, () -> true);
    assertThat(chunksOf(second, 1)).containsExactly(2L);
    second.close();
    Delivery third = Arrival.again(inbox, offered, owner);
    assertThat(chunksOf(third, 1)).containsExactly(2L);
    third.finish();
    assertThat(inbox.proved(claim(TOKEN))).as("nothing is left").isEmpty();
  }

  @Test
  void whoProvesSeveralTokensHasWhatCameUnderEach() throws IOException {
    Offered offered = offered();
    Inbox inbox = Inbox.open(directory);
    Delivery one = received(inbox, offered, Owner.token(TOKEN));
    offered.sendAll(one, 0, 0);
    one.close();
    Delivery other = received(inbox, offered, Owner.token(OTHER_TOKEN));
    try (IncomingFile big = other.begin(1, 0)) {
      offered.send(big, 2);
    }
    other.close();

    List<Owner> proved = inbox.proved(claim(TOKEN, OTHER_TOKEN));
    assertThat(proved).containsExactlyInAnyOrder(Owner.token(TOKEN), Owner.token(OTHER_TOKEN));
    Delivery both =
        inbox.receive(
            offered.manifest(), offered.everything(), proved.get(0), proved, false, () -> true);
    assertThat(chunksOf(both, 0)).containsExactly(1L);
    assertThat(chunksOf(both, 1)).containsExactly(2L);
    both.finish();
  }

  @Test
  void whoProvesNothingRightIsNobody() throws IOException {
    Offered offered = offered();
    Inbox inbox = Inbox.open(directory);
    for (Owner owner : List.of(Owner.token(TOKEN), new Owner(Owner.Kind.KEY, OTHER_TOKEN.hash()))) {
      Delivery delivery = received(inbox, offered, owner);
      offered.sendAll(delivery, 0, 0);
      delivery.close();
    }

    assertThat(inbox.proved(new Claim(SESSION, ID, List.of()))).isEmpty();
    assertThat(inbox.proved(claim(Token.random(new Random(3))))).isEmpty();
    assertThat(inbox.proved(claim(OTHER_TOKEN))).as("a key is no token").isEmpty();
    List<Proof> elsewhere = List.of(Proof.of(TOKEN.hash(), Digest.of(bytes(2)), ID));
    assertThat(inbox.proved(new Claim(SESSION, ID, elsewhere))).isEmpty();
    List<Proof> otherOffer =
        List.of(Proof.of(TOKEN.hash(), SESSION, TransferId.random(new Random(5))));
    assertThat(inbox.proved(new Claim(SESSION, ID, otherOffer))).isEmpty();
    assertThat(inbox.proved(claim(TOKEN))).containsExactly(Owner.token(TOKEN));
  }

  private static Claim claim(Token... tokens) {
    return new Claim(
        SESSION, ID, Stream.of(tokens).map(token -> Proof.of(token.hash(), SESSION, ID)).toList());
  }

  private static Delivery received(Inbox inbox, Offered offered, Owner owner)
      throws FilesException {
    return inbox.receive(
        offered.manifest(), offered.everything(), owner, List.of(), false, () -> true);
  }

  @Test
  void aKeyIsNoTokenEvenWithTheSameHash() {
    assertThat(new Owner(Owner.Kind.KEY, Digest.of(bytes(1))))
        .isNotEqualTo(new Owner(Owner.Kind.TOKEN, Digest.of(bytes(1))))
        .hasToString("owner by key");
    assertThat(Owner.parse(ANNA.text())).contains(ANNA);
    assertThat(Owner.parse(ANNA.text() + "0")).isEmpty();
  }

  @Test
  void onlyWhatIsOfferedAndChosenNowIsTakenOver() throws IOException {
    interrupted(Inbox.open(directory), offered()).close();
    Offered other = new Offered().file("d/big", bytes(LENGTH + 1)).file("two", "1");

    Delivery delivery = Arrival.again(Inbox.open(directory), other, ANNA);
    assertThat(delivery.held()).isEmpty();
    delivery.finish();

    Delivery same = Arrival.again(Inbox.open(directory), offered(), ANNA);
    assertThat(same.held()).hasSize(2);
    same.finish();
  }

  @Test
  void indexesMayBeOthers() throws IOException {
    interrupted(Inbox.open(directory), offered()).close();
    Offered other = new Offered().file("new", "0").file("one", "1").file("d/big", bytes(LENGTH));

    Delivery delivery = Arrival.again(Inbox.open(directory), other, ANNA);

    assertThat(chunksOf(delivery, 1)).containsExactly(1L);
    assertThat(chunksOf(delivery, 2)).containsExactly(3L);
    assertThat(other.sendAll(delivery, 2, 3).path()).hasBinaryContent(bytes(LENGTH));
    delivery.finish();
  }

  @Test
  void aNumberedFolderGoesOnUnderItsNumber() throws IOException {
    Files.createDirectory(directory.resolve("d"));
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);
    finish(delivery, offered);

    assertThat(Arrival.tree(directory.resolve("d"))).isEmpty();
    assertThat(Arrival.tree(directory.resolve("d (1)")))
        .containsExactly("big", "empty", "folder", "small");
  }

  @Test
  void whatWasPublishedAndThenChangedIsNotTakenForTheSame() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Files.writeString(directory.resolve("one"), "changed");

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(chunksOf(delivery, 0)).isEmpty();
    assertThat(offered.sendAll(delivery, 0, 0).path()).hasFileName("one (1)").hasContent("1");
    assertThat(directory.resolve("one")).hasContent("changed");
    delivery.finish();
  }

  @Test
  void whatWasPublishedAndIsALinkNowIsNotFollowed() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Path elsewhere = Files.move(directory.resolve("one"), temporary.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("one"), elsewhere);

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(chunksOf(delivery, 0)).isEmpty();
    delivery.finish();
  }

  private Path find(Path where, String name) throws IOException {
    return Arrival.tree(where).stream()
        .filter(path -> path.endsWith("/" + name))
        .map(where::resolve)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ofADamagedPartOnlyWhatIsSoundCounts() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    try (RandomAccessFile part = new RandomAccessFile(find(directory, "1.part").toFile(), "rw")) {
      part.seek(CHUNK + 77);
      part.write(part.read() ^ 1);
    }

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(chunksOf(delivery, 1)).containsExactly(1L);
    assertThat(offered.sendAll(delivery, 1, 1).path()).hasBinaryContent(bytes(LENGTH));
    delivery.finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK, 2 * CHUNK + 1})
  void ofAPartThatIsTooShortOnlyWhatIsThereCounts(int length) throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    try (RandomAccessFile part = new RandomAccessFile(find(directory, "1.part").toFile(), "rw")) {
      part.setLength(length);
    }

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);

    long whole = length / CHUNK;
    assertThat(chunksOf(delivery, 1)).isEqualTo(whole == 0 ? List.of() : List.of(whole));
    finish(delivery, offered);
    assertThat(directory.resolve("d/big")).hasBinaryContent(bytes(LENGTH));
  }

  @Test
  void bytesBehindTheLastNotedChunkAreThrownAway() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Files.write(find(directory, "1.part"), bytes(12345), StandardOpenOption.APPEND);

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);
    finish(delivery, offered);

    assertThat(directory.resolve("d/big")).hasBinaryContent(bytes(LENGTH));
  }

  @Test
  void aPartThatIsALinkIsNotFollowed() throws IOException {
    Offered offered = offered();
    interrupted(Inbox.open(directory), offered).close();
    Path part = find(directory, "1.part");
    Path elsewhere = Files.move(part, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(part, elsewhere);

    Delivery delivery = Arrival.again(Inbox.open(directory), offered, ANNA);
    assertThat(chunksOf(delivery, 1)).isEmpty();
    finish(delivery, offered);

    assertThat(elsewhere).hasSize(3L * CHUNK);
  }

  @Test
  void aRecordInUseIsLeftAlone() throws IOException {
    Offered offered = offered();
    Delivery running = interrupted(Inbox.open(directory), offered);

    Delivery second = Arrival.again(Inbox.open(directory), offered, ANNA);
    assertThat(second.held()).isEmpty();
    second.finish();

    goOn(running, offered);
    assertThat(directory.resolve("d/big")).hasBinaryContent(bytes(LENGTH));
  }

  /** The rest of what was interrupted, by the same delivery. */
  private static void goOn(Delivery running, Offered offered) throws FilesException {
    offered.sendAll(running, 1, 3);
    offered.sendAll(running, 4, 0);
    running.finish();
  }

  private Inbox openDaysLater(int days) throws FilesException {
    Instant then = Instant.now().plus(Duration.ofDays(days)).plusSeconds(60);
    return Inbox.open(directory, Disk.REAL, Clock.fixed(then, ZoneOffset.UTC));
  }

  @Test
  void whatNobodyComesBackForIsRemovedAfterSevenDays() throws IOException {
    interrupted(Inbox.open(directory), offered()).close();

    openDaysLater(6);
    assertThat(directory.resolve(Parts.NAME)).isDirectory();
    openDaysLater(7);

    assertThat(Arrival.tree(directory)).containsExactly("d", "d/empty", "d/folder", "one");
  }

  @Test
  void whatIsInUseIsNotRemovedHoweverOldItIs() throws IOException {
    Offered offered = offered();
    Delivery running = interrupted(Inbox.open(directory), offered);

    openDaysLater(100);

    goOn(running, offered);
    assertThat(Arrival.tree(directory)).hasSize(6);
  }

  @Test
  void whatSomebodyElsePutThereIsNotRemoved() throws IOException {
    interrupted(Inbox.open(directory), offered()).close();
    Path mine = directory.resolve(Parts.NAME).resolve("mine/folder");
    Files.createDirectories(mine);
    Path note = Files.writeString(mine.resolve("note"), "mine");
    Path link =
        Files.createSymbolicLink(
            directory.resolve(Parts.NAME).resolve("link"), Files.createDirectory(after));
    Files.writeString(after.resolve("kept"), "mine");
    Files.setLastModifiedTime(after, FileTime.from(Instant.EPOCH));

    openDaysLater(30);

    assertThat(note).hasContent("mine");
    assertThat(link).isSymbolicLink();
    assertThat(after.resolve("kept")).hasContent("mine");
  }
}
