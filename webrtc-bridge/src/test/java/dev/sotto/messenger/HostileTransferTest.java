package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.ManifestBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proved peer that breaks the rules of transfers. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileTransferTest {
  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final String OFFER =
      "{\"t\":\"offer\",\"id\":\"" + ID + "\",\"files\":1,\"folders\":0,\"bytes\":1}";

  private static final String CANCEL = "{\"t\":\"cancel\",\"why\":\"user\"}";
  private static final String MANIFEST = manifestOf("a", 1);

  private final MeetingHall hall = new MeetingHall();
  private final Person alice = Person.able("Alice");
  private ScriptedPeer page;
  private Session session;

  @BeforeEach
  void meet() {
    session = alice.begin(new Start.Invite(hall));
    page =
        new ScriptedPeer(new Start.Join(hall, next(alice.codes)))
            .saying(new ChannelMessage.Name("Page", EnumSet.allOf(Ability.class)));
    page.begin();
    next(alice.connections);
    next(page.talks);
  }

  @AfterEach
  void part() {
    page.close();
    alice.close();
  }

  private static String manifestOf(String name, long size) {
    EntryPath path = ((EntryPath.Parsed.Valid) EntryPath.parse(name)).path();
    ManifestBuilder builder = new ManifestBuilder();
    assertThat(builder.add(Entry.file(path, size, 0, false))).isEmpty();
    return ((ManifestBuilder.Built.Done) builder.build()).manifest().hash().text();
  }

  private void offers(Object... messages) {
    page.says("sotto.files", "sotto.files.v1", List.of(messages));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{}",
        "[]",
        "{\"t\":\"offer\"}",
        "{\"t\":\"offer\",\"id\":\"short\",\"files\":1,\"folders\":0,\"bytes\":1}",
        "{\"t\":\"offer\",\"id\":\"" + ID + "\",\"files\":-1,\"folders\":0,\"bytes\":1}",
        "{\"t\":\"offer\",\"id\":\"" + ID + "\",\"files\":1,\"folders\":0,\"bytes\":1e3}",
        "{\"t\":\"offer\",\"t\":\"offer\"}",
        "{\"t\":\"entries\",\"e\":[]}",
        "{\"t\":\"done\"}"
      })
  void aFirstWordThatIsNoOfferEndsTheSession(String first) {
    offers(first);
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(alice.offers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"t\":\"entries\",\"e\":[{\"p\":\"../a\",\"s\":1}]}",
        "{\"t\":\"entries\",\"e\":[{\"p\":\"/a\",\"s\":1}]}",
        "{\"t\":\"entries\",\"e\":[{\"p\":\"a\"}]}",
        "{\"t\":\"entries\",\"e\":[{\"p\":\"a\",\"s\":\"1\"}]}",
        "{\"t\":\"entries\",\"e\":[{\"p\":\"a\",\"s\":1},{\"p\":\"b\",\"s\":1}]}",
        "{\"t\":\"entries\",\"e\":{}}",
        "{\"t\":\"offered\",\"manifest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"t\":\"sent\",\"i\":0,\"hash\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"t\":\"done\"}"
      })
  void aManifestThatIsNotWhatWasOfferedEndsTheSession(String second) {
    offers(OFFER, second);
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(alice.offers).isEmpty();
  }

  static Stream<String> noProofs() {
    String proof = "\"" + "A".repeat(43) + "\"";
    return Stream.of(
        "null",
        "{}",
        proof,
        "[null]",
        "[1]",
        "[\"\"]",
        "[\"" + "A".repeat(42) + "\"]",
        "[\"" + "A".repeat(44) + "\"]",
        "[\"" + "A".repeat(42) + "B\"]",
        "[\"" + "A".repeat(42) + "=\"]",
        "[[" + proof + "]]",
        "[" + String.join(",", Collections.nCopies(9, proof)) + "]");
  }

  @ParameterizedTest
  @MethodSource("noProofs")
  void proofsThatAreNoneEndTheSession(String proofs) {
    offers(OFFER.replace("}", ",\"proofs\":" + proofs + "}"));
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(alice.offers).isEmpty();
  }

  @Test
  void whoProvesNothingLearnsNothing(@TempDir Path target) {
    List<Object> offer = new ArrayList<>(offerOfOne(0));
    String eight = String.join(",", Collections.nCopies(8, "\"" + "A".repeat(43) + "\""));
    offer.set(0, ((String) offer.get(0)).replace("}", ",\"proofs\":[" + eight + "]}"));
    offers(offer.toArray());
    Happenings happenings = new Happenings();
    next(alice.offers).accept(AcceptOptions.everything(target), happenings);
    assertThat(next(page.answers))
        .contains("\"accept\"", "\"token\"")
        .doesNotContain("have", "got");
  }

  @Test
  void dataBeforeTheAnswerEndsTheSession() {
    offers(OFFER, new byte[100]);
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void dataBeforeTheOfferEndsTheSession() {
    offers(new byte[100]);
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void aTextLongerThanAllowedEndsTheSession() {
    offers(OFFER, "{\"t\":\"" + String.join("", Collections.nCopies(65_600, "x")) + "\"}");
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void theNinthOfferAtOnceIsTooMany() {
    for (int i = 0; i < 9; i++) {
      offers(OFFER.replace("00112233", "0011223" + i));
    }
    assertThat(next(page.answers)).contains("busy");
    assertThat(alice.ends).isEmpty();
  }

  @Test
  void whatIsOfferedAndTakenBackInALoopDoesNotPileUpBeforeAUserWhoIsBusy() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    alice.uponText = () -> awaiting(busy);
    page.say(new ChannelMessage.Text(1, "one moment"));
    next(alice.texts);
    for (int i = 0; i < 9; i++) {
      offers(takenBack(i).toArray());
      next(page.closed);
    }
    assertThat(page.answers).anyMatch(answer -> answer.contains("busy"));
    page.answers.clear();
    page.says("sotto.pipe", "sotto.pipe.v1", List.of(pipe(9), CANCEL));
    assertThat(next(page.answers)).contains("busy");
    busy.countDown();
    alice.uponText = () -> {};
    page.say(new ChannelMessage.Text(2, "at last"));
    assertThat(next(alice.texts)).contains("at last");
    assertThat(alice.offers).hasSizeLessThan(9);
    assertThat(alice.pipes).isEmpty();
    assertThat(alice.ends).isEmpty();
  }

  private static List<Object> takenBack(int number) {
    return Stream.concat(offerOfOne(number).stream(), Stream.of(CANCEL)).toList();
  }

  private static List<Object> offerOfOne(int number) {
    return List.of(
        OFFER.replace(ID, id(number)),
        "{\"t\":\"entries\",\"e\":[{\"p\":\"a\",\"s\":1}]}",
        "{\"t\":\"offered\",\"manifest\":\"" + MANIFEST + "\"}");
  }

  private static String pipe(int number) {
    return "{\"t\":\"pipe\",\"id\":\"" + id(number) + "\"}";
  }

  private static String id(int number) {
    return ID.replace("0011", "00" + (10 + number));
  }

  private static void awaiting(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aChannelOfALaterVersionIsClosedAndTheTalkGoesOn() {
    page.says("sotto.later", "sotto.later.v1", List.of());
    page.say(new ChannelMessage.Text(1, "still here"));
    assertThat(next(alice.texts)).isEqualTo("1 Page: still here");
    assertThat(alice.ends).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"t\":\"ready\",\"bytes\":0,\"window\":65536}", "{\"t\":\"pipe\"}", "nothing"})
  void aPipeThatBeginsWithSomethingElseEndsTheSession(String first) {
    page.says("sotto.pipe", "sotto.pipe.v1", List.of(first));
    assertThat(next(alice.ends).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void anOfferWhoseChannelIsClosedWithoutAWordIsWithdrawn() {
    offers(offerOfOne(0).toArray());
    Offer offer = next(alice.offers);
    next(page.channels).close();
    assertThat(next(alice.withdrawn)).isSameAs(offer);
  }

  @Test
  void whatIsReceivedEndsWhenItsChannelIsClosedWithoutAWord(@TempDir Path target) {
    offers(offerOfOne(0).toArray());
    Happenings happenings = new Happenings();
    next(alice.offers).accept(AcceptOptions.everything(target), happenings);
    assertThat(next(page.answers)).contains("accept");
    next(page.channels).close();
    TransferEnd end = next(happenings.ends);
    assertThat(end.kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(end.sentence()).isEqualTo("the other side gave it up without a word");
    assertThat(alice.ends).isEmpty();
  }

  @Test
  void aStreamEndsWhenItsChannelIsClosedWithoutAWord() throws Exception {
    page.says("sotto.pipe", "sotto.pipe.v1", List.of(pipe(0)));
    Pipe pipe = next(alice.pipes).accept(new ByteArrayOutputStream());
    assertThat(next(page.answers)).contains("ready");
    next(page.channels).close();
    TransferEnd end = pipe.ended().get(60, TimeUnit.SECONDS);
    assertThat(end.kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(end.hint()).isEmpty();
    assertThat(alice.ends).isEmpty();
  }

  @Test
  void whatWeSendEndsWhenThePeerClosesItsChannelWithoutAWord(@TempDir Path directory)
      throws Exception {
    Happenings happenings = new Happenings();
    session
        .send(List.of(Files.writeString(directory.resolve("a"), "a")), happenings)
        .get(60, TimeUnit.SECONDS);
    Pipe pipe = session.openPipe(new ByteArrayInputStream(new byte[9]));
    closeUnheard(next(page.announced));
    closeUnheard(next(page.announced));
    assertThat(next(happenings.ends).sentence())
        .isEqualTo("the other side gave it up without a word");
    assertThat(pipe.ended().get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(alice.ends).isEmpty();
  }

  private static void closeUnheard(SideChannel channel) {
    channel.order().execute(channel::close);
  }
}
