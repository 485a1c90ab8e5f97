package dev.sotto.files;

import static dev.sotto.files.Offered.ANNA;
import static dev.sotto.files.Offered.CHUNK;
import static dev.sotto.files.Offered.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal is read as far as it is one, and nothing in it leads anywhere. */
class LeftRecordTest {
  private static final String HEAD = "{\"v\":1,\"owner\":\"" + ANNA.text() + "\"}\n";
  private static final String PUT = "{\"put\":0,\"as\":\"a\",\"p\":\"a\",\"s\":1,\"m\":2}\n";

  @TempDir Path temporary;

  private Optional<LeftRecord> read(String journal) throws IOException {
    return read(journal.getBytes(UTF_8));
  }

  private Optional<LeftRecord> read(byte[] journal) throws IOException {
    Path file = Files.write(temporary.resolve("journal"), journal);
    try (FileChannel channel = FileChannel.open(file)) {
      return LeftRecord.read(channel, List.of(ANNA));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "{}\n",
        "[]\n",
        "nonsense\n",
        "{\"v\":2,\"owner\":\"key:00\"}\n",
        "{\"v\":1,\"owner\":\"key:00\"}\n",
        "{\"v\":1,\"v\":1}\n"
      })
  void whatDoesNotBeginAsAJournalIsNone(String journal) throws IOException {
    assertThat(read(journal + PUT)).isEmpty();
  }

  @Test
  void ofARecordOfAnotherNoMoreThanTheBeginningIsRead() throws IOException {
    Path file = Files.writeString(temporary.resolve("journal"), HEAD + PUT.repeat(10_000));
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(LeftRecord.read(channel, List.of(Offered.BEN))).isEmpty();
      assertThat(channel.position()).isLessThan(channel.size() / 10);
    }
  }

  @Test
  void aTornLastLineIsPassedOver() throws IOException {
    String whole = HEAD + PUT + PUT.replace(":0", ":1");
    for (int end = HEAD.length() + PUT.length(); end < whole.length(); end++) {
      assertThat(read(whole.substring(0, end)).orElseThrow().items()).containsOnlyKeys(0);
    }
    assertThat(read(whole).orElseThrow().items()).containsOnlyKeys(0, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{\"chunk\":7,\"h\":\"x\"}",
        "{\"drop\":7}",
        "{\"top\":\"d\",\"as\":\"../up\"}",
        "{\"top\":\"d\",\"as\":\"a/b\"}",
        "{\"put\":1,\"as\":\"../../etc/passwd\",\"p\":\"a\",\"s\":1,\"m\":2}",
        "{\"put\":1,\"as\":\"/etc/passwd\",\"p\":\"a\",\"s\":1,\"m\":2}",
        "{\"put\":1.5,\"as\":\"b\",\"p\":\"a\",\"s\":1,\"m\":2}",
        "{\"what\":1}"
      })
  void nothingCountsFromALineOnThatIsNone(String line) throws IOException {
    LeftRecord record = read(HEAD + PUT + line + "\n" + PUT.replace(":0", ":1")).orElseThrow();

    assertThat(record.items()).containsOnlyKeys(0);
    assertThat(record.tops()).isEmpty();
  }

  @Test
  void aLineWithoutAnEndIsNotHeldInMemory() throws IOException {
    assertThat(read(HEAD + PUT + "x".repeat(1 << 20)).orElseThrow().items()).containsOnlyKeys(0);
    assertThat(read("x".repeat(1 << 20))).isEmpty();
  }

  @Test
  void anythingCanBeReadWithoutAnError() throws IOException {
    Random random = new Random(5);
    byte[] whole = (HEAD + PUT + "{\"file\":3,\"p\":\"b\",\"s\":9,\"m\":0}\n").getBytes(UTF_8);
    for (int round = 0; round < 2_000; round++) {
      byte[] journal = whole.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        journal[random.nextInt(journal.length)] = (byte) random.nextInt(256);
      }
      assertThat(read(journal)).isNotNull();
    }
  }

  @Test
  void whatARecordMakesUpIsNotBelieved() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("in"));
    Offered offered = new Offered().file("a", bytes(3 * CHUNK)).file("b", "1");
    Delivery first = Arrival.begin(Inbox.open(directory), offered);
    try (IncomingFile file = first.begin(0, 0)) {
      offered.send(file, 1);
    }
    first.close();
    Path journal =
        Arrival.tree(directory).stream()
            .filter(path -> path.endsWith("/journal"))
            .map(directory::resolve)
            .findFirst()
            .orElseThrow();
    List<String> lines = Files.readAllLines(journal);
    String chunk = lines.get(lines.size() - 1);
    Files.writeString(
        journal,
        String.join("\n", lines)
            + ("\n" + chunk).repeat(1000)
            + "\n{\"put\":1,\"as\":\"c/b\",\"p\":\"b\",\"s\":1,\"m\":"
            + Offered.MODIFIED
            + "}\n");

    Delivery second = Arrival.again(Inbox.open(directory), offered, ANNA);

    assertThat(second.held())
        .singleElement()
        .satisfies(held -> assertThat(held.chunks()).isEqualTo(1));
    offered.sendAll(second, 0, 1);
    offered.sendAll(second, 1, 0);
    second.finish();
    assertThat(Arrival.tree(directory)).containsExactly("a", "b");
    assertThat(directory.resolve("a")).hasBinaryContent(bytes(3 * CHUNK));
  }
}
