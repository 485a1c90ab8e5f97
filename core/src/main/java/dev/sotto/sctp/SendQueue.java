package dev.sotto.sctp;

import dev.sotto.time.Monotonic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for their first transmission, in one queue for each stream. Streams take turns
 * message by message: without RFC 8260 the fragments of a message must have consecutive TSNs (RFC
 * 9260 section 6.9). Also keeps count of all bytes that messages hold until they are acknowledged.
 */
final class SendQueue {
  /** What a message costs besides its bytes; keeps many tiny ones from growing past the limit. */
  static final int MESSAGE_OVERHEAD = 64;

  private final AssociationOptions options;
  private final Events events;
  private final StreamMap<OutgoingStream> streams = new StreamMap<>();
  private final ArrayDeque<OutgoingStream> schedule = new ArrayDeque<>(4);
  private final ArrayDeque<OutgoingStream> resetting = new ArrayDeque<>(4);
  private int streamLimit = 65_535;
  private long held;

  SendQueue(AssociationOptions options, Events events) {
    this.options = options;
    this.events = events;
  }

  SendResult add(
      int streamId,
      long ppid,
      byte[] payload,
      int offset,
      int length,
      SendOptions how,
      Monotonic now) {
    if (length == 0) {
      return SendResult.EMPTY;
    }
    if (length > options.maxSendMessageSize()) {
      return SendResult.TOO_LARGE;
    }
    if (streamId >= streamLimit) {
      return SendResult.NO_SUCH_STREAM;
    }
    OutgoingStream stream = stream(streamId);
    if (stream.isResetting()) {
      return SendResult.STREAM_RESETTING;
    }
    if (held + length + MESSAGE_OVERHEAD > options.maxSendBuffer()) {
      return SendResult.QUEUE_FULL;
    }
    byte[] copy = Arrays.copyOfRange(payload, offset, offset + length);
    stream.add(new OutgoingMessage(stream, (int) ppid, copy, how, now));
    held += length + MESSAGE_OVERHEAD;
    schedule(stream);
    return SendResult.ACCEPTED;
  }

  private OutgoingStream stream(int streamId) {
    return streams.getOrCreate(streamId, OutgoingStream::new);
  }

  private void schedule(OutgoingStream stream) {
    if (!stream.isScheduled()) {
      stream.scheduled(true);
      schedule.add(stream);
    }
  }

  /**
   * The message whose turn it is, or null. What expired before its first byte was sent is dropped.
   */
  @Nullable OutgoingMessage head(Monotonic now) {
    while (true) {
      OutgoingStream stream = schedule.peek();
      OutgoingMessage message = stream == null ? null : stream.head();
      if (message == null || message.sent() > 0 || !message.hasExpired(now)) {
        return message;
      }
      discard(message);
    }
  }

  boolean isEmpty() {
    return schedule.isEmpty();
  }

  /** Some bytes of the head are on the wire. */
  void sent(OutgoingMessage head, int bytes) {
    head.fragmentSent(bytes);
    lowerBufferedAmount(head.stream(), bytes);
    if (head.unsent() == 0) {
      removeHead(head.stream());
    }
  }

  /** Drops a message that is given up, whether it still waits here or not. */
  void discard(OutgoingMessage message) {
    if (message.unsent() > 0) {
      lowerBufferedAmount(message.stream(), message.unsent());
      removeHead(message.stream());
    }
    message.abandon();
    release(message);
  }

  private void lowerBufferedAmount(OutgoingStream stream, int bytes) {
    if (stream.lowerBufferedAmount(bytes)) {
      events.add(new AssociationEvent.BufferedAmountLow(stream.id()));
    }
  }

  /** Only the stream whose turn it is has a message that is begun, so it is the first in line. */
  private void removeHead(OutgoingStream stream) {
    stream.removeHead();
    schedule.remove(stream);
    stream.scheduled(false);
    if (!stream.isEmpty()) {
      schedule(stream);
    }
  }

  /** The bytes of a message are not needed any more. */
  void release(OutgoingMessage message) {
    held -= message.length() + MESSAGE_OVERHEAD;
  }

  long held() {
    return held;
  }

  long bufferedAmount(int streamId) {
    OutgoingStream stream = streams.get(streamId);
    return stream == null ? 0 : stream.bufferedAmount();
  }

  int bufferedMessages(int streamId) {
    OutgoingStream stream = streams.get(streamId);
    return stream == null ? 0 : stream.size();
  }

  void lowThreshold(int streamId, long bytes) {
    stream(streamId).lowThreshold(bytes);
  }

  /** Nothing more can be sent on the stream until its reset is finished. */
  void requestReset(int streamId) {
    OutgoingStream stream = stream(streamId);
    if (!stream.isResetting()) {
      stream.resetRequested();
      resetting.add(stream);
    }
  }

  /** Takes the streams that are to be reset and have handed everything to the wire. */
  List<OutgoingStream> takeReadyForReset(int most) {
    List<OutgoingStream> ready = new ArrayList<>();
    Iterator<OutgoingStream> waiting = resetting.iterator();
    while (waiting.hasNext() && ready.size() < most) {
      OutgoingStream stream = waiting.next();
      if (stream.isEmpty()) {
        ready.add(stream);
        waiting.remove();
      }
    }
    return ready;
  }

  boolean hasResetWaiting() {
    return !resetting.isEmpty();
  }

  /** The peer permits only so many streams; what waits on the others can never be sent. */
  void limitStreams(int count) {
    streamLimit = count;
    streams.forEach(
        stream -> {
          if (stream.id() >= count) {
            OutgoingMessage message = stream.head();
            while (message != null) {
              discard(message);
              message = stream.head();
            }
          }
        });
  }

  /**
   * Forgets every message and every sequence number: the association has ended or starts afresh.
   */
  void clear() {
    schedule.clear();
    resetting.clear();
    held = 0;
    streams.forEach(OutgoingStream::clear);
  }
}
