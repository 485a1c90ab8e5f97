package dev.sotto.messenger;

import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What is told of one transfer: counts what has happened, and tells the listener in the order of
 * the session, of progress not too often. Confined to the order of the transfers but for {@link
 * #progress()} and {@link #ended()}.
 */
final class TransferStory {
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Course order;
  private final Voice voice;
  private final Transfer transfer;
  private final TransferListener listener;
  private final CompletableFuture<TransferEnd> ended = new CompletableFuture<>();
  private final Rate rate = new Rate();
  private Course.Alarm next = Course.none();
  private boolean waiting;
  private long told;
  private boolean accepted;
  private boolean over;
  private int failed;
  private long bytesInPlace;
  private volatile Progress progress;

  TransferStory(
      Course order, Voice voice, Transfer transfer, TransferListener listener, Progress offered) {
    this.order = order;
    this.voice = voice;
    this.transfer = transfer;
    this.listener = listener;
    this.progress = offered;
  }

  Progress progress() {
    return progress;
  }

  CompletableFuture<TransferEnd> ended() {
    return ended.copy();
  }

  boolean isOver() {
    return over;
  }

  /** The receiver has said what it wants. */
  void accepted(long total, long resumed, int allFiles) {
    if (!accepted) {
      accepted = true;
      Progress first = new Progress(resumed, total, resumed, 0, allFiles, 0);
      progress = first;
      rate.note(order.now(), resumed);
      voice.say(it -> listener.onAccepted(transfer, first));
    }
  }

  /** So many bytes are with the receiver. */
  void moved(long bytes) {
    Progress before = progress;
    if (over || bytes <= before.bytes()) {
      return;
    }
    Monotonic now = order.now();
    rate.note(now, bytes);
    progress =
        new Progress(
            bytes,
            before.total(),
            before.resumed(),
            before.files(),
            before.allFiles(),
            rate.of(now, bytes));
    if (!waiting) {
      waiting = true;
      tell();
      next = order.after(BETWEEN, this::again);
    }
  }

  /** What has moved since the last time is told, if anything has. */
  private void again() {
    waiting = !over && progress.bytes() > told;
    if (waiting) {
      tell();
      next = order.after(BETWEEN, this::again);
    }
  }

  private void tell() {
    Progress now = progress;
    told = now.bytes();
    voice.say(it -> listener.onProgress(transfer, now));
  }

  void inPlace(ReceivedFile file) {
    Progress before = progress;
    bytesInPlace += file.size();
    progress =
        new Progress(
            before.bytes(),
            before.total(),
            before.resumed(),
            before.files() + 1,
            before.allFiles(),
            before.rate());
    voice.say(it -> listener.onFile(transfer, file));
  }

  void failed(FailedFile file) {
    failed++;
    voice.say(it -> listener.onFileFailed(transfer, file));
  }

  /** Once; whatever comes later is not told. */
  void end(SessionEnd end) {
    if (over) {
      return;
    }
    over = true;
    next.cancel();
    Progress last = progress;
    if (accepted && end.kind() == SessionEnd.Kind.DONE) {
      progress =
          new Progress(
              last.total(), last.total(), last.resumed(), last.files(), last.allFiles(), 0);
      tell();
    }
    TransferEnd told =
        new TransferEnd(end.kind(), end.sentence(), end.hint(), last.files(), failed, bytesInPlace);
    voice.say(it -> listener.onEnd(transfer, told), () -> ended.complete(told));
  }
}
