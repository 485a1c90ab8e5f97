package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's transfers against the vectors, against each other and against peers that lie. */
@InNamespace
@NeedsChromium
@Timeout(300)
class PageTransferTest {
  private static final Path VECTORS =
      Path.of("..", "core", "src/test/resources/dev/sotto/transfer/transfer.properties");

  /** Of the namespace, and no loopback: a page from there is as unprotected as one from afar. */
  private static final byte[] ELSEWHERE = {10, 83, 0, 1};

  private static final int MIB = 1 << 20;
  private static final Map<String, Object> SMALL = Map.of("path", "a", "size", 3);

  /** 32 of them. */
  private static final String ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private static final String FOUR =
      "\"" + ZEROS + "\",\"" + ZEROS + "\",\"" + ZEROS + "\",\"" + ZEROS + "\"";

  /** An offer that would be one, up to what it shows. */
  private static final String OFFER =
      "{\"t\":\"offer\",\"id\":\"00000000000000000000000000000000\",\"files\":1,"
          + "\"folders\":0,\"bytes\":1,\"proofs\":";

  /** What the lab waits for: an offer in full, and data as far as the smallest window lets it. */
  private static final Map<String, Object> OFFERED = Map.of("text", "\"offered\"");

  private static final Map<String, Object> FILLED = Map.of("bytes", 65_536 - 45);

  private static WebServer server;
  private static Chromium chromium;
  private static FilesLab lab;
  private static Properties vectors;

  @BeforeAll
  static void open() throws IOException {
    server =
        WebServer.start(
            new WebOptions(
                List.of(InetAddress.getLoopbackAddress(), InetAddress.getByAddress(ELSEWHERE)),
                0,
                List.of(),
                WebOptions.local(0).limits()));
    chromium = new Chromium();
    lab = FilesLab.open(chromium, "http://localhost:" + server.port());
    vectors = new Properties();
    try (Reader reader = Files.newBufferedReader(VECTORS, UTF_8)) {
      vectors.load(reader);
    }
  }

  @AfterAll
  static void close() {
    lab.close();
    chromium.close();
    server.close();
  }

  @Test
  void takesAndRefusesTheNamesOfTheVectors() {
    List<String> accepted = all("accepted");
    List<String> refused =
        all("refused").stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();

    assertThat(lab.call("names", accepted)).hasSize(accepted.size()).allMatch(JsonNode::isNull);
    List<JsonNode> reasons = list(lab.call("names", refused));
    for (int i = 0; i < refused.size(); i++) {
      assertThat(reasons.get(i).isTextual()).as(refused.get(i)).isTrue();
    }
  }

  @Test
  void knowsWhichNamesAreTheSameToSomeSystem() {
    for (String pair : all("same")) {
      assertThat(manifestOf(pair).path("refused").asText()).as(pair).contains("same");
    }
    for (String pair : all("different")) {
      assertThat(manifestOf(pair).has("refused")).as(pair).isFalse();
    }
  }

  @Test
  void refusesAFileWhereAFolderIsNeeded() {
    assertThat(manifestOf("a/b|a").path("refused").asText()).contains("folder");
    assertThat(manifestOf("A/b|a").path("refused").asText()).contains("folder");
    assertThat(manifestOf("a.b|a/c").has("refused")).isFalse();
  }

  @Test
  void computesTheManifestOfTheVectors() {
    List<Map<String, Object>> entries = all("entry").stream().map(PageTransferTest::entry).toList();

    JsonNode manifest = lab.call("manifest", entries);

    assertThat(manifest.path("canonical").asText()).isEqualTo(vector("manifest.canonical"));
    assertThat(manifest.path("hash").asText()).isEqualTo(hex("manifest.hash"));
    assertThat(manifest.path("bytes").asText()).isEqualTo(vector("manifest.bytes"));
    assertThat(lab.call("manifest", List.of()).path("hash").asText())
        .isEqualTo(hex("manifest.empty.hash"));
  }

