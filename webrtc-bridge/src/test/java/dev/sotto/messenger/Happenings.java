package dev.sotto.messenger;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Everything that a transfer tells. */
final class Happenings implements TransferListener {
  final BlockingQueue<Progress> accepted = new LinkedBlockingQueue<>();
  final BlockingQueue<Progress> progress = new LinkedBlockingQueue<>();
  final List<ReceivedFile> files = new CopyOnWriteArrayList<>();
  final List<FailedFile> failed = new CopyOnWriteArrayList<>();
  final BlockingQueue<TransferEnd> ends = new LinkedBlockingQueue<>();

  @Override
  public void onAccepted(Transfer transfer, Progress first) {
    accepted.add(first);
  }

  @Override
  public void onProgress(Transfer transfer, Progress now) {
    progress.add(now);
  }

  @Override
  public void onFile(Transfer transfer, ReceivedFile file) {
    files.add(file);
  }

  @Override
  public void onFileFailed(Transfer transfer, FailedFile file) {
    failed.add(file);
  }

  @Override
  public void onEnd(Transfer transfer, TransferEnd end) {
    ends.add(end);
  }
}
