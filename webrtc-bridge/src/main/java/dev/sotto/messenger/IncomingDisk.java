package dev.sotto.messenger;

import dev.sotto.files.Delivery;
import dev.sotto.files.FilesException;
import dev.sotto.files.Inbox;
import dev.sotto.files.IncomingFile;
import dev.sotto.files.Owner;
import dev.sotto.files.Published;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Claim;
import dev.sotto.transfer.Held;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ReceivingCommand;
import dev.sotto.transfer.Token;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of one incoming transfer, one deed after another on an order that may block;
 * answers come in the order of the transfers. Methods may be called from that order only.
 */
final class IncomingDisk {
  /** What the user accepted of what, from whom. */
  record Accepted(
      Manifest manifest,
      BitSet chosen,
      AcceptOptions options,
      Optional<byte[]> peersKey,
      Claim claim) {}

  /** What was here already, and what the sender gets to prove another time, if it has nothing. */
  record Opened(Optional<Token> token, List<Held> held) {}

  /** Why nothing more can be written. */
  record Trouble(CancelReason why, SessionEnd end) {
    static Trouble of(FilesException failure) {
      return new Trouble(
          failure.kind() == FilesException.Kind.DISK_FULL
              ? CancelReason.DISK_FULL
              : CancelReason.DISK,
          new SessionEnd(Kind.DISK, failure.what(), failure.hint()));
    }
  }

  private final Executor disk;
  private final Executor order;
  private final RandomGenerator random;

  /** It is over: nobody waits for what is hashed. Set on the order of the transfers. */
  private volatile boolean isEnding;

  // Of the disk's order.
  private final Map<Integer, IncomingFile> files = new HashMap<>();
  private final Map<Integer, FilesException> failures = new HashMap<>();
  private @Nullable Delivery delivery;

  IncomingDisk(Executor disk, Executor order, RandomGenerator random) {
    this.disk = disk;
    this.order = order;
    this.random = random;
  }

  /** Looks for what is here, which may take long, and makes the folders. */
  void open(Accepted accepted, Consumer<Opened> opened, Consumer<Trouble> failed) {
    disk.execute(
        () -> {
          try {
            Opened now = opened(accepted);
            order.execute(() -> opened.accept(now));
          } catch (FilesException e) {
            order.execute(() -> failed.accept(Trouble.of(e)));
          } catch (RuntimeException e) {
            order.execute(() -> failed.accept(Trouble.of(unexpected(e))));
            throw e;
          }
        });
  }

  private Opened opened(Accepted accepted) throws FilesException {
    Inbox inbox = Inbox.open(accepted.options().directory());
    List<Owner> known = known(inbox, accepted);
    Optional<Token> token = known.isEmpty() ? Optional.of(Token.random(random)) : Optional.empty();
    // What is taken over belongs to it from now on, so it is one that the peer has already.
    Owner owner = token.map(Owner::token).orElseGet(() -> known.get(0));
    Delivery begun =
        inbox.receive(
            accepted.manifest(),
            accepted.chosen(),
            owner,
            known,
            accepted.options().overwrite(),
            () -> !isEnding);
    delivery = begun;
    return new Opened(token, begun.held());
  }

  private static List<Owner> known(Inbox inbox, Accepted accepted) throws FilesException {
    Optional<Owner> byKey = accepted.peersKey().map(Owner::key);
    return byKey.isPresent() ? List.of(byKey.get()) : inbox.proved(accepted.claim());
  }

  /** A file that cannot be begun is one that fails with the first that is wanted of it. */
  void begin(int index, long chunk) {
    disk.execute(
        () -> {
          try {
            release(files.remove(index), true);
            failures.remove(index);
            files.put(index, opened().begin(index, chunk));
          } catch (FilesException e) {
            failures.put(index, e);
          } catch (RuntimeException e) {
            failures.put(index, unexpected(e));
            throw e;
          }
        });
  }

  void write(ReceivingCommand.Write chunk, Runnable written, Consumer<FilesException> failed) {
    disk.execute(
        () -> {
          try {
            file(chunk.index()).append(chunk.data(), chunk.hash());
            order.execute(written);
          } catch (FilesException e) {
            fails(chunk.index(), e, failed);
          } catch (RuntimeException e) {
            fails(chunk.index(), unexpected(e), failed);
            throw e;
          }
        });
  }

  void publish(int index, Consumer<Published> published, Consumer<FilesException> failed) {
    disk.execute(
        () -> {
          try {
            Published file = file(index).publish();
            files.remove(index);
            order.execute(() -> published.accept(file));
          } catch (FilesException e) {
            fails(index, e, failed);
          } catch (RuntimeException e) {
            fails(index, unexpected(e), failed);
            throw e;
          }
        });
  }

  /** A bug of ours, which is reported apart: the transfer must not wait for ever because of it. */
  private static FilesException unexpected(RuntimeException bug) {
    return new FilesException(
        FilesException.Kind.DISK,
        "cannot write what arrives (" + bug.getClass().getSimpleName() + ")",
        "");
  }

  /** What still comes of a file that has failed fails as it did. */
  private void fails(int index, FilesException failure, Consumer<FilesException> failed) {
    failures.putIfAbsent(index, failure);
    order.execute(() -> failed.accept(failure));
  }

  void drop(int index, boolean keep) {
    disk.execute(
        () -> {
          failures.remove(index);
          IncomingFile file = files.remove(index);
          try {
            release(file, keep);
          } catch (FilesException e) {
            throw new UncheckedIOException(e); // nothing that is here was lost by it
          }
        });
  }

  /** The last deed: what is here is kept for another time, unless all of it is in its place. */
  void end(boolean complete, Consumer<Optional<Trouble>> ended) {
    isEnding = true;
    disk.execute(
        () -> {
          Optional<Trouble> trouble = Optional.empty();
          try {
            close(complete);
          } catch (FilesException e) {
            trouble = Optional.of(Trouble.of(e));
          }
          Optional<Trouble> told = trouble;
          order.execute(() -> ended.accept(told));
        });
  }

  private void close(boolean complete) throws FilesException {
    Delivery begun = delivery;
    if (begun == null) {
      return;
    }
    try {
      for (IncomingFile file : files.values()) {
        file.close();
      }
      if (complete) {
        begun.finish();
      }
    } finally {
      files.clear();
      begun.close();
    }
  }

  private static void release(@Nullable IncomingFile file, boolean keep) throws FilesException {
    if (file != null && keep) {
      file.close();
    } else if (file != null) {
      file.discard();
    }
  }

  private Delivery opened() {
    Delivery begun = delivery;
    if (begun == null) {
      throw new IllegalStateException("nothing was accepted");
    }
    return begun;
  }

  private IncomingFile file(int index) throws FilesException {
    FilesException failure = failures.get(index);
    IncomingFile file = files.get(index);
    if (failure != null) {
      throw failure;
    }
    if (file == null) {
      throw new IllegalStateException("file " + index + " was not begun");
    }
    return file;
  }
}