  @Test
  void hashesListsAsTheVectorsDo() {
    List<String> chunks = IntStream.range(0, 3).mapToObj(i -> hex("file.chunk." + i)).toList();
    for (int i = 1; i <= 3; i++) {
      assertThat(lab.call("listHash", chunks.subList(0, i)).asText())
          .isEqualTo(hex("file.list." + i));
    }
    assertThat(lab.call("listHash", List.of()).asText()).isEqualTo(hex("file.list.empty"));
  }

  @Test
  void writesTheFrameOfTheVectors() {
    Map<String, Object> header = Map.of("index", 70_000, "chunk", 2, "hash", hex("file.chunk.2"));
    String frame = lab.call("frame", header, "00".repeat(MIB / 2)).asText();
    assertThat(frame).hasSize(MIB + 90).startsWith(vector("frame.header"));

    JsonNode read = lab.call("readFrame", List.of(frame.substring(0, 100), frame.substring(100)));
    assertThat(read.path(0).path("frame").isNull()).isTrue();
    assertThat(read.path(1).path("frame").path("index").asInt()).isEqualTo(70_000);
    assertThat(read.path(1).path("frame").path("data").asText()).isEqualTo("00".repeat(MIB / 2));
  }

  @Test
  void takesFilesWhoseChunksHaveNumbersOf32Bits() {
    Map<String, Object> largest = Map.of("p", "a", "s", 1L << 52);
    assertThat(lab.call("manifest", List.of(largest)).path("refused").isMissingNode()).isTrue();
    Map<String, Object> larger = Map.of("p", "a", "s", (1L << 52) + 1);
    assertThat(lab.call("manifest", List.of(larger)).path("refused").asText()).isEqualTo("entry");
  }

  @Test
  void holdsTwoHundredThousandEntriesAndNotOneMore() {
    assertThat(lab.call("many", 200_000).path("longest").asInt()).isBetween(50_000, 65_536);
    assertThat(lab.call("many", 200_001).path("refused").asText()).contains("200000");
  }

  @Test
  void flagsWhatPeopleShouldLookAtTwice() {
    assertThat(flags("a.txt")).isEmpty();
    assertThat(flags("disk.bin")).isEmpty();
    assertThat(flags("наш отпуск.pdf")).isEmpty();
    assertThat(flags(".ssh/config")).containsExactly("hidden");
    assertThat(flags("setup.EXE")).containsExactly("executable");
    assertThat(flags("bill.pdf.exe")).containsExactly("executable", "odd");
    for (String odd :
        List.of("\u202egpj.txt", "-rf", " a", "p\u0430y", "a  b", "e\u0301", "a\u00ad")) {
      assertThat(flags(odd)).as(odd).containsExactly("odd");
    }
  }

  @Test
  void sendsFilesOfEverySizeAsTheyAre() {
    List<Map<String, Object>> files = new ArrayList<>();
    int[] sizes = {0, 1, 45, 65_491, 65_492, MIB - 1, MIB, MIB + 1, 5 * MIB / 2};
    for (int size : sizes) {
      files.add(Map.of("path", "folder/%07d".formatted(size), "size", size, "seed", size & 0xff));
    }

    JsonNode result = lab.call("transfer", Map.of("files", files));

    assertDone(result, sizes.length);
    for (int i = 0; i < sizes.length; i++) {
      JsonNode taken = result.path("hashes").path(i);
      assertThat(taken.path("name").asText()).isEqualTo("folder - %07d".formatted(sizes[i]));
      assertThat(taken.path("type").asText()).isEqualTo("application/octet-stream");
      assertThat(taken.path("hash")).isEqualTo(lab.call("patternedFile", files.get(i)));
    }
    assertThat(result.path("longest").asInt()).isEqualTo(65_536);
  }

  @Test
  void sendsManySmallFiles() {
    List<Map<String, Object>> files =
        IntStream.range(0, 600)
            .<Map<String, Object>>mapToObj(i -> Map.of("path", "many/" + i, "size", i % 50))
            .toList();
    assertDone(lab.call("transfer", Map.of("files", files)), files.size());
  }

  @Test
  void sendsOnlyWhatWasChosen() {
    JsonNode result =
        lab.call(
            "transfer",
            Map.of("files", List.of(SMALL, Map.of("path", "b", "size", 9)), "chosen", List.of(1)));

    assertDone(result, 1);
    assertThat(texts(result.path("incoming").path("fates"))).containsExactly("left-out", "got");
  }

