package dev.sotto.files;

import dev.sotto.transfer.Claim;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Manifest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The records that earlier sessions left in a directory, searched for what is offered now. Only
 * those of certain owners are looked at, and only those that nobody is using; of each file the
 * latest that fits is taken.
 */
final class EarlierRecords {
  private final Delivery.Place place;
  private final Delivery delivery;
  private final Map<LeftRecord.Likeness, Integer> wanted = new HashMap<>();
  private final Manifest manifest;
  private final Set<String> folders = new HashSet<>();
  private final BooleanSupplier goesOn;

  /** What they hold is looked for as long as that is wanted. */
  EarlierRecords(
      Delivery.Place place,
      Manifest manifest,
      BitSet chosen,
      Delivery delivery,
      BooleanSupplier goesOn) {
    this.place = place;
    this.goesOn = goesOn;
    this.manifest = manifest;
    this.delivery = delivery;
    for (int index = chosen.nextSetBit(0); index >= 0; index = chosen.nextSetBit(index + 1)) {
      Entry entry = manifest.entry(index);
      List<String> names = entry.path().components();
      if (entry.isFile()) {
        wanted.put(LeftRecord.Likeness.of(entry), index);
      }
      if (!entry.isFile() || names.size() > 1) {
        folders.add(names.get(0));
      }
    }
  }

  /** The owners by token whom this is a claim of, the latest first. */
  static List<Owner> proved(Parts parts, Claim claim) throws IOException {
    Set<Owner> proved = new LinkedHashSet<>();
    for (String name : parts.records()) {
      visit(
          parts,
          name,
          (record, lock) ->
              LeftRecord.owner(lock.channel())
                  .filter(owner -> owner.kind() == Owner.Kind.TOKEN)
                  .filter(owner -> claim.proves(owner.hash()))
                  .ifPresent(proved::add));
    }
    return List.copyOf(proved);
  }

  /**
   * Hands over to the delivery whatever of it belongs to one of these owners.
   *
   * @throws InterruptedIOException when that is not wanted any more; then nothing is lost
   */
  void adopt(List<Owner> owners) throws IOException {
    for (String name : place.parts().records()) {
      if (wanted.isEmpty()) {
        return;
      }
      visit(place.parts(), name, (record, lock) -> adopt(record, lock, owners));
    }
  }

  private interface Visit {
    void of(OpenFolder record, RecordLock lock) throws IOException;
  }

  /** Looks at a record, unless somebody is using it. */
  private static void visit(Parts parts, String name, Visit visit) throws IOException {
    try (OpenFolder record = parts.open(name)) {
      Optional<RecordLock> lock = RecordLock.take(record);
      if (lock.isPresent()) {
        try (RecordLock held = lock.get()) {
          visit.of(record, held);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Another removed it meanwhile, or it never was one: the next.
    }
  }

  private void adopt(OpenFolder record, RecordLock lock, List<Owner> owners) throws IOException {
    Optional<LeftRecord> left = LeftRecord.read(lock.channel(), owners);
    if (left.isEmpty()) {
      return;
    }
    Set<String> used = new HashSet<>();
    for (LeftRecord.Item item : left.get().items().values()) {
      Integer index = wanted.get(item.like());
      if (index != null) {
        used.add(manifest.entry(index).path().components().get(0));
      }
    }
    adoptTops(left.get(), used);
    boolean all = true;
    for (Map.Entry<Integer, LeftRecord.Item> item : left.get().items().entrySet()) {
      Integer index = wanted.remove(item.getValue().like());
      if (index == null) {
        all = false;
        continue;
      }
      adopt(index, record, item.getKey(), item.getValue());
    }
    if (all && !used.isEmpty()) {
      place.parts().remove(record);
    }
  }

  private void adopt(int index, OpenFolder record, int then, LeftRecord.Item item)
      throws IOException {
    EntryPath put = item.put();
    String part = Part.name(then);
    if (put != null) {
      if (isUntouched(put, manifest.entry(index))) {
        delivery.adopt(index, put, goesOn);
      }
    } else if (record.hasFile(part)) {
      delivery.adopt(index, record, part, item.chunks(), goesOn);
    }
  }

  /** Whether what was published is there and looks as it did. */
  private boolean isUntouched(EntryPath path, Entry entry) throws IOException {
    List<String> names = path.components();
    try (OpenFolder folder = place.target().open(names.subList(0, names.size() - 1))) {
      return folder
          .attributes(path.name())
          .filter(BasicFileAttributes::isRegularFile)
          .filter(found -> found.size() == entry.size())
          .filter(
              found ->
                  entry.modified() == 0 || found.lastModifiedTime().toMillis() == entry.modified())
          .isPresent();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    }
  }

  /** What came into a folder then goes on into the same. */
  private void adoptTops(LeftRecord left, Set<String> used) throws IOException {
    try (OpenFolder top = place.target().open(List.of())) {
      for (Map.Entry<String, String> name : left.tops().entrySet()) {
        boolean there =
            top.attributes(name.getValue()).filter(OpenFolder::isFolder).isPresent()
                && !name.getValue().equals(Parts.NAME);
        if (there && folders.contains(name.getKey()) && used.contains(name.getKey())) {
          delivery.adopt(name.getKey(), name.getValue());
          folders.remove(name.getKey());
        }
      }
    }
  }

  /** Removes a record that nobody is using. */
  static void remove(Parts parts, String name) throws IOException {
    try (OpenFolder record = parts.open(name)) {
      Optional<RecordLock> lock = RecordLock.take(record);
      if (lock.isPresent()) {
        try (RecordLock held = lock.get()) {
          assert held.channel().isOpen();
          parts.remove(record);
        }
      } else if (!record.hasFile(RecordLock.JOURNAL)) {
        parts.remove(record);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return; // Another was faster, or it never was a record.
    }
  }
}
