package dev.sotto.files;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The records that earlier sessions left in a directory, searched for what is offered now. Only
 * those of the same owner are looked at, and only those that nobody is using; of each file the
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

  /**
   * Hands over to the delivery whatever of it belongs to an owner.
   *
   * @throws InterruptedIOException when that is not wanted any more; then nothing is lost
   */
  void adopt(Owner owner) throws IOException {
    for (String name : place.parts().records()) {
      if (wanted.isEmpty()) {
        return;
      }
      try (OpenFolder record = place.parts().open(name)) {
        Optional<RecordLock> lock = RecordLock.take(record);
        if (lock.isPresent()) {
          try (RecordLock held = lock.get()) {
            adopt(record, held, owner);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        // Another removed it meanwhile, or it never was one: the next.
      }
    }
  }

  private void adopt(OpenFolder record, RecordLock lock, Owner owner) throws IOException {
    Optional<LeftRecord> left = LeftRecord.read(lock.channel(), owner);
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
