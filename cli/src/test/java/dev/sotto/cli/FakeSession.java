package dev.sotto.cli;

import dev.sotto.identity.IdentityException;
import dev.sotto.identity.IdentityKey;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Pipe;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionEnd;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferListener;
import dev.sotto.pairing.IdentityKind;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A session with nobody, which notes what it is asked for. */
final class FakeSession implements Talk {
  /** Words for a phrase. */
  static final List<String> WORDS = List.of("one", "two", "three", "four");

  private final List<String> asked = new ArrayList<>();
  private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
  private CompletableFuture<Void> writable = CompletableFuture.completedFuture(null);
  private PeerIdentity peer = newcomer("Anna");
  private Set<Ability> peerCan = EnumSet.allOf(Ability.class);
  private final FakeTransfer outgoing = new FakeTransfer(true);
  private final FakePipe pipe = new FakePipe(true);
  private final CompletableFuture<TransferListener> offered = new CompletableFuture<>();
  private boolean full;
  private long lines;

  /** Somebody met for the first time, with a key that lasts. */
  static PeerIdentity newcomer(String name) {
    return new PeerIdentity(
        name,
        Optional.of(IdentityKey.of(new byte[IdentityKey.LENGTH])),
        IdentityKind.INSTALLATION,
        Optional.empty(),
        true,
        Optional.empty(),
        false,
        false,
        List.of());
  }

  /** What it was asked for, in order. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** Takes no more lines until {@link #drain}. */
  synchronized void fill() {
    full = true;
    writable = new CompletableFuture<>();
  }

  /** Takes lines again. */
  void drain() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      full = false;
      waiting = writable;
    }
    waiting.complete(null);
  }

  /** Ends it. */
  void end(SessionEnd.Kind kind, String sentence) {
    ended.complete(new SessionEnd(kind, sentence, ""));
  }

  @Override
  public synchronized OptionalLong send(String text) {
    if (ended.isDone()) {
      throw new IllegalStateException("over");
    }
    if (text.length() > Session.MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("too long");
    }
    if (full) {
      return OptionalLong.empty();
    }
    asked.add("send " + text);
    return OptionalLong.of(++lines);
  }

  @Override
  public synchronized CompletableFuture<Void> whenWritable() {
    return writable;
  }

  @Override
  public synchronized boolean answer(String line) {
    asked.add("answer " + line);
    return line.equals("right");
  }

  @Override
  public Optional<List<String>> phrase() {
    return Optional.of(WORDS);
  }

  @Override
  public synchronized CompletableFuture<PeerIdentity> confirmPhrase(boolean same) {
    asked.add("phrase " + same);
    if (!same) {
      end(SessionEnd.Kind.AUTHENTICATION, "the words differ");
      return CompletableFuture.failedFuture(new IllegalStateException("over"));
    }
    return CompletableFuture.completedFuture(peer);
  }

  @Override
  public synchronized CompletableFuture<PeerIdentity> pin(String name) {
    asked.add("pin " + name);
    return name.equals("taken")
        ? CompletableFuture.failedFuture(
            new IdentityException(IdentityException.Problem.NAME, "that name is taken", ""))
        : CompletableFuture.completedFuture(peer);
  }

  /** What the other side takes from now on. */
  synchronized void peerTakes(Ability... abilities) {
    peerCan = Set.of(abilities);
  }

  /** The transfer that comes of the next offer of ours. */
  FakeTransfer outgoing() {
    return outgoing;
  }

  /** The stream that comes of ours. */
  FakePipe pipe() {
    return pipe;
  }

  /** Done when files are offered. */
  CompletableFuture<TransferListener> offered() {
    return offered;
  }

  @Override
  public synchronized Set<Ability> peerCan() {
    return peerCan;
  }

  @Override
  public synchronized CompletableFuture<Transfer> offer(
      List<Path> paths, TransferListener listener) {
    asked.add("offer " + paths);
    offered.complete(listener);
    return CompletableFuture.completedFuture(outgoing);
  }

  @Override
  public synchronized Pipe openPipe(InputStream source) {
    asked.add("pipe");
    return pipe;
  }

  @Override
  public void typing(boolean on) {
    throw new AssertionError("only a prompt knows: " + on);
  }

  @Override
  public CompletableFuture<SessionEnd> ended() {
    return ended;
  }

  @Override
  public synchronized void close() {
    asked.add("close");
    end(SessionEnd.Kind.DONE, "done");
  }

  @Override
  public synchronized void abort() {
    asked.add("abort");
    end(SessionEnd.Kind.DONE, "aborted");
  }
}