  @Test
  void goesOnAfterABreakOfTheConnection() {
    JsonNode result = lab.call("transfer", interrupted(Map.of()));

    assertDone(result, 2);
    assertThat(result.path("hashes").path(0).path("hash"))
        .isEqualTo(lab.call("patternedFile", big()));
    assertThat(texts(result.path("texts")))
        .anyMatch(text -> text.contains("\"again\""))
        .anyMatch(text -> text.matches(".*\"from\",\"i\":0,\"chunk\":[1-9].*"))
        .noneMatch(text -> text.contains("\"offer\""));
  }

  @Test
  void goesOnWithoutAskingAfterTheReceiverWasReloaded() {
    JsonNode byKey = lab.call("transfer", interrupted(Map.of("reload", true, "peer", "key:1")));
    JsonNode byToken = lab.call("transfer", interrupted(Map.of("reload", true)));

    for (JsonNode result : List.of(byKey, byToken)) {
      assertDone(result, 2);
      assertThat(result.path("asked").asBoolean()).isFalse();
      assertThat(result.path("hashes").path(0).path("hash"))
          .isEqualTo(lab.call("patternedFile", big()));
      assertThat(texts(result.path("texts")))
          .anyMatch(text -> text.matches(".*\"from\",\"i\":0,\"chunk\":[1-9].*"));
    }
  }

  @Test
  void tellsNobodyElseWhatIsThere() {
    JsonNode result =
        lab.call(
            "transfer", interrupted(Map.of("reload", true, "peer", "key:2", "other", "key:3")));

    assertDone(result, 2);
    assertThat(result.path("asked").asBoolean()).isTrue();
    assertThat(texts(result.path("texts")))
        .noneMatch(text -> text.contains("\"from\""))
        .anyMatch(text -> text.contains("\"have\":[]"));
  }

  @Test
  void showsAProofOfATokenThatIsGoodInItsSessionOnly() {
    Map<String, Object> elsewhere = Map.of("reload", true, "apart", true);
    JsonNode result = lab.call("transfer", interrupted(elsewhere));

    assertDone(result, 2);
    assertThat(result.path("asked").asBoolean()).isTrue();
    assertThat(texts(result.path("texts")))
        .anyMatch(text -> text.contains("\"have\":[]"))
        .filteredOn(text -> text.contains("\"offer\""))
        .hasSize(1)
        .allMatch(text -> text.contains("\"proofs\":[\""))
        .noneMatch(text -> text.contains("\"token\""));
  }

  @Test
  void whoProvesATokenKeepsItAndGetsNoOther() {
    JsonNode result = lab.call("transfer", interrupted(Map.of("reload", true)));

    assertDone(result, 2);
    assertThat(texts(result.path("texts")))
        .filteredOn(text -> text.contains("\"accept\""))
        .isNotEmpty()
        .noneMatch(text -> text.contains("\"token\""));
  }

  @Test
  void provesATokenAsTheVectorsDo() throws IOException {
    Map<String, Object> vector =
        Map.of(
            "token", vector("proof.token"),
            "session", vector("proof.session"),
            "id", vector("proof.id"));
    try (FilesLab unprotected = FilesLab.open(chromium, "http://10.83.0.1:" + server.port())) {
      assertThat(lab.call("backend").asText()).isEqualTo("webcrypto");
      assertThat(unprotected.call("backend").asText()).isEqualTo("fallback");
      for (FilesLab each : List.of(lab, unprotected)) {
        JsonNode proof = each.call("proof", vector);
        assertThat(proof.path("owner").asText()).isEqualTo("token:" + vector("proof.token.hash"));
        assertThat(texts(proof.path("proofs"))).containsExactly(vector("proof"));
      }
    }
  }

