package dev.sotto.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes a {@link Manifest}: of what our user would send, or of the pages of a peer. Holds every
 * rule of docs/protocol.md, "The manifest", and stops at the first entry that breaks one.
 */
public final class ManifestBuilder {
  private static final int CANONICAL_LENGTH = 1 + 2 + 8 + 8;

  private final List<Entry> entries = new ArrayList<>();
  private final MessageDigest hash = Digest.sha256();
  private int files;
  private long bytes;
  private long length;

  /** A builder without entries. */
  public ManifestBuilder() {}

  /** What became of the entries. */
  public sealed interface Built {
    /**
     * They are a manifest.
     *
     * @param manifest what they are
     */
    record Done(Manifest manifest) implements Built {}

    /**
     * They are none.
     *
     * @param problem why not
     */
    record Refused(ManifestProblem problem) implements Built {}
  }

  /**
   * Adds an entry as a peer or a file system has it.
   *
   * @param listed what is said of it
   * @return what is wrong with it: then the builder is of no more use
   */
  public Optional<ManifestProblem> add(TransferMessage.Listed listed) {
    EntryPath.Parsed parsed = EntryPath.parse(listed.path());
    if (parsed instanceof EntryPath.Parsed.Refused refused) {
      return Optional.of(
          new ManifestProblem(
              ManifestProblem.Kind.NAME, listed.path(), Optional.of(refused.problem())));
    }
    EntryPath path = ((EntryPath.Parsed.Valid) parsed).path();
    boolean folderWithMore =
        listed.folder() && (listed.size() != 0 || listed.modified() != 0 || listed.executable());
    if (folderWithMore
        || listed.size() < 0
        || listed.size() > Entry.MAX_SIZE
        || Math.abs(listed.modified()) > Entry.MAX_MODIFIED
        || listed.modified() == Long.MIN_VALUE) {
      return Optional.of(ManifestProblem.of(ManifestProblem.Kind.NUMBER, listed.path()));
    }
    Entry.Kind kind = listed.folder() ? Entry.Kind.FOLDER : Entry.Kind.FILE;
    return add(new Entry(path, kind, listed.size(), listed.modified(), listed.executable()));
  }

  /**
   * Adds an entry.
   *
   * @param entry a file or a folder
   * @return what is wrong with it among the others: then the builder is of no more use
   */
  public Optional<ManifestProblem> add(Entry entry) {
    String path = entry.path().text();
    if (entries.size() == Manifest.MAX_ENTRIES) {
      return Optional.of(ManifestProblem.of(ManifestProblem.Kind.TOO_MANY, path));
    }
    if (entry.size() > Manifest.MAX_BYTES - bytes) {
      return Optional.of(ManifestProblem.of(ManifestProblem.Kind.TOO_LARGE, path));
    }
    length += Pages.lengthOf(entry);
    if (length > Manifest.MAX_LENGTH) {
      return Optional.of(ManifestProblem.of(ManifestProblem.Kind.TOO_LONG, path));
    }
    entries.add(entry);
    bytes += entry.size();
    files += entry.isFile() ? 1 : 0;
    hash.update(canonical(entry));
    return Optional.empty();
  }

  private static byte[] canonical(Entry entry) {
    byte[] path = entry.path().text().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(CANONICAL_LENGTH + path.length)
        .put((byte) (entry.isFile() ? 0 : 1))
        .putShort((short) path.length)
        .put(path)
        .putLong(entry.size())
        .putLong(entry.modified())
        .array();
  }

  /**
   * How many entries there are so far.
   *
   * @return files and folders
   */
  public int size() {
    return entries.size();
  }

  /**
   * Looks at all entries together; takes a moment for many of them. The builder is of no more use.
   *
   * @return the manifest, or why it is none
   */
  public Built build() {
    return clash()
        .<Built>map(Built.Refused::new)
        .orElseGet(() -> new Built.Done(new Manifest(entries, files, bytes, Digest.finish(hash))));
  }

  /**
   * Paths in an order in which whatever is below a path comes right after it: so the same path
   * twice, and a file with something below it, are neighbours.
   */
  private Optional<ManifestProblem> clash() {
    Place[] places = new Place[entries.size()];
    for (int index = 0; index < places.length; index++) {
      Entry entry = entries.get(index);
      places[index] = new Place(entry.path().folded().replace('/', '\0'), entry);
    }
    Arrays.sort(places, Comparator.comparing(Place::key));
    for (int at = 1; at < places.length; at++) {
      Place before = places[at - 1];
      Place place = places[at];
      if (place.key.equals(before.key)) {
        return Optional.of(
            ManifestProblem.of(ManifestProblem.Kind.SAME_NAME, place.entry.path().text()));
      }
      if (before.entry.isFile() && place.key.startsWith(before.key + '\0')) {
        return Optional.of(
            ManifestProblem.of(ManifestProblem.Kind.FILE_AS_FOLDER, before.entry.path().text()));
      }
    }
    return Optional.empty();
  }

  private record Place(String key, Entry entry) {}
}
