package dev.sotto.files;

import dev.sotto.files.FilesException.Kind;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Held;
import dev.sotto.transfer.Manifest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One accepted transfer as it arrives in a directory. Files may come in any order, several at a
 * time; names of folders at the top are settled once for all of it, so that a folder stays
 * together. Everything that is wrong with one file leaves the others alone. Blocks; confined to one
 * thread at a time together with its {@link IncomingFile}s.
 */
public final class Delivery implements Closeable {
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<OpenOption> OLD =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final Manifest manifest;
  private final BitSet chosen;
  private final boolean replacing;
  private final Path root;
  private final Parts parts;
  private final Target target;
  private final Disk disk;
  private final OpenFolder record;
  private final Journal journal;
  private final @Nullable Set<PosixFilePermission> permissions;

  /** What is here of files that are not in their place. */
  private final Map<Integer, Part> begun = new HashMap<>();

  /** A part was taken over that could not be looked at to its end. */
  private boolean isUnread;

  /** Files that an earlier session has put in their place, and what they hash to. */
  private final Map<Integer, Before> before = new HashMap<>();

  private final Map<String, String> tops = new HashMap<>();
  private final Set<List<String>> made = new HashSet<>();
  private final Set<List<String>> touched = new HashSet<>();
  private final BitSet published = new BitSet();

  /** A file that is in its place from before. */
  private record Before(Path path, Digest list, Digest sha256) {}

  /** A delivery with an empty record of its own. */
  Delivery(
      Manifest manifest,
      BitSet chosen,
      boolean replacing,
      Place place,
      OpenFolder record,
      Journal journal)
      throws IOException {
    this.manifest = manifest;
    this.chosen = (BitSet) chosen.clone();
    this.replacing = replacing;
    this.root = place.root();
    this.parts = place.parts();
    this.target = place.target();
    this.disk = place.disk();
    this.record = record;
    this.journal = journal;
    this.permissions = ordinaryPermissions(record);
  }

  /** Where deliveries go. */
  record Place(Path root, Parts parts, Target target, Disk disk) {}

  /** What a new file permits (umask), but nobody executes it; null where files permit nothing. */
  private static @Nullable Set<PosixFilePermission> ordinaryPermissions(OpenFolder record)
      throws IOException {
    String probe = "probe";
    record.channel(probe, NEW).close();
    PosixFileAttributeView view = record.view(probe, PosixFileAttributeView.class);
    Set<PosixFilePermission> found = view == null ? null : view.readAttributes().permissions();
    record.delete(probe);
    if (found != null) {
      found.removeAll(
          Set.of(
              PosixFilePermission.OWNER_EXECUTE,
              PosixFilePermission.GROUP_EXECUTE,
              PosixFilePermission.OTHERS_EXECUTE));
    }
    return found;
  }

  /**
   * What is here of the accepted files and not yet told to be in its place: from an earlier session
   * of the same owner, and what came of this one. Each was checked by hashing it.
   *
   * @return in the order of the indexes; empty files are not among them
   */
  public List<Held> held() {
    List<Held> held = new ArrayList<>();
    begun.values().stream()
        .filter(part -> part.hashes().chunks() > 0)
        .forEach(part -> held.add(Held.part(part.index(), part.hashes().list())));
    before.forEach(
        (index, there) -> {
          long chunks = manifest.entry(index).chunks();
          if (chunks > 0) {
            held.add(Held.whole(index, chunks, there.list()));
          }
        });
    held.sort(Comparator.comparingInt(Held::index));
    return held;
  }

  /**
   * Begins a file or goes on with it.
   *
   * @param index its index in the manifest, of a file that was accepted
   * @param chunk the chunk that comes next: 0 to begin anew, whatever is here; otherwise at most
   *     what {@link #held()} tells
   * @return the file; closed before it is begun again
   * @throws FilesException when there is no place for it
   * @throws IllegalArgumentException when there is no such file, or not that much of it
   */
  public IncomingFile begin(int index, long chunk) throws FilesException {
    if (!chosen.get(index) || !manifest.entry(index).isFile() || published.get(index)) {
      throw new IllegalArgumentException("file " + index + " is not expected");
    }
    Entry entry = manifest.entry(index);
    if (before.containsKey(index) && chunk == entry.chunks()) {
      return IncomingFile.there(this, disk, index, entry);
    }
    before.remove(index);
    try {
      makeFolders(parent(entry));
      return chunk == 0 ? fresh(index, entry) : resumed(index, entry, chunk);
    } catch (IOException e) {
      throw FilesException.writing("cannot write", shown(entry), e);
    }
  }

  private IncomingFile fresh(int index, Entry entry) throws IOException {
    Part old = begun.get(index);
    if (old != null) {
      drop(old);
    }
    Part part = new Part(index, entry, new FileHashes(entry));
    SeekableByteChannel channel =
        record.channel(part.name(), NEW, Parts.only(root, Parts.OWNER_FILE));
    if (part.isNoted()) {
      journal.begun(index, entry);
    }
    begun.put(index, part);
    return IncomingFile.of(this, disk, part, channel);
  }

