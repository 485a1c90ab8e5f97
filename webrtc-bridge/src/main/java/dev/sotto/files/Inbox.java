package dev.sotto.files;

import dev.sotto.transfer.Claim;
import dev.sotto.transfer.Manifest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A directory that files are received into, and never anything beside it. Several may be open on
 * the same directory, in this process and in others. Blocks; safe for use by several threads.
 */
public final class Inbox {
  /** For how long what is here of an interrupted transfer is kept. */
  public static final Duration KEPT = Duration.ofDays(7);

  private final Delivery.Place place;

  private Inbox(Path root, Disk disk) {
    Parts parts = new Parts(root, disk);
    this.place = new Delivery.Place(root, parts, new Target(root, parts.path(), disk), disk);
  }

  /**
   * Opens a directory. Links on the way to it are followed, as the user has named it; what was left
   * in it longer than {@link #KEPT} ago is removed.
   *
   * @param directory where files go; made, with its parents, if it is not there
   * @return the inbox
   * @throws FilesException when it is no directory, cannot be made, or its private directory is not
   *     safe
   */
  public static Inbox open(Path directory) throws FilesException {
    return open(directory, Disk.REAL, Clock.systemUTC());
  }

  static Inbox open(Path directory, Disk disk, Clock clock) throws FilesException {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
      Inbox inbox = new Inbox(directory.toRealPath(), disk);
      inbox.removeOlderThan(clock.instant().minus(KEPT));
      return inbox;
    } catch (IOException e) {
      throw FilesException.writing("cannot receive into", directory, e);
    }
  }

  private void removeOlderThan(Instant time) throws IOException {
    Parts parts = place.parts();
    for (String name : parts.records()) {
      if (parts.isOlder(name, time)) {
        EarlierRecords.remove(parts, name);
      }
    }
  }

  /**
   * Where files go.
   *
   * @return the directory, absolute and without links
   */
  public Path directory() {
    return place.root();
  }

  /**
   * Finds out which of the tokens that were given out here a sender has. Takes one HMAC for each
   * record that was left in the directory.
   *
   * @param claim what came with the offer
   * @return the owners of records that it proves to be, each once, that of the latest record first;
   *     empty for somebody else
   * @throws FilesException when the directory cannot be read
   */
  public List<Owner> proved(Claim claim) throws FilesException {
    try {
      return claim.proofs().isEmpty() ? List.of() : EarlierRecords.proved(place.parts(), claim);
    } catch (IOException e) {
      throw FilesException.writing("cannot receive into", place.root(), e);
    }
  }

  /**
   * Begins to receive what was accepted: looks for what is here of it already, which takes as long
   * as hashing that, checks that there is room for the rest, and makes the accepted folders.
   *
   * @param manifest what is offered
   * @param chosen the indexes of the files and folders that were accepted
   * @param owner whom the record of this transfer belongs to
   * @param earlier whose earlier records may be used: the peer's key, or what it has {@link
   *     #proved} with the offer; empty for a peer that has shown neither
   * @param replacing whether plain files of the same name are replaced and folders of the same name
   *     are used; otherwise what comes gets a number
   * @param goesOn asked again and again, on this thread, while what is here is hashed; false ends
   *     it
   * @return the delivery, to be ended with {@link Delivery#finish()} or {@link Delivery#close()}
   * @throws FilesException when there is no room, the directory cannot be used, or it does not go
   *     on; then nothing was lost
   * @throws IllegalArgumentException when an index is chosen that the manifest does not have
   */
  public Delivery receive(
      Manifest manifest,
      BitSet chosen,
      Owner owner,
      List<Owner> earlier,
      boolean replacing,
      BooleanSupplier goesOn)
      throws FilesException {
    if (chosen.length() > manifest.size()) {
      throw new IllegalArgumentException("no entry " + (chosen.length() - 1));
    }
    try {
      Delivery delivery = begin(manifest, chosen, owner, replacing);
      try {
        if (!earlier.isEmpty()) {
          new EarlierRecords(place, manifest, chosen, delivery, goesOn).adopt(earlier);
        }
        FreeSpace.check(place.root(), delivery.missing(), place.disk());
        delivery.makeFolders();
        return delivery;
      } catch (IOException e) {
        delivery.close();
        throw e;
      }
    } catch (InterruptedIOException e) {
      throw new FilesException(FilesException.Kind.DISK, "given up before it had begun", "");
    } catch (IOException e) {
      throw FilesException.writing("cannot receive into", place.root(), e);
    }
  }

  private Delivery begin(Manifest manifest, BitSet chosen, Owner owner, boolean replacing)
      throws IOException {
    OpenFolder record = place.parts().make();
    try {
      Journal journal = Journal.begin(RecordLock.create(record), owner);
      try {
        return new Delivery(manifest, chosen, replacing, place, record, journal);
      } catch (IOException e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      try (record) {
        place.parts().remove(record);
      }
      throw e;
    }
  }
}
