package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Flag;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;
import dev.sotto.transfer.TransferMessage.Listed;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Entries that a peer lists: a manifest that is safe to write, or a refusal. */
class ManifestFuzzTest {

  /** An entry is a kind, a size, a time, and a path in UTF-16 or UTF-8. */
  @FuzzTest
  void buildsWhatIsSafeToWriteOrRefuses(byte[] input) {
    Script script = new Script(input);
    ManifestBuilder builder = new ManifestBuilder();
    while (script.hasMore()) {
      int kind = script.number8();
      long size = (long) script.number16() << (kind & 0x3c);
      long modified = (long) script.number16() << 48 >> (kind & 0x3c);
      byte[] path = script.bytes();
      String text =
          new String(path, (kind & 2) == 0 ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16BE);
      Listed listed = new Listed(text, (kind & 1) != 0, size, modified, (kind & 0x80) != 0);
      if (builder.add(listed).isPresent()) {
        return;
      }
    }
    if (builder.build() instanceof ManifestBuilder.Built.Done done) {
      requireSafe(done.manifest());
    }
  }

  private static void requireSafe(Manifest manifest) {
    Set<String> files = new HashSet<>();
    Set<String> all = new HashSet<>();
    for (Entry entry : manifest.entries()) {
      EntryPath path = entry.path();
      assertThat(path.components()).doesNotContain("", ".", "..");
      assertThat(path.text().indexOf('\\')).isNegative();
      assertThat(path.text().getBytes(StandardCharsets.UTF_8))
          .hasSizeLessThanOrEqualTo(EntryPath.MAX_PATH);
      assertThat(all.add(path.folded())).as("only once").isTrue();
      if (entry.isFile()) {
        files.add(path.folded());
      }
      Flag.of(entry);
    }
    for (Entry entry : manifest.entries()) {
      entry.path().parent().ifPresent(parent -> assertThat(files).doesNotContain(parent.folded()));
    }
  }
}
