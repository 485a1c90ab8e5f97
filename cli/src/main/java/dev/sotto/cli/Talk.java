package dev.sotto.cli;

import dev.sotto.messenger.Ability;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Pipe;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferListener;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a command needs of its session; each as {@link Session} says. */
interface Talk {
  /** Sends a line. */
  OptionalLong send(String text);

  /** Waits for room for another line. */
  CompletableFuture<Void> whenWritable();

  /** Takes the line that the other person sent back. */
  boolean answer(String line);

  /** The words to be compared. */
  Optional<List<String>> phrase();

  /** Says whether they are the same. */
  CompletableFuture<PeerIdentity> confirmPhrase(boolean same);

  /** Makes the other side a contact. */
  CompletableFuture<PeerIdentity> pin(String name);

  /** What the other side takes. */
  Set<Ability> peerCan();

  /** Offers files. */
  CompletableFuture<Transfer> offer(List<Path> paths, TransferListener listener);

  /** Sends a stream. */
  Pipe openPipe(InputStream source);

  /** Tells whether a line is being typed. */
  void typing(boolean on);

  /** How it ended. */
  CompletableFuture<SessionEnd> ended();

  /** Takes leave. */
  void close();

  /** Ends it at once. */
  void abort();

  /** The talk of a session. */
  static Talk of(Session session) {
    return new Real(session);
  }

  /** Hands everything on. */
  record Real(Session session) implements Talk {
    @Override
    public OptionalLong send(String text) {
      return session.send(text);
    }

    @Override
    public CompletableFuture<Void> whenWritable() {
      return session.whenWritable();
    }

    @Override
    public boolean answer(String line) {
      return session.answer(line);
    }

    @Override
    public Optional<List<String>> phrase() {
      return session.phrase();
    }

    @Override
    public CompletableFuture<PeerIdentity> confirmPhrase(boolean same) {
      return session.confirmPhrase(same);
    }

    @Override
    public CompletableFuture<PeerIdentity> pin(String name) {
      return session.pin(name);
    }

    @Override
    public Set<Ability> peerCan() {
      return session.peerCan();
    }

    @Override
    public CompletableFuture<Transfer> offer(List<Path> paths, TransferListener listener) {
      return session.send(paths, listener);
    }

    @Override
    public Pipe openPipe(InputStream source) {
      return session.openPipe(source);
    }

    @Override
    public void typing(boolean on) {
      session.typing(on);
    }

    @Override
    public CompletableFuture<SessionEnd> ended() {
      return session.ended();
    }

    @Override
    public void close() {
      session.close();
    }

    @Override
    public void abort() {
      session.abort();
    }
  }
}
