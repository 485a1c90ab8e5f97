package dev.sotto.messenger;

import dev.sotto.files.FileTree;
import dev.sotto.files.FilesException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What the user has for the peer besides lines, as far as the peer takes it. Safe for use by
 * several threads.
 */
final class Outbox {
  private final Surroundings surroundings;
  private final Transfers transfers;
  private volatile Set<Ability> peerCan = Set.of();
  private volatile boolean isOpen;
  private volatile boolean isClosed;

  Outbox(Surroundings surroundings, Transfers transfers) {
    this.surroundings = surroundings;
    this.transfers = transfers;
  }

  /** The peer has said what it takes. */
  void opens(Set<Ability> takes) {
    peerCan = takes;
    isOpen = true;
  }

  /** The session is closing or over. */
  void closes() {
    isClosed = true;
  }

  Set<Ability> peerCan() {
    return peerCan;
  }

  CompletableFuture<Transfer> send(List<Path> paths, TransferListener listener) {
    CompletableFuture<Transfer> begun = new CompletableFuture<>();
    surroundings
        .pool()
        .execute(
            () -> {
              try {
                begun.complete(send(FileTree.scan(paths), listener));
              } catch (FilesException | RuntimeException e) {
                begun.completeExceptionally(e);
              }
            });
    return begun;
  }

  Transfer send(FileTree tree, TransferListener listener) {
    requireThatPeerTakes(Ability.FILES, "the other side takes no files");
    return transfers.send(tree, listener);
  }

  Pipe openPipe(InputStream source) {
    requireThatPeerTakes(Ability.PIPE, "the other side takes no streams");
    return transfers.openPipe(source);
  }

  private void requireThatPeerTakes(Ability ability, String otherwise) {
    if (isClosed) {
      throw new IllegalStateException("the session is closing or over");
    }
    if (!isOpen) {
      throw new IllegalStateException("nobody is connected yet");
    }
    if (!peerCan.contains(ability)) {
      throw new IllegalStateException(otherwise);
    }
  }
}
