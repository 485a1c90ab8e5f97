package dev.sotto.cli;

import dev.sotto.messenger.FailedFile;
import dev.sotto.messenger.Progress;
import dev.sotto.messenger.ReceivedFile;
import dev.sotto.messenger.Transfer;
import dev.sotto.messenger.TransferEnd;
import dev.sotto.messenger.TransferListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells people and scripts what happens to one transfer. Called by the session, one call after
 * another.
 */
final class TransferTeller implements TransferListener {
  /** Nobody reads faster; the contract with scripts says four a second. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final EventSink events;
  private final LongSupplier nanos;
  private final String name;
  private final Optional<Path> directory;
  private final long begun;
  private @Nullable Long accepted;
  private @Nullable Long told;

  /**
   * Makes a teller for one transfer.
   *
   * @param events told of everything
   * @param nanos a clock that only goes forward
   * @param name what the transfer is called here; perhaps the peer's words
   * @param directory what receives; empty when we send
   */
  TransferTeller(EventSink events, LongSupplier nanos, String name, Optional<Path> directory) {
    this.events = events;
    this.nanos = nanos;
    this.name = name;
    this.directory = directory;
    this.begun = nanos.getAsLong();
  }

  @Override
  public void onAccepted(Transfer transfer, Progress progress) {
    accepted = nanos.getAsLong();
    tell(new TransferEvent.Accepted(transfer.id(), transfer.outgoing(), name, progress));
  }

  @Override
  public void onProgress(Transfer transfer, Progress progress) {
    long now = nanos.getAsLong();
    Long last = told;
    boolean whole = progress.bytes() == progress.total();
    if (last == null || whole || now - last >= PAUSE.toNanos()) {
      told = now;
      tell(new TransferEvent.Moved(transfer.id(), transfer.outgoing(), name, progress));
    }
  }

  @Override
  public void onFile(Transfer transfer, ReceivedFile file) {
    tell(new TransferEvent.FileDone(transfer.id(), transfer.outgoing(), file));
  }

  @Override
  public void onFileFailed(Transfer transfer, FailedFile file) {
    tell(new TransferEvent.FileFailed(transfer.id(), transfer.outgoing(), file));
  }

  @Override
  public void onEnd(Transfer transfer, TransferEnd end) {
    Long since = accepted;
    long took = nanos.getAsLong() - (since == null ? begun : since);
    tell(
        new TransferEvent.Ended(
            transfer.id(),
            transfer.outgoing(),
            name,
            Failure.of(end),
            end.files(),
            end.failed(),
            end.bytes(),
            Math.max(0, Duration.ofNanos(took).toMillis()),
            directory));
  }

  private void tell(TransferEvent event) {
    events.accept(new Event.OfTransfer(event));
  }
}