  private IncomingFile resumed(int index, Entry entry, long chunk) throws IOException {
    Part part = begun.get(index);
    if (part == null || chunk < 0 || chunk > part.hashes().chunks()) {
      throw new IllegalArgumentException("chunk " + chunk + " of file " + index);
    }
    SeekableByteChannel channel = record.channel(part.name(), OLD);
    try {
      if (chunk < part.hashes().chunks()) {
        part = shortened(channel, part, chunk);
      }
      long end = chunk == entry.chunks() ? entry.size() : chunk * entry.chunkLength(0);
      channel.truncate(end).position(end);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return IncomingFile.of(this, disk, part, channel);
  }

  /** A part of which less counts than is here. */
  private Part shortened(SeekableByteChannel channel, Part part, long chunks) throws IOException {
    FileHashes hashes = note(channel, part.index(), part.entry(), chunks, (number, hash) -> true);
    if (hashes.chunks() < chunks) {
      throw new FilesException(
          Kind.DISK, "what was received of " + part.entry().path() + " has become shorter", "");
    }
    Part shorter = new Part(part.index(), part.entry(), hashes);
    begun.put(part.index(), shorter);
    return shorter;
  }

  /** Hashes the beginning of a part, and writes what counts of it into the journal. */
  private FileHashes note(
      SeekableByteChannel channel, int index, Entry entry, long chunks, FileHashes.Seen counts)
      throws IOException {
    journal.begun(index, entry);
    return FileHashes.read(
        channel,
        entry,
        chunks,
        (number, hash) -> {
          boolean counted = counts.chunk(number, hash);
          if (counted) {
            journal.chunk(index, hash);
          }
          return counted;
        });
  }

  /**
   * Takes over a part of an earlier record, as far as it is what its journal says.
   *
   * @param index what it is now
   * @param from the earlier record
   * @param name what the part is called there
   * @param expected the hashes of its chunks
   * @param goesOn asked before each chunk
   * @throws InterruptedIOException when it does not go on; what was not looked at still counts for
   *     who looks at it the next time
   */
  void adopt(int index, OpenFolder from, String name, List<Digest> expected, BooleanSupplier goesOn)
      throws IOException {
    Entry entry = manifest.entry(index);
    from.move(name, record, Part.name(index));
    isUnread = true;
    try (SeekableByteChannel channel = record.channel(Part.name(index), OLD)) {
      long chunks = Math.min(entry.chunks(), expected.size());
      FileHashes hashes =
          note(
              channel,
              index,
              entry,
              chunks,
              (number, hash) -> goesOn.getAsBoolean() && hash.equals(expected.get((int) number)));
      if (!goesOn.getAsBoolean()) {
        for (long number = hashes.chunks(); number < chunks; number++) {
          journal.chunk(index, expected.get((int) number));
        }
        throw new InterruptedIOException();
      }
      begun.put(index, new Part(index, entry, hashes));
      isUnread = false;
    }
  }

  /** Takes over a file that an earlier session has put in its place, if it is still whole. */
  void adopt(int index, EntryPath as, BooleanSupplier goesOn) throws IOException {
    Entry entry = manifest.entry(index);
    List<String> names = as.components();
    try (OpenFolder folder = target.open(names.subList(0, names.size() - 1));
        SeekableByteChannel channel = folder.channel(as.name(), Set.of(StandardOpenOption.READ))) {
      FileHashes hashes =
          FileHashes.read(channel, entry, entry.chunks(), (number, hash) -> goesOn.getAsBoolean());
      if (!goesOn.getAsBoolean()) {
        throw new InterruptedIOException();
      }
      if (hashes.chunks() == entry.chunks()) {
        journal.put(index, entry, as.text());
        before.put(
            index, new Before(root.resolve(as.text()), hashes.list().value(), hashes.ofFile()));
      }
    }
  }

  /** Keeps the name that a folder at the top got in an earlier session. */
  void adopt(String top, String as) throws IOException {
    tops.put(top, as);
    journal.top(top, as);
  }

  /** How many bytes are still to come: what the disk must have room for. */
  long missing() {
    long missing = 0;
    for (int index = chosen.nextSetBit(0); index >= 0; index = chosen.nextSetBit(index + 1)) {
      Entry entry = manifest.entry(index);
      Part part = begun.get(index);
      long here = part == null ? 0 : Math.min(part.hashes().chunks() << 20, entry.size());
      missing += before.containsKey(index) ? 0 : FreeSpace.onDisk(entry.size() - here);
    }
    return missing;
  }

  /** Refuses what there is no room for any more; what is not positive always fits. */
  void checkRoom(long bytes) throws FilesException {
    FreeSpace.check(root, FreeSpace.onDisk(Math.max(0, bytes)), disk);
  }

  /**
   * Makes the folders that were accepted and those that they are in.
   *
   * @throws FilesException when one cannot be made
   */
  void makeFolders() throws FilesException {
    for (int index = chosen.nextSetBit(0); index >= 0; index = chosen.nextSetBit(index + 1)) {
      Entry entry = manifest.entry(index);
      if (!entry.isFile()) {
        makeFolders(entry.path().components());
      }
    }
  }

  private void makeFolders(List<String> offered) throws FilesException {
    if (offered.isEmpty() || made.contains(offered)) {
      return;
    }
    String top = offered.get(0);
    if (!tops.containsKey(top)) {
      String as = target.makeTop(top, replacing);
      tops.put(top, as);
      try {
        journal.top(top, as);
      } catch (IOException e) {
        throw FilesException.writing("cannot write", parts.path(), e);
      }
    }
    target.makeFolders(here(offered));
    made.add(List.copyOf(offered));
  }

  /** The names of a folder as they are here. */
  private List<String> here(List<String> offered) {
    List<String> names = new ArrayList<>(offered);
    if (!names.isEmpty()) {
      names.set(0, tops.getOrDefault(names.get(0), names.get(0)));
    }
    return names;
  }

  private static List<String> parent(Entry entry) {
    List<String> names = entry.path().components();
    return names.subList(0, names.size() - 1);
  }

  /** Where a file is to go, for people. */
  Path shown(Entry entry) {
    try {
      return root.resolve(String.join("/", here(entry.path().components())));
    } catch (InvalidPathException e) {
      return root; // this system's encoding has no such name
    }
  }

  void appended(Part part, Digest hash) throws IOException {
    if (part.isNoted()) {
      journal.chunk(part.index(), hash);
    }
  }

  void force() throws IOException {
    journal.force();
  }

  Published publish(Part part) throws FilesException {
    Entry entry = part.entry();
    List<String> folder = here(parent(entry));
    try {
      dress(part);
      String name = target.publish(record, part.name(), folder, entry.path().name(), replacing);
      List<String> names = new ArrayList<>(folder);
      names.add(name);
      String as = String.join("/", names);
      begun.remove(part.index());
      published.set(part.index());
      touched.add(folder);
      journal.put(part.index(), entry, as);
      return new Published(part.index(), root.resolve(as), entry.size(), part.hashes().ofFile());
    } catch (IOException e) {
      throw FilesException.writing("cannot write", shown(entry), e);
    }
  }

  /** Gives a part the time and the permissions that the file shall have. */
  private void dress(Part part) throws IOException {
    if (part.entry().modified() != 0) {
      Target.setModified(record, part.name(), FileTime.fromMillis(part.entry().modified()));
    }
    PosixFileAttributeView view = record.view(part.name(), PosixFileAttributeView.class);
    if (view != null && permissions != null) {
      view.setPermissions(permissions);
    }
  }

  /** Tells of a file that was in its place before, now that the sender says that it is the same. */
  Published confirm(int index) {
    Before there = before.remove(index);
    if (there == null) {
      throw new IllegalStateException("file " + index + " was told of before");
    }
    published.set(index);
    return new Published(index, there.path(), manifest.entry(index).size(), there.sha256());
  }

  void drop(Part part) throws FilesException {
    if (!begun.remove(part.index(), part)) {
      return;
    }
    try {
      record.delete(part.name());
      if (part.isNoted()) {
        journal.dropped(part.index());
      }
    } catch (IOException e) {
      throw FilesException.writing("cannot write", parts.path(), e);
    }
  }

  /**
   * Ends a transfer that is over for good: what was published survives a loss of power, what is
   * here of other files and the record of it are removed. Every file is closed before.
   *
   * @throws FilesException when the disk fails; the files that were published are in their place
   */
  public void finish() throws FilesException {
    try {
      for (List<String> folder : touched) {
        target.force(folder);
      }
    } finally {
      end(true);
    }
  }

  /**
   * Ends a transfer that may go on in another session: what is here is kept, with its record, for
   * {@link Inbox#KEPT}. Every file is closed before. Harmless when it was ended before.
   *
   * @throws FilesException when the disk fails
   */
  @Override
  public void close() throws FilesException {
    boolean worthKeeping =
        isUnread
            || !published.isEmpty()
            || !before.isEmpty()
            || begun.values().stream().anyMatch(part -> part.hashes().chunks() > 0);
    end(!worthKeeping);
  }

  private void end(boolean remove) throws FilesException {
    try (record) {
      try (journal) {
        if (remove) {
          parts.remove(record);
        }
      }
      if (remove) {
        parts.remove(record); // Windows keeps what is open until it is closed.
      }
    } catch (IOException e) {
      throw FilesException.writing("cannot write", parts.path(), e);
    }
  }
}