  @Test
  void knowsWhoseTokenIsProved() {
    String id = vector("proof.id");
    String session = vector("proof.session");
    String token = vector("proof.token");
    String right = vector("proof");
    List<String> given = List.of("A".repeat(22), token);
    List<String> eight = new ArrayList<>(Collections.nCopies(7, ZEROS));
    eight.add(right);

    assertThat(proved(given, id, session, eight)).containsExactly("1");
    assertThat(proved(given, id, session, List.of(right, right))).containsExactly("1");
    assertThat(proved(given, id, session, List.of())).isEmpty();
    assertThat(proved(given, id, ZEROS, List.of(right))).isEmpty();
    assertThat(proved(given, "0".repeat(32), session, List.of(right))).isEmpty();
    assertThat(proved(given.subList(0, 1), id, session, List.of(right))).isEmpty();
    assertThat(proved(given, id, session, List.of(vector("proof.token.hash")))).isEmpty();
  }

  private static List<String> proved(
      List<String> given, String id, String session, List<String> proofs) {
    Map<String, Object> claim = Map.of("id", id, "session", session, "proofs", proofs);
    return texts(lab.call("proved", given, claim));
  }

  @Test
  void keepsTheLastTokensForEachManifest() {
    List<List<String>> kept = new ArrayList<>();
    for (String last : List.of("A", "Q", "g", "w")) {
      for (String first : List.of("A", "B", "C")) {
        kept.add(List.of(ZEROS, first.repeat(21) + last));
      }
    }
    kept.add(List.of("B".repeat(42) + "A", "D".repeat(21) + "A"));
    kept.add(kept.get(11));

    assertThat(texts(lab.call("kept", ZEROS, kept)))
        .hasSize(8)
        .startsWith(kept.get(11).get(1), kept.get(10).get(1))
        .doesNotHaveDuplicates()
        .doesNotContain("D".repeat(21) + "A", kept.get(3).get(1));
  }

  @Test
  void tellsWhyAFileCouldNotBeRead() {
    List<Map<String, Object>> files = List.of(SMALL, Map.of("path", "b", "size", 9));
    Map<String, String> words =
        Map.of(
            "NotFoundError", "gone", "NotReadableError", "changed", "SecurityError", "unreadable");
    words.forEach(
        (error, word) -> {
          JsonNode result = lab.call("transfer", Map.of("files", files, "broken", error));
          for (String side : List.of("outgoing", "incoming")) {
            JsonNode end = result.path(side).path("end");
            assertThat(end.path("why").asText()).isEqualTo("partly");
            assertThat(end.path("files").asInt()).isEqualTo(1);
            assertThat(end.path("failed").path(0).path("path").asText()).isEqualTo("a");
            assertThat(end.path("failed").path(0).path("why").asText()).isEqualTo(word);
          }
        });
  }

