package dev.sotto.transfer;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The accepted files as they go over one channel, one after another. */
final class FileStream {
  private final Manifest manifest;
  private final ReadAhead ahead;
  private final long window;
  private final int maxMessage;
  private final BitSet open;
  private final BitSet sent = new BitSet();

  private int file = -1;
  private ListHash hashes = new ListHash();
  private ReadAhead.@Nullable Step frame;
  private int framePosition;
  private long bytesSent;
  private long bytesKept;
  private long bytesResumed;

  FileStream(
      Manifest manifest, Acceptance acceptance, int maxMessage, Queue<SendingCommand> commands) {
    this.manifest = manifest;
    this.window = acceptance.window();
    this.maxMessage = maxMessage;
    this.open = (BitSet) acceptance.files().clone();
    open.andNot(acceptance.got());
    this.ahead = new ReadAhead(manifest, acceptance, (BitSet) open.clone(), commands);
  }

  ReadAhead ahead() {
    return ahead;
  }

  /** Whether all of a file has gone out, with its hash. */
  boolean isSent(int index) {
    return sent.get(index);
  }

  /** Whether neither its hash nor a failure has gone out. */
  boolean isOpen(int index) {
    return open.get(index);
  }

  boolean allClosed() {
    return open.isEmpty();
  }

  long bytesKept() {
    return bytesKept + bytesResumed;
  }

  /** False for a receipt that can't be. */
  boolean kept(long bytes) {
    if (bytes < bytesKept || bytes > bytesSent) {
      return false;
    }
    bytesKept = bytes;
    return true;
  }

  /** The next message, or null while data, its receipts or files are missing. */
  @Nullable Outbound<TransferMessage> next() {
    if (frame != null) {
      return continueFrame(frame);
    }
    if (file >= 0 && hashes.chunks() == manifest.entry(file).chunks()) {
      return sent();
    }
    ReadAhead.Step step = ahead.peek();
    if (step == null || !step.ready()) {
      return null;
    }
    FileProblem problem = step.problem();
    if (problem != null) {
      ahead.remove();
      open.clear(step.index());
      file = -1;
      return new Outbound.Text<>(new TransferMessage.Failed(step.index(), problem));
    }
    if (file != step.index()) {
      file = step.index();
      hashes = new ListHash();
    }
    if (step.isPrefix()) {
      return afterPrefix(step);
    }
    if (manifest.entry(file).size() == 0) {
      ahead.remove();
      return sent();
    }
    return beginFrame(step);
  }

  private @Nullable Outbound<TransferMessage> afterPrefix(ReadAhead.Step step) {
    ahead.remove();
    ListHash prefix = step.prefix();
    if (prefix == null || prefix.chunks() == 0) {
      return next();
    }
    hashes = prefix.copy();
    bytesResumed += Math.min(manifest.entry(file).size(), hashes.chunks() * ChunkHeader.MAX_LENGTH);
    return new Outbound.Text<>(new TransferMessage.From(file, hashes.chunks()));
  }

  private Outbound<TransferMessage> sent() {
    TransferMessage message = new TransferMessage.Sent(file, hashes.value());
    open.clear(file);
    sent.set(file);
    file = -1;
    return new Outbound.Text<>(message);
  }

  private @Nullable Outbound<TransferMessage> beginFrame(ReadAhead.Step step) {
    byte[] data = step.data();
    Digest hash = step.hash();
    int length = data == null ? 0 : room(data.length, maxMessage - ChunkHeader.LENGTH);
    if (data == null || hash == null || length == 0) {
      return null;
    }
    ahead.remove();
    hashes.add(hash);
    ByteBuffer message = ByteBuffer.allocate(ChunkHeader.LENGTH + length);
    new ChunkHeader(file, step.chunk(), data.length, hash).writeTo(message);
    message.put(data, 0, length);
    advance(step, length, data.length);
    return new Outbound.Binary<>(message.array());
  }

  private @Nullable Outbound<TransferMessage> continueFrame(ReadAhead.Step step) {
    byte[] data = step.data();
    int length = data == null ? 0 : room(data.length - framePosition, maxMessage);
    if (data == null || length == 0) {
      return null;
    }
    byte[] message = new byte[length];
    System.arraycopy(data, framePosition, message, 0, length);
    advance(step, framePosition + length, data.length);
    return new Outbound.Binary<>(message);
  }

  private int room(int rest, int message) {
    return (int) Math.min(Math.min(rest, message), window - (bytesSent - bytesKept));
  }

  private void advance(ReadAhead.Step step, int position, int end) {
    bytesSent += position - (frame == null ? 0 : framePosition);
    framePosition = position;
    frame = position < end ? step : null;
  }
}
