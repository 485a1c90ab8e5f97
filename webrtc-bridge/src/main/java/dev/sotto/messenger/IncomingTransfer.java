package dev.sotto.messenger;

import dev.sotto.files.FilesException;
import dev.sotto.files.Published;
import dev.sotto.messenger.SessionEnd.Kind;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.ChunkHeader;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.FileProblem;
import dev.sotto.transfer.Held;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.Outbound;
import dev.sotto.transfer.Outcome;
import dev.sotto.transfer.ReceivingCommand;
import dev.sotto.transfer.ReceivingTransfer;
import dev.sotto.transfer.TransferMessage;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The peer's files on their way, from the first word of the offer to the last file in its place:
 * lets the engine talk to the peer, and has written what it wants. Confined to the order of the
 * transfers but for what {@link Transfer} and {@link Offer} promise.
 */
final class IncomingTransfer implements Transfer, Lane.End<TransferMessage> {
  /** Bytes that may be under way. */
  static final long WINDOW = 16L << 20;

  /** Whom it tells what concerns more than itself. */
  interface Owner {
    /** All is offered: the user is to be asked. */
    void onOffered(IncomingTransfer transfer);

    /** It ended before the user had answered. */
    void onWithdrawn(IncomingTransfer transfer);

    void onOver(IncomingTransfer transfer);

    /** The key by which the peer is known again in other sessions, if it has one. */
    Optional<byte[]> peersKey();

    /** The number of the session that the latest channels are in. */
    Digest session();

    /** The peer broke the protocol. */
    void onFoul();
  }

  private final Course order;
  private final Voice voice;
  private final IncomingDisk disk;
  private final ReceivingTransfer engine;
  private final Owner owner;
  private final Lane<TransferMessage> lane =
      new Lane<>(TransferJson::read, TransferJson::write, this);
  private final Map<Integer, ReceivedFile> inPlace = new HashMap<>();
  private Optional<Outcome> outcome = Optional.empty();
  private Optional<SessionEnd> failure = Optional.empty();
  private Kind worst = Kind.DISK;
  private boolean isOver;

  // From the offer, and from the answer, on.
  private volatile @Nullable Manifest manifest;
  private volatile @Nullable TransferStory story;

  IncomingTransfer(Course order, Voice voice, IncomingDisk disk, Owner owner) {
    this.order = order;
    this.voice = voice;
    this.disk = disk;
    this.engine = new ReceivingTransfer(WINDOW);
    this.owner = owner;
  }

  // --- The users' side: any thread, after the offer.

  @Override
  public String id() {
    return engine.id().orElseThrow().text();
  }

  @Override
  public boolean outgoing() {
    return false;
  }

  @Override
  public Manifest manifest() {
    Manifest offered = manifest;
    if (offered == null) {
      throw new IllegalStateException("not offered yet");
    }
    return offered;
  }

  @Override
  public Progress progress() {
    return story().progress();
  }

  @Override
  public CompletableFuture<TransferEnd> ended() {
    return story().ended();
  }

  private TransferStory story() {
    TransferStory told = story;
    if (told == null) {
      throw new IllegalStateException("not accepted yet");
    }
    return told;
  }

  @Override
  public void cancel() {
    order.execute(() -> cancel(CancelReason.USER));
  }

  // --- The user's answer.

  /** From the user's thread, once: from now on there is somebody to tell. */
  void begin(AcceptOptions options, TransferListener listener) {
    Manifest offered = manifest();
    BitSet chosen = new BitSet();
    if (options.chosen().isPresent()) {
      options.chosen().get().forEach(chosen::set);
    } else {
      chosen.set(0, offered.size());
    }
    BitSet files = (BitSet) chosen.clone();
    chosen.stream().filter(index -> !offered.entry(index).isFile()).forEach(files::clear);
    long bytes = files.stream().mapToLong(index -> offered.entry(index).size()).sum();
    TransferStory told =
        new TransferStory(
            order, voice, this, listener, new Progress(0, bytes, 0, 0, files.cardinality(), 0));
    story = told;
    order.execute(() -> accept(options, chosen, told));
  }

  private void accept(AcceptOptions options, BitSet chosen, TransferStory told) {
    if (outcome.isPresent()) {
      overIfBothAre(); // it ended at this moment
      return;
    }
    IncomingDisk.Accepted accepted =
        new IncomingDisk.Accepted(
            manifest(), chosen, options, owner.peersKey(), engine.claim().orElseThrow());
    disk.open(
        accepted,
        opened ->
            then(
                () -> {
                  if (!engine.ended()) {
                    engine.accept(chosen, opened.token(), opened.held());
                    told.accepted(
                        engine.acceptedBytes(), bytesOf(opened.held()), told.progress().allFiles());
                  }
                }),
        this::fail);
  }

  private long bytesOf(List<Held> held) {
    return held.stream()
        .mapToLong(
            it ->
                Math.min(it.chunks() * ChunkHeader.MAX_LENGTH, manifest().entry(it.index()).size()))
        .sum();
  }

  void decline() {
    order.execute(() -> then(engine::decline));
  }

  // --- The session's side.

  /** The peer opened a channel for it, and this is the first text on it. */
  void comesOver(SideChannel channel, TransferMessage first, int length) {
    lane.over(channel);
    text(first, length);
    if (engine.ended()) {
      lane.finish();
    }
  }