  @Test
  void takesEightOffersAtOnceAndHearsOfTheirEnds() {
    JsonNode result = lab.call("offers", 9);

    assertThat(result.path("refused").asInt()).isEqualTo(1);
    assertThat(result.path("seen").asInt()).isEqualTo(8);
    assertThat(result.path("declined").path("end").path("why").asText()).isEqualTo("declined");
    assertThat(result.path("cancelled").path("end").path("why").asText()).isEqualTo("cancelled");
    assertThat(result.path("cancelled").path("end").path("own").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sender", "receiver"})
  void isCancelledUnderWayByEitherSide(String who) {
    JsonNode result = lab.call("cancelUnderWay", who);

    assertThat(result.path("failed").asBoolean()).isFalse();
    assertThat(result.path("outgoing").path("end").path("why").asText()).isEqualTo("cancelled");
    assertThat(result.path("incoming").path("end").path("why").asText()).isEqualTo("cancelled");
    assertThat(result.path("outgoing").path("end").path("own").asBoolean())
        .isEqualTo(who.equals("sender"));
  }

  /** Or whoever offers without end fills the memory of the page. */
  @Test
  void keepsFewNamesOfAnOfferThatWasTakenBack() {
    lab.call("takenBack", 250);
    lab.collectGarbage();
    JsonNode card = lab.call("card");

    assertThat(card.path("names").asBoolean()).isFalse();
    assertThat(card.path("rows").asInt()).isEqualTo(5);
    assertThat(card.path("inputs").asInt()).isZero();
    assertThat(card.path("text").asText())
        .contains("250 files", "file 101", "and 245 more", "The other side cancelled this.")
        .doesNotContain("Show", "file 102");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "after", "reloaded"})
  void isCalledOffAfterABreakWhereItWasCancelledAroundIt(String when) {
    JsonNode result = lab.call("calledOff", when);

    assertThat(result.path("failed").asBoolean()).isFalse();
    assertThat(result.path("incoming").path("end").path("why").asText()).isEqualTo("cancelled");
    assertThat(result.path("incoming").path("end").path("own").asBoolean()).isFalse();
  }

  @Test
  void isLostWhereTheChannelClosesWithoutAWordAndTheConnectionStands() {
    JsonNode result = lab.call("givenUp");

    for (String side : List.of("outgoing", "incoming")) {
      assertThat(result.path(side).path("end").path("why").asText()).as(side).isEqualTo("lost");
    }
    assertThat(result.path("failed").asBoolean()).isFalse();
    assertThat(result.path("channels").asInt()).as("what was heard is not told again").isZero();
  }

  @Test
  void writesIntoAFolderOfTheUserAndReplacesNothing() {
    List<Map<String, Object>> files =
        List.of(
            Map.of("path", "a.txt", "size", 3, "seed", 1),
            Map.of("path", "b/c/d.txt", "size", 2 * MIB, "seed", 2));
    lab.call("transfer", Map.of("files", files, "folder", "picked"));
    Map<String, Object> changed = Map.of("path", "a.txt", "size", 3, "seed", 9);
    lab.call("transfer", Map.of("files", List.of(changed, files.get(1)), "folder", "picked"));

    JsonNode found = lab.call("inFolder", "picked");

    assertThat(found.path("a.txt")).isEqualTo(lab.call("patternedFile", files.get(0)));
    assertThat(found.path("a (1).txt")).isEqualTo(lab.call("patternedFile", changed));
    assertThat(found.path("b/c/d.txt")).isEqualTo(lab.call("patternedFile", files.get(1)));
    assertThat(found.path("b (1)/c/d.txt")).isEqualTo(lab.call("patternedFile", files.get(1)));
    assertThat(found).hasSize(8);
  }

  @Test
  void keepsFilesOnDiskWhereTheBrowserCan() throws IOException {
    assertThat(lab.call("storesOnDisk").asText()).isEqualTo("PartsPlace");
    assertThat(lab.complaints()).noneMatch(it -> it.contains("Content Security Policy"));
    try (FilesLab unprotected = FilesLab.open(chromium, "http://10.83.0.1:" + server.port())) {
      assertThat(unprotected.call("storesOnDisk").asText()).isEqualTo("MemoryPlace");
      List<Map<String, Object>> files = List.of(Map.of("path", "a", "size", 3 * MIB));
      JsonNode result = unprotected.call("transfer", Map.of("files", files));
      assertDone(result, 1);
      assertThat(result.path("hashes").path(0).path("hash"))
          .isEqualTo(lab.call("patternedFile", files.get(0)));
      JsonNode refused = unprotected.call("tooMuch", 257L * MIB);
      assertThat(refused.path("problem").asText()).contains("256 MB");
      assertThat(refused.path("state").asText()).isEqualTo("offered");
    }
  }

  @Test
  void refusesWhatTheDiskHasNoRoomFor() {
    assertThat(lab.call("tooMuch", 1L << 52).path("problem").asText()).contains("Not enough room");
  }

  @Test
  void offersNothingWhereANameCannotBeSent() {
    assertThat(gather("a", "b/con.txt").path("problem").asText())
        .contains("b/con.txt", "device", "nothing was offered");
    assertThat(gather().path("problem").asText()).isNotEmpty();
    assertThat(gather("x/a", "X/A").path("problem").asText()).contains("same");
    assertThat(texts(gather("image.png", "image.png", "image (1).png").path("paths")))
        .containsExactly("image (1).png", "image (2).png", "image.png");
  }

  @Test
  void offersTheSameHoweverItWasChosen() {
    JsonNode one = gather("a/b", "a.txt", "b", "a/a/c");
    assertThat(texts(one.path("paths"))).containsExactly("a.txt", "a/a/c", "a/b", "b");
    assertThat(gather("b", "a/a/c", "a/b", "a.txt")).isEqualTo(one);
  }

  @Test
  void knowsWhatADialogGivesAgain() {
    assertThat(noteOf("a.txt")).isEqualTo("a.txt+0");
    assertThat(noteOf("a.txt", "b.txt", "c.txt")).isEqualTo("a.txt+2");
    assertThat(noteOf("a/b", "a/c/d")).isEqualTo("a+0 folder");
    assertThat(noteOf("a/b", "a/c/")).isEqualTo("a+0 folder dropped");
    assertThat(noteOf("a/")).isEqualTo("a+0 folder dropped");
    assertThat(noteOf("a/b", "a/c", "d.txt")).isEqualTo("a+1 dropped");
    assertThat(noteOf("a.txt", "b/c", "b/d")).isEqualTo("a.txt+1 dropped");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"offer\"",
        "{\"t\":1}",
        "{\"t\":\"entries\",\"e\":[]}",
        "{\"t\":\"offer\",\"id\":\"x\",\"files\":1,\"folders\":0,\"bytes\":1}",
        "{\"t\":\"offer\",\"id\":\"00000000000000000000000000000000\",\"files\":200000,"
            + "\"folders\":1,\"bytes\":1}",
        "{\"t\":\"offer\",\"id\":\"00000000000000000000000000000000\",\"files\":1,"
            + "\"folders\":0,\"bytes\":-1}",
        OFFER + "null}",
        OFFER + "{}}",
        OFFER + "\"" + ZEROS + "\"}",
        OFFER + "[null]}",
        OFFER + "[1]}",
        OFFER + "[\"\"]}",
        OFFER + "[\"A" + ZEROS + "\"]}",
        OFFER + "[\"" + ZEROS + "\",\"AAAAAAAAAAAAAAAAAAAAAA\"]}",
        OFFER + "[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\"]}",
        OFFER + "[" + FOUR + "," + FOUR + ",\"" + ZEROS + "\"]}",
        "{\"t\":\"x\",\"x\":[[[[[[[[[]]]]]]]]]}"
      })
  void endsTheSessionAtAFirstMessageThatIsNone(String message) {
    assertThat(lab.call("receive", List.of(message)).path("failed").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void takesAnOfferWithAsManyProofsAsAllowed(int count) {
    Map<String, Object> entry = Map.of("p", "a", "s", 3);
    Map<String, Object> more = Map.of("proofs", Collections.nCopies(count, ZEROS));
    assertThat(receive(texts(lab.call("offerOf", List.of(entry), more)).toArray())).isFalse();
  }

  @Test
  void endsTheSessionWhenAnOfferIsNotWhatWasAnnounced() {
    List<String> offer = offer("a", 3);
    assertThat(receive(offer.get(0), offer.get(2))).isTrue();
    assertThat(receive(offer.get(0), offer.get(1), offer.get(1))).isTrue();
    assertThat(
            receive(offer.get(0).replace("\"bytes\":3", "\"bytes\":4"), offer.get(1), offer.get(2)))
        .isTrue();
    assertThat(
            receive(
                offer.get(0), offer.get(1), "{\"t\":\"offered\",\"manifest\":\"" + ZEROS + "\"}"))
        .isTrue();
    assertThat(receive(offer.get(0), offer.get(1).replace("\"a\"", "\"../a\""))).isTrue();
    assertThat(receive(offer.get(0), offer.get(1), offer.get(2), offer.get(2))).isTrue();
    assertThat(receive(offer.get(0), offer.get(1), offer.get(2), "{\"t\":\"done\"}")).isTrue();
    assertThat(receive(offer.get(0), offer.get(1), offer.get(2), "{\"t\":\"new kind\"}")).isFalse();
  }

  @Test
  void holdsASenderToWhatWasAccepted() {
    String right = frame(0, 0, "010203");
    List<Object> wrong =
        List.of(
            binary(frame(1, 0, "010203")),
            binary(frame(0, 1, "010203")),
            binary(frame(0, 0, "0102")),
            binary(frame(0, 0, "01020304")),
            binary("02" + right.substring(2)),
            binary(right + "00"),
            binary("01"),
            "{\"t\":\"done\"}",
            "{\"t\":\"from\",\"i\":0,\"chunk\":1}",
            "{\"t\":\"sent\",\"i\":0,\"hash\":\"" + ZEROS + "\"}",
            "{\"t\":\"failed\",\"i\":1,\"why\":\"gone\"}",
            "{\"t\":\"got\",\"i\":[0]}");
    for (Object message : wrong) {
      JsonNode result = accepted(message);
      assertThat(result.path("failed").asBoolean()).as(message.toString()).isTrue();
      assertThat(texts(result.path("said"))).contains("{\"t\":\"cancel\",\"why\":\"protocol\"}");
    }
    JsonNode inside =
        accepted(binary(right.substring(0, 92)), "{\"t\":\"failed\",\"i\":0,\"why\":\"gone\"}");
    assertThat(inside.path("failed").asBoolean()).isTrue();
  }

  @Test
  void endsTheTransferAndNotTheSessionWhereAHashIsWrong() {
    String frame = frame(0, 0, "010203");
    String spoilt = frame.substring(0, 90) + "010204";
    JsonNode chunk = accepted(binary(spoilt));
    JsonNode whole = accepted(binary(frame), "{\"t\":\"sent\",\"i\":0,\"hash\":\"" + ZEROS + "\"}");

    for (JsonNode result : List.of(chunk, whole)) {
      assertThat(result.path("failed").asBoolean()).isFalse();
      JsonNode end = result.path("transfers").path(0).path("end");
      assertThat(end.path("why").asText()).isEqualTo("integrity");
      assertThat(end.path("files").asInt()).isZero();
      assertThat(texts(result.path("said")))
          .contains(
              "{\"t\":\"failed\",\"i\":0,\"why\":\"integrity\"}",
              "{\"t\":\"cancel\",\"why\":\"integrity\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"t\":\"done\"}",
        "{\"t\":\"unknown\"}",
        "{\"t\":\"kept\",\"bytes\":1}",
        "{\"t\":\"got\",\"i\":[0]}",
        "{\"t\":\"accept\",\"files\":[[0,2]],\"window\":65536}",
        "{\"t\":\"accept\",\"files\":[[1,0]],\"window\":65536}",
        "{\"t\":\"accept\",\"files\":[[0,0],[0,0]],\"window\":65536}",
        "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":65535}",
        "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":67108865}",
        "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":65536,\"got\":[[1,1]]}",
        "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":65536,\"have\":[[0,2,\""
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]]}",
        "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":65536,\"have\":[[0,1,\"x\"]]}"
      })
  void holdsAReceiverToTheProtocol(String message) {
    JsonNode result = lab.call("send", List.of(SMALL), List.of(OFFERED, message, "END"));
    assertThat(result.path("failed").asBoolean()).isTrue();
    assertThat(result.path("transfer").path("end").path("why").asText()).isEqualTo("protocol");
  }

  @Test
  void believesNoReceiptForWhatWasNotSent() {
    String accept = "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":65536}";
    List<Map<String, Object>> files = List.of(Map.of("path", "a", "size", 3 * MIB));
    for (String receipt :
        List.of("{\"t\":\"kept\",\"bytes\":70000}", "{\"t\":\"got\",\"i\":[0]}")) {
      JsonNode result = lab.call("send", files, List.of(OFFERED, accept, FILLED, receipt, "END"));
      assertThat(result.path("failed").asBoolean()).as(receipt).isTrue();
    }
    JsonNode silent = lab.call("send", files, List.of(OFFERED, accept, FILLED));
    int sent =
        list(silent.path("said")).stream().filter(JsonNode::isInt).mapToInt(JsonNode::asInt).sum();
    assertThat(sent).isBetween(65_536 - 45, 65_536 + 45); // No byte more than the window.
  }

  @Test
  void hasAProofOfTheBeginningBeforeItGoesOnBehindIt() {
    List<Map<String, Object>> files = List.of(Map.of("path", "a", "size", MIB + 1));
    String have = "{\"t\":\"accept\",\"files\":[[0,0]],\"window\":8000000,\"have\":[[0,1,\"%s\"]]}";

    JsonNode wrong =
        lab.call(
            "send", files, List.of(OFFERED, have.formatted(ZEROS), Map.of("text", "\"sent\"")));

    assertThat(texts(wrong.path("said")))
        .noneMatch(text -> text.contains("\"from\""))
        .anyMatch(text -> text.contains("\"sent\""));
  }

  private static Map<String, Object> big() {
    return Map.of("path", "big", "size", 12 * MIB, "seed", 5);
  }

  private static Map<String, Object> interrupted(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>(more);
    options.put("files", List.of(big(), Map.of("path", "small", "size", 3)));
    options.put("cut", 5 * MIB);
    return options;
  }

  private static void assertDone(JsonNode result, int files) {
    assertThat(result.path("problem").asText()).isEmpty();
    assertThat(result.path("failed").asBoolean()).isFalse();
    for (String side : List.of("outgoing", "incoming")) {
      JsonNode one = result.path(side);
      assertThat(one.path("end").path("why").asText()).as(side).isEqualTo("done");
      assertThat(one.path("end").path("files").asInt()).as(side).isEqualTo(files);
      assertThat(one.path("bytes")).as(side).isEqualTo(one.path("total"));
    }
  }

  private static List<String> offer(String path, int size) {
    return texts(lab.call("offerOf", List.of(Map.of("p", path, "s", size))));
  }

  /** Whether the session ends. */
  private static boolean receive(Object... messages) {
    return lab.call("receive", List.of(messages)).path("failed").asBoolean();
  }

  /** What becomes of an offer of one file with three bytes that is accepted, and then of this. */
  private static JsonNode accepted(Object... messages) {
    List<Object> all = new ArrayList<>(offer("a", 3));
    all.add("ACCEPT");
    all.addAll(Arrays.asList(messages));
    return lab.call("receive", all);
  }

  private static String frame(int index, int chunk, String data) {
    byte[] hash = Base64.getUrlDecoder().decode(lab.call("sha256", data).asText());
    Map<String, Object> header =
        Map.of("index", index, "chunk", chunk, "hash", HexFormat.of().formatHex(hash));
    return lab.call("frame", header, data).asText();
  }

  private static Map<String, String> binary(String hex) {
    return Map.of("hex", hex);
  }

  private static List<String> flags(String path) {
    return texts(lab.call("flags", List.of(Map.of("path", path))).path(0));
  }

  private static JsonNode gather(String... paths) {
    return lab.call(
        "gather", Arrays.stream(paths).map(path -> Map.of("path", path, "size", 1)).toList());
  }

  /** What is noted of these paths, those of folders with a slash at the end. */
  private static String noteOf(String... paths) {
    JsonNode note =
        lab.call(
            "note",
            Arrays.stream(paths)
                .map(
                    path ->
                        path.endsWith("/")
                            ? Map.of("p", path.substring(0, path.length() - 1), "d", true)
                            : Map.of("p", path, "s", 1))
                .toList());
    return note.path("name").asText()
        + "+"
        + note.path("others").asInt()
        + (note.path("folder").asBoolean() ? " folder" : "")
        + (note.path("dropped").asBoolean() ? " dropped" : "");
  }

  private static JsonNode manifestOf(String paths) {
    return lab.call(
        "manifest",
        Arrays.stream(paths.split("\\|")).map(path -> Map.of("p", path, "s", 1)).toList());
  }

  private static Map<String, Object> entry(String line) {
    String[] words = line.split(" ", 5);
    Map<String, Object> entry = new LinkedHashMap<>(Map.of("p", words[4]));
    if (words[0].equals("1")) {
      entry.put("d", true);
      return entry;
    }
    entry.put("s", Long.parseLong(words[1]));
    if (!words[2].equals("0")) {
      entry.put("m", Long.parseLong(words[2]));
    }
    if (words[3].equals("1")) {
      entry.put("x", true);
    }
    return entry;
  }

  private static List<String> all(String name) {
    List<String> found = new ArrayList<>();
    for (int i = 0; vectors.containsKey(name + "." + i); i++) {
      found.add(vector(name + "." + i));
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static String vector(String name) {
    return vectors.getProperty(name);
  }

  private static String hex(String name) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(vector(name)));
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<String> texts(JsonNode array) {
    return list(array).stream().map(JsonNode::asText).toList();
  }
}
