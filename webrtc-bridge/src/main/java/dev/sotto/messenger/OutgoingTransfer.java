package dev.sotto.messenger;

import dev.sotto.files.FileTree;
import dev.sotto.files.FilesException;
import dev.sotto.files.SourceFile;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.FileProblem;
import dev.sotto.transfer.ListHash;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.Outcome;
import dev.sotto.transfer.Proof;
import dev.sotto.transfer.SendingCommand;
import dev.sotto.transfer.SendingTransfer;
import dev.sotto.transfer.Token;
import dev.sotto.transfer.TransferId;
import dev.sotto.transfer.TransferMessage;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Our files on their way: lets the engine talk to the peer, and reads what it wants where reading
 * may block. Confined to the order of the transfers but for what {@link Transfer} promises.
 */
final class OutgoingTransfer implements Transfer, Lane.End<TransferMessage> {
  /** Whom it tells what concerns more than itself. */
  interface Owner {
    /** The receiver has given us this, to be proved when the same is offered again. */
    void onToken(Manifest manifest, Token token);

    /** What there is to be shown in this session of what receivers gave us. */
    List<Proof> proofs(Manifest manifest, TransferId id);

    void onOver(OutgoingTransfer transfer);

    /** The peer broke the protocol. */
    void onFoul();
  }

  private final Course order;
  private final Executor disk;
  private final FileTree tree;
  private final SendingTransfer engine;
  private final Owner owner;
  private final TransferStory story;
  private final Lane<TransferMessage> lane =
      new Lane<>(TransferJson::read, TransferJson::write, this);

  /** It is over: nobody waits for what is hashed. Set on the order of the transfers. */
  private volatile boolean isEnding;

  private Kind worst = Kind.DISK;
  private Optional<SessionEnd> failure = Optional.empty();

  /** Where the files are that were read; of the disk's order. */
  private final Map<Integer, SourceFile> open = new HashMap<>();

  private final Map<Integer, Path> places = new HashMap<>();

  OutgoingTransfer(
      Course order,
      Executor disk,
      Voice voice,
      FileTree tree,
      SendingTransfer engine,
      TransferListener listener,
      Owner owner) {
    this.order = order;
    this.disk = disk;
    this.tree = tree;
    this.engine = engine;
    this.owner = owner;
    Manifest manifest = tree.manifest();
    this.story =
        new TransferStory(
            order,
            voice,
            this,
            listener,
            new Progress(0, manifest.bytes(), 0, 0, manifest.files(), 0));
  }

  // --- The users' side: any thread.

  @Override
  public String id() {
    return engine.id().text();
  }

  @Override
  public boolean outgoing() {
    return true;
  }

  @Override
  public Manifest manifest() {
    return tree.manifest();
  }

  @Override
  public Progress progress() {
    return story.progress();
  }

  @Override
  public void cancel() {
    order.execute(() -> cancel(CancelReason.USER));
  }

  @Override
  public CompletableFuture<TransferEnd> ended() {
    return story.ended();
  }

  // --- The session's side.

  /** A channel for it is being opened. */
  void goesOver(Function<SideChannel.Receiver, SideChannel> opening) {
    lane.open(opening);
  }

  boolean isOpen() {
    return !engine.ended();
  }

  /** It has ended, everything is told, and nothing is open any more. */
  boolean isOver() {
    return story.isOver();
  }

  /** Whether another channel would have something to carry. */
  boolean wantsChannel() {
    return engine.wantsChannel();
  }

  /** Whether the peer may not have heard that it is over. */
  boolean hasUntold() {
    return engine.hasUntold();
  }

  void cancel(CancelReason why) {
    engine.cancel(why);
    turn();
  }

  /** The connection is gone; what is said from now on waits for another. */
  void away() {
    lane.leave();
  }

  void abandon() {
    engine.abandon();
    turn();
  }

  // --- From the channel.

  @Override
  public void attached(int maxMessageSize) {
    if (maxMessageSize < SendingTransfer.MIN_MESSAGE) {
      cancel(CancelReason.PROTOCOL); // no message of any use would be taken
      return;
    }
    engine.attach(maxMessageSize, owner.proofs(manifest(), engine.id()));
    turn();
  }

  @Override
  public void detached() {
    engine.detach();
    turn();
  }

  @Override
  public void givenUp() {
    if (isOpen()) {
      failure = Optional.of(TransferEnds.givenUp());
    }
    abandon();
    owner.onOver(this);
  }

  @Override
  public boolean waits() {
    return isOpen() || engine.hasUntold();
  }

