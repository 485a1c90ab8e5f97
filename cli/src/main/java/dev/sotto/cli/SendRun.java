package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Transfer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Offers files to one person and stays until all that was accepted is verified and in its place
 * there. Runs on the main thread.
 */
final class SendRun {
  private final SessionWatch watch;
  private final SessionEvents told;
  private final EventSink events;
  private final LongSupplier nanos;

  /**
   * Makes a run.
   *
   * @param watch the session; stays the caller's
   * @param told what tells of it
   * @param events told of the transfer
   * @param nanos a clock that only goes forward
   */
  SendRun(SessionWatch watch, SessionEvents told, EventSink events, LongSupplier nanos) {
    this.watch = watch;
    this.told = told;
    this.events = events;
    this.nanos = nanos;
  }

  /**
   * Sends.
   *
   * @param paths what
   * @return the exit code for success
   * @throws Failure when anything is not there in the end
   */
  ExitCode run(List<Path> paths) {
    watch.await(told.connected());
    if (watch.isOver()) {
      throw gone();
    }
    if (!watch.session().peerCan().contains(Ability.FILES)) {
      Optional<?> unused = watch.leave();
      throw new Failure(
          Kind.REFUSED, "the other side takes no files", "it runs sotto receive or sotto chat");
    }
    Optional<Failure> failure = offer(paths);
    Optional<Failure> ending = watch.leave().flatMap(Failure::of);
    if (failure.isPresent()) {
      throw failure.get();
    }
    // All is there: how the leave-taking went changes nothing.
    events.accept(new Event.Disconnected(ending.map(Failure::what).orElse("all is sent")));
    return ExitCode.DONE;
  }

  private Optional<Failure> offer(List<Path> paths) {
    String name = TransferList.nameOf(paths);
    CompletableFuture<Transfer> offered =
        watch.session().offer(paths, new TransferTeller(events, nanos, name, Optional.empty()));
    watch.await(offered);
    if (!offered.isDone()) {
      throw gone();
    }
    Transfer transfer;
    try {
      transfer = offered.join();
    } catch (RuntimeException e) {
      return Optional.of(Failure.ofSending(e));
    }
    events.accept(
        new Event.OfTransfer(
            new TransferEvent.Offering(
                transfer.id(), name, transfer.progress().allFiles(), transfer.progress().total())));
    Await.any(transfer.ended(), watch.outputLost());
    if (!transfer.ended().isDone()) {
      throw gone();
    }
    return Failure.of(Await.result(transfer.ended()));
  }

  /** The session ended, or nobody reads any more, before anything was sent. */
  private Failure gone() {
    return Failure.of(watch.end())
        .orElseGet(
            () -> new Failure(Kind.REFUSED, "the other side left before anything was sent", ""));
  }
}