  /** What a sender hears that comes again when it is over. */
  TransferMessage lastWord() {
    return engine.lastWord();
  }

  /** Everything is told and nothing is open any more. */
  boolean isOver() {
    return isOver;
  }

  void cancel(CancelReason why) {
    then(() -> engine.cancel(why));
  }

  /** The connection is gone; what is said from now on waits for another. */
  void away() {
    lane.leave();
  }

  /** The connection is there again: the peer is to go on, or to hear that it is over. */
  void back() {
    if (!engine.ended()) {
      lane.expect(order, Lane.RETURN);
    }
  }

  /** The session ends. */
  void abandon() {
    then(engine::abandon);
  }

  // --- From the channel.

  @Override
  public void attached(int maxMessageSize) {
    engine.attach(owner.session());
  }

  @Override
  public void detached() {
    then(engine::detach);
  }

  @Override
  public void givenUp() {
    if (!engine.ended()) {
      abandon();
      failure =
          outcome
              .filter(how -> how.ending() == Outcome.Ending.BROKEN)
              .map(how -> TransferEnds.givenUp());
    }
  }

  @Override
  public boolean waits() {
    return !engine.ended();
  }

  @Override
  public void text(TransferMessage message, int length) {
    then(() -> engine.handle(message, length));
  }

  @Override
  public void binary(byte[] message) {
    then(() -> engine.handleBinary(message));
  }

  @Override
  public void malformed() {
    if (!engine.ended()) {
      cancel(CancelReason.PROTOCOL);
      owner.onFoul();
    }
  }

  @Override
  public @Nullable Outbound<TransferMessage> next() {
    return engine.pollMessage();
  }

  // --- From the engine.

  /** Does something with the engine, and then what the engine wants. */
  private void then(Runnable deed) {
    deed.run();
    for (ReceivingCommand next = engine.pollCommand(); next != null; next = engine.pollCommand()) {
      obey(next);
    }
    TransferStory told = story;
    if (told != null) {
      told.moved(engine.keptBytes());
    }
    lane.pump();
  }

  private void obey(ReceivingCommand command) {
    if (command instanceof ReceivingCommand.Offered offered) {
      manifest = offered.manifest();
      owner.onOffered(this);
    } else if (command instanceof ReceivingCommand.Begin begin) {
      disk.begin(begin.index(), begin.chunk());
    } else if (command instanceof ReceivingCommand.Write write) {
      disk.write(
          write,
          () -> then(() -> engine.written(write.index(), write.chunk())),
          problem -> failed(write.index(), problem));
    } else if (command instanceof ReceivingCommand.Publish publish) {
      disk.publish(publish.index(), this::published, problem -> failed(publish.index(), problem));
    } else if (command instanceof ReceivingCommand.Drop drop) {
      disk.drop(drop.index(), drop.keep());
    } else if (command instanceof ReceivingCommand.FileEnded ended) {
      settled(ended);
    } else if (command instanceof ReceivingCommand.Ended ended) {
      ended(ended.outcome());
    }
  }

  /** Where there is no room for one, there is none for the next. */
  private void failed(int index, FilesException problem) {
    FileProblem why = TransferEnds.problem(problem, FileProblem.DISK);
    then(() -> engine.writeFailed(index, why));
    if (why == FileProblem.DISK_FULL) {
      fail(IncomingDisk.Trouble.of(problem));
    }
  }

  private void fail(IncomingDisk.Trouble trouble) {
    if (!engine.ended()) {
      failure = Optional.of(trouble.end());
      then(() -> engine.cancel(trouble.why()));
    }
  }

  private void published(Published file) {
    String name = manifest().entry(file.index()).path().text();
    inPlace.put(
        file.index(),
        new ReceivedFile(
            file.index(), name, file.path(), file.size(), Optional.of(file.sha256().hex())));
    then(() -> engine.published(file.index()));
  }

  private void settled(ReceivingCommand.FileEnded ended) {
    ReceivedFile file = inPlace.remove(ended.index());
    if (ended.problem().isPresent()) {
      FileProblem problem = ended.problem().get();
      Entry entry = manifest().entry(ended.index());
      worst = TransferEnds.kind(problem);
      story()
          .failed(
              new FailedFile(
                  ended.index(), entry.path().text(), worst, TransferEnds.words(problem)));
    } else if (file != null) {
      story().inPlace(file);
    }
  }

  private void ended(Outcome how) {
    outcome = Optional.of(how);
    lane.finish();
    if (how.ending() == Outcome.Ending.PROTOCOL) {
      owner.onFoul();
    }
    disk.end(
        how.ending() == Outcome.Ending.COMPLETE,
        trouble -> {
          failure = failure.or(() -> trouble.map(IncomingDisk.Trouble::end));
          isOver = true;
          overIfBothAre();
          owner.onOver(this);
        });
  }

  /** It is over when the disk is done with it and there is, or will be, nobody else to tell. */
  private void overIfBothAre() {
    TransferStory told = story;
    if (!isOver || outcome.isEmpty()) {
      return;
    }
    if (told == null) {
      owner.onWithdrawn(this);
    } else {
      told.end(failure.orElseGet(() -> end(outcome.get())));
    }
  }

  private SessionEnd end(Outcome how) {
    SessionEnd end = TransferEnds.of(how, false);
    return how.ending() == Outcome.Ending.PARTIAL ? TransferEnds.partial(end, worst) : end;
  }
}
