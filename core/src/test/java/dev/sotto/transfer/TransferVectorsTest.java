package dev.sotto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors that the page is tested with too. */
class TransferVectorsTest {
  private final Vectors vectors = new Vectors();

  private static Entry entry(String line) {
    String[] parts = line.split(" ", 5);
    EntryPath path = new EntryPath(parts[4]);
    return parts[0].equals("1")
        ? Entry.folder(path)
        : Entry.file(
            path, Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3].equals("1"));
  }

  @Test
  void hashesManifests() {
    ManifestBuilder builder = new ManifestBuilder();
    List<Entry> entries = new ArrayList<>();
    for (String line : vectors.all("entry")) {
      entries.add(entry(line));
      assertThat(builder.add(entries.get(entries.size() - 1))).isEmpty();
    }
    Manifest manifest = ((ManifestBuilder.Built.Done) builder.build()).manifest();
    assertThat(manifest.entries()).isEqualTo(entries);
    assertThat(manifest.hash()).isEqualTo(Digest.of(vectors.bytes("manifest.canonical")));
    assertThat(manifest.hash().text()).isEqualTo(vectors.text("manifest.hash"));
    assertThat(manifest.bytes()).isEqualTo(vectors.number("manifest.bytes"));
    assertThat(manifest.files()).isEqualTo(4);
    assertThat(manifest.folders()).isEqualTo(1);
    assertThat(manifest.fileRanges()).containsExactly(new IndexRange(0, 1), new IndexRange(3, 4));
    assertThat(TransferPair.manifest().hash().text())
        .isEqualTo(vectors.text("manifest.empty.hash"));
  }

  @Test
  void knowsHowLongEntriesAreAsText() {
    List<String> lines = vectors.all("entry");
    for (int index = 0; index < lines.size(); index++) {
      assertThat(Pages.lengthOf(entry(lines.get(index))))
          .isEqualTo((int) vectors.number("entry." + index + ".length"));
    }
  }

  @Test
  void provesATokenInASessionForAnOffer() {
    Token token = Token.parse(vectors.text("proof.token")).orElseThrow();
    assertThat(token.hash().text()).isEqualTo(vectors.text("proof.token.hash"));
    Proof proof =
        Proof.of(
            token.hash(),
            Digest.parse(vectors.text("proof.session")).orElseThrow(),
            new TransferId(vectors.text("proof.id")));
    assertThat(proof.text()).isEqualTo(vectors.text("proof"));
  }

  @Test
  void hashesFilesByTheirChunks() {
    byte[] file = new byte[(int) vectors.number("file.length")];
    for (int at = 0; at < file.length; at++) {
      file[at] = (byte) (at % 251);
    }
    Entry entry = Entry.file(new EntryPath("file"), file.length, 0, false);
    ListHash list = new ListHash();
    assertThat(list.value().text()).isEqualTo(vectors.text("file.list.empty"));
    for (int chunk = 0; chunk < entry.chunks(); chunk++) {
      int from = chunk * ChunkHeader.MAX_LENGTH;
      byte[] data = Arrays.copyOfRange(file, from, from + entry.chunkLength(chunk));
      Digest hash = Digest.of(data);
      assertThat(hash.text()).isEqualTo(vectors.text("file.chunk." + chunk));
      list.add(hash);
      assertThat(list.value().text()).isEqualTo(vectors.text("file.list." + (chunk + 1)));
    }
    assertThat(Digest.of(file).hex()).isEqualTo(vectors.text("file.hash"));
  }

  @Test
  void writesAndReadsHeadersOfChunks() {
    Digest hash = Digest.parse(vectors.text("file.chunk.2")).orElseThrow();
    requireHeader("frame.header", new ChunkHeader(70_000, 2, 1 << 19, hash));
    requireHeader("frame.header.largest", new ChunkHeader(199_999, 0xffff_ffffL, 1 << 20, hash));
  }

  private void requireHeader(String name, ChunkHeader header) {
    ByteBuffer written = ByteBuffer.allocate(ChunkHeader.LENGTH);
    header.writeTo(written);
    assertThat(written.array()).isEqualTo(vectors.bytes(name));
    assertThat(ChunkHeader.read(ByteBuffer.wrap(vectors.bytes(name)))).contains(header);
    assertThat(ChunkHeader.read(ByteBuffer.wrap(vectors.bytes(name), 0, 44))).isEmpty();
  }

  @Test
  void takesGoodNames() {
    for (String name : vectors.all("accepted")) {
      assertThat(EntryPath.parse(name))
          .as(name)
          .isEqualTo(new EntryPath.Parsed.Valid(new EntryPath(name)));
    }
  }

  @Test
  void refusesBadNamesWithTheReason() {
    for (String line : vectors.all("refused")) {
      int space = line.indexOf(' ');
      PathProblem problem = PathProblem.valueOf(line.substring(0, space));
      String name = line.substring(space + 1);
      assertThat(EntryPath.parse(name)).as(name).isEqualTo(new EntryPath.Parsed.Refused(problem));
    }
  }

  @Test
  void knowsNamesThatAreTheSameSomewhere() {
    for (String line : vectors.all("same")) {
      String[] names = line.split("\\|", -1);
      assertThat(new EntryPath(names[0]).folded())
          .as(line)
          .isEqualTo(new EntryPath(names[1]).folded());
    }
    for (String line : vectors.all("different")) {
      String[] names = line.split("\\|", -1);
      assertThat(new EntryPath(names[0]).folded())
          .as(line)
          .isNotEqualTo(new EntryPath(names[1]).folded());
    }
  }
}
