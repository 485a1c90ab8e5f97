package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Pipe;
import dev.sotto.messenger.PipeOffer;
import dev.sotto.messenger.SessionEnd;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from here to there and from there to here, until both streams have ended. Runs on the main
 * thread; the other side's stream comes from the session.
 *
 * <p>Each side opens its stream as soon as it is connected, before it takes the other's. So once
 * ours has arrived, the other side has no stream if none came.
 */
final class PipeRun implements Arrivals {
  private final Optional<InputStream> source;
  private final OutputStream sink;
  private final EventSink events;
  private final boolean both;
  private final CompletableFuture<PipeOffer> offered = new CompletableFuture<>();

  /**
   * Makes a run.
   *
   * @param source what is sent; empty when nothing is
   * @param sink takes what comes
   * @param events told of the streams
   * @param both whether our stream is waited for although the other's has ended and nothing was
   *     read of ours
   */
  PipeRun(Optional<InputStream> source, OutputStream sink, EventSink events, boolean both) {
    this.source = source;
    this.sink = sink;
    this.events = events;
    this.both = both;
  }

  @Override
  public void piped(PipeOffer offer) {
    if (!offered.complete(offer)) {
      offer.decline();
    }
  }

  /**
   * Pipes.
   *
   * @param watch the session; stays the caller's
   * @param told what tells of it
   * @return the exit code for success
   * @throws Failure when either stream did not get there whole
   */
  ExitCode run(SessionWatch watch, SessionEvents told) {
    watch.await(told.connected());
    if (watch.isOver()) {
      throw gone(watch);
    }
    if (source.isPresent() && !watch.session().peerCan().contains(Ability.PIPE)) {
      Optional<SessionEnd> unused = watch.leave();
      throw new Failure(Kind.REFUSED, "the other side takes no stream", "it runs sotto pipe");
    }
    @Nullable Pipe outgoing = source.isPresent() ? watch.session().openPipe(source.get()) : null;
    @Nullable Pipe incoming = null;
    while (true) {
      if (incoming == null && offered.isDone()) {
        incoming = Await.result(offered).accept(sink);
      }
      // Asked first: what ends after this is waited for, and what has ended is seen by isOver.
      CompletableFuture<?>[] open = open(outgoing, incoming);
      if (isOver(watch, outgoing, incoming)) {
        return end(watch, outgoing, incoming);
      }
      watch.await(open);
    }
  }

  private CompletableFuture<?>[] open(@Nullable Pipe outgoing, @Nullable Pipe incoming) {
    List<CompletableFuture<?>> open = new ArrayList<>();
    if (incoming == null) {
      open.add(offered);
    }
    Stream.of(outgoing, incoming)
        .filter(it -> it != null && !it.ended().isDone())
        .forEach(it -> open.add(it.ended()));
    return open.toArray(CompletableFuture<?>[]::new);
  }

  private boolean isOver(SessionWatch watch, @Nullable Pipe outgoing, @Nullable Pipe incoming) {
    if (watch.isOver() || failed(outgoing).or(() -> failed(incoming)).isPresent()) {
      return true;
    }
    if (outgoing != null && outgoing.ended().isDone()) {
      return incoming == null ? !offered.isDone() : incoming.ended().isDone();
    }
    if (incoming == null || !incoming.ended().isDone()) {
      return false;
    }
    // A stream without a byte says nothing of which side is the source: ours may be slow to begin.
    return outgoing == null || (outgoing.bytes() == 0 && incoming.bytes() > 0 && !both);
  }

  private ExitCode end(SessionWatch watch, @Nullable Pipe outgoing, @Nullable Pipe incoming) {
    Optional<Failure> failure =
        watch.isOver()
            ? cutOff(outgoing).or(() -> cutOff(incoming))
            : failed(outgoing).or(() -> failed(incoming));
    Optional<SessionEnd> left = watch.isOver() ? Optional.of(watch.end()) : watch.leave();
    tell(outgoing);
    tell(incoming);
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (!isComplete(outgoing) && !isComplete(incoming)) {
      throw left.flatMap(Failure::of)
          .orElseGet(
              () -> new Failure(Kind.REFUSED, "the other side left without sending anything", ""));
    }
    events.accept(new Event.Disconnected("all is there"));
    return ExitCode.DONE;
  }

  /**
   * What is missing of a stream now that the other side is gone. One that never had a byte is none:
   * the other side leaves so when its own has ended.
   */
  private static Optional<Failure> cutOff(@Nullable Pipe pipe) {
    if (pipe == null) {
      return Optional.empty();
    }
    Optional<Failure> failure =
        pipe.ended().isDone()
            ? failed(pipe)
            : Optional.of(
                new Failure(Kind.INTERRUPTED, "the other side left before the stream ended", ""));
    return failure.filter(it -> !isUnbegun(pipe, it));
  }

  private static Optional<Failure> failed(@Nullable Pipe pipe) {
    return pipe == null || !pipe.ended().isDone()
        ? Optional.empty()
        : Failure.of(Await.result(pipe.ended()))
            .filter(it -> pipe.outgoing() || !isUnbegun(pipe, it));
  }

  /** What was offered and is taken back as its side leaves, before a byte of it: it had none. */
  private static boolean isUnbegun(Pipe pipe, Failure failure) {
    return pipe.bytes() == 0
        && (failure.kind() == Kind.INTERRUPTED || failure.kind() == Kind.REFUSED);
  }

  private static boolean isComplete(@Nullable Pipe pipe) {
    return pipe != null && pipe.ended().isDone() && Await.result(pipe.ended()).complete();
  }

  private void tell(@Nullable Pipe pipe) {
    if (pipe != null && isComplete(pipe)) {
      events.accept(new Event.Streamed(pipe.outgoing(), pipe.bytes()));
    }
  }

  private static Failure gone(SessionWatch watch) {
    return Failure.of(watch.end())
        .orElseGet(() -> new Failure(Kind.REFUSED, "the other side left", ""));
  }
}