  @Override
  public void text(TransferMessage message, int length) {
    engine.handle(message);
    turn();
  }

  @Override
  public void binary(byte[] message) {
    engine.handleBinary();
    turn();
  }

  @Override
  public void malformed() {
    if (!engine.ended()) {
      engine.cancel(CancelReason.PROTOCOL);
      turn();
      owner.onFoul();
    }
  }

  @Override
  public @Nullable Outbound<TransferMessage> next() {
    Outbound<TransferMessage> message = engine.pollMessage();
    if (!engine.ended()) {
      obeyAll(); // what was sent makes room for more to be read
    }
    return message;
  }

  // --- From the engine.

  private void turn() {
    obeyAll();
    story.moved(engine.keptBytes());
    lane.pump();
  }

  private void obeyAll() {
    for (SendingCommand next = engine.pollCommand(); next != null; next = engine.pollCommand()) {
      obey(next);
    }
  }

  private void obey(SendingCommand command) {
    if (command instanceof SendingCommand.Read read) {
      disk.execute(() -> read(read));
    } else if (command instanceof SendingCommand.HashPrefix prefix) {
      disk.execute(() -> hash(prefix));
    } else if (command instanceof SendingCommand.Close close) {
      disk.execute(() -> close(close.index()));
    } else if (command instanceof SendingCommand.Accepted) {
      engine.receivedToken().ifPresent(token -> owner.onToken(manifest(), token));
      story.accepted(engine.acceptedBytes(), engine.keptBytes(), engine.accepted().cardinality());
    } else if (command instanceof SendingCommand.FileEnded ended) {
      settled(ended);
    } else if (command instanceof SendingCommand.Ended ended) {
      ended(ended.outcome());
    }
  }

  private void settled(SendingCommand.FileEnded file) {
    Entry entry = manifest().entry(file.index());
    disk.execute(
        () -> {
          Path place = places.remove(file.index());
          order.execute(() -> tell(file, entry, place == null ? Path.of("") : place));
        });
  }

  private void tell(SendingCommand.FileEnded file, Entry entry, Path place) {
    String name = entry.path().text();
    if (file.problem().isEmpty()) {
      story.inPlace(new ReceivedFile(file.index(), name, place, entry.size(), Optional.empty()));
    } else {
      FileProblem problem = file.problem().get();
      worst = TransferEnds.kind(problem);
      story.failed(new FailedFile(file.index(), name, worst, TransferEnds.words(problem)));
    }
  }

  private void ended(Outcome outcome) {
    isEnding = true;
    lane.finish();
    disk.execute(
        () -> {
          Map.copyOf(open).keySet().forEach(index -> disk.execute(() -> close(index)));
          disk.execute(() -> order.execute(() -> over(outcome)));
        });
    if (outcome.ending() == Outcome.Ending.PROTOCOL) {
      owner.onFoul();
    }
  }

  private void over(Outcome outcome) {
    SessionEnd end = failure.orElseGet(() -> TransferEnds.of(outcome, true));
    story.end(outcome.ending() == Outcome.Ending.PARTIAL ? TransferEnds.partial(end, worst) : end);
    owner.onOver(this);
  }

  // --- On the disk's order.

  private void read(SendingCommand.Read wish) {
    with(
        wish.index(),
        file -> {
          byte[] data = wish.length() == 0 ? new byte[0] : file.read(wish.chunk());
          Digest hash = Digest.of(data);
          if (wish.last()) {
            file.check();
          }
          answer(() -> engine.chunkRead(wish.index(), wish.chunk(), data, hash));
        });
  }

  private void hash(SendingCommand.HashPrefix wish) {
    with(
        wish.index(),
        file -> {
          Optional<ListHash> prefix = file.prefix(wish.chunks(), () -> !isEnding);
          prefix.ifPresent(it -> answer(() -> engine.prefixHashed(wish.index(), it)));
        });
  }

  private interface Reading {
    void from(SourceFile file) throws FilesException;
  }

  private void with(int index, Reading reading) {
    try {
      SourceFile file = open.get(index);
      if (file == null) {
        file = tree.open(index);
        open.put(index, file);
        places.put(index, file.path());
      }
      reading.from(file);
    } catch (FilesException e) {
      FileProblem why = TransferEnds.problem(e, FileProblem.UNREADABLE);
      answer(() -> engine.readFailed(index, why));
    }
  }

  private void answer(Runnable telling) {
    order.execute(
        () -> {
          telling.run();
          turn();
        });
  }

  private void close(int index) {
    SourceFile file = open.remove(index);
    if (file != null) {
      try {
        file.close();
      } catch (FilesException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
