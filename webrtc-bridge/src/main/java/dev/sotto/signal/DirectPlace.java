package dev.sotto.signal;

import dev.sotto.net.ByteStream;
import dev.sotto.net.DatagramFramer;
import dev.sotto.net.Loop;
import dev.sotto.net.StreamEnd;
import dev.sotto.net.TcpStream;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.signal.MeetingEnd.Reason;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection between two peers: {@code u16 length || JSON}, each way. There is one
 * run, for whose values a broken connection is the end: who wants to return dials again.
 */
final class DirectPlace implements MeetingPlace, ByteStream.Handler {
  /** Half of what the stream holds itself; nobody who reads lets as much wait. */
  private static final int MAX_POSTED_BYTES = TcpStream.QUEUE_BYTES / 2;

  private final Loop loop;
  private final DatagramFramer framer = new DatagramFramer(this::onFrame);
  private final MessageBudget budget = new MessageBudget();
  private final AtomicInteger posted = new AtomicInteger();
  private volatile boolean open;

  // Below: the loop's alone.
  private final Hooks hooks;
  private MeetingListener listener;
  private @Nullable TcpStream stream;
  private boolean paired;
  private boolean ended;

  /** What its owner does; on the loop's thread. */
  interface Hooks {
    /** The other side has said something that is a message. */
    void onSpoke(DirectPlace place);

    /** The run succeeded. */
    void onPaired(DirectPlace place);

    /** It is over, and everybody knows. */
    void onEnded(DirectPlace place);
  }

  DirectPlace(Loop loop, MeetingListener listener, Hooks hooks) {
    this.loop = loop;
    this.listener = listener;
    this.hooks = hooks;
  }

  /** Says who is told from now on. */
  void listener(MeetingListener other) {
    listener = other;
  }

  /** Takes the stream that was dialled, or accepted, which is connected already. */
  void stream(TcpStream made) {
    stream = made;
  }

  @Nullable TcpStream stream() {
    return stream;
  }

  boolean isPaired() {
    return paired;
  }

  @Override
  public boolean send(PairingMessage message) {
    byte[] json = PairingJson.bytes(message);
    if (!open || json.length > PairingJson.MAX_LENGTH) {
      return false;
    }
    if (posted.addAndGet(json.length) > MAX_POSTED_BYTES) {
      posted.addAndGet(-json.length);
      return false;
    }
    return post(() -> write(json));
  }

  @Override
  public void next(PairingMessage.P0 opening) {
    post(() -> end(new MeetingEnd(Reason.RUN_OVER, "we ended this try")));
  }

  @Override
  public void dead() {
    post(() -> end(new MeetingEnd(Reason.DEAD, "the code is used up")));
  }

  @Override
  public void paired() {
    post(
        () -> {
          if (!ended) {
            paired = true;
            budget.paired();
            hooks.onPaired(this);
          }
        });
  }

  @Override
  public void close() {
    post(() -> end(MeetingEnd.closed()));
  }

  private boolean post(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // over, and the listener knows
    }
  }

  private void write(byte[] json) {
    posted.addAndGet(-json.length);
    TcpStream to = stream;
    if (ended || to == null) {
      return;
    }
    byte[] frame = new byte[DatagramFramer.HEADER_LENGTH + json.length];
    DatagramFramer.write(json, 0, json.length, frame, 0);
    if (!to.send(frame, 0, frame.length)) {
      end(new MeetingEnd(Reason.PEER_GONE, "the other side does not take what we send"));
    }
  }

  @Override
  public void onConnected() {
    open = true;
    tell(listener::onPeer);
  }

  @Override
  public void onBytes(byte[] buffer, int offset, int length) {
    framer.handleBytes(buffer, offset, length);
  }

  private void onFrame(byte[] from, int offset, int length) {
    if (ended) {
      return;
    }
    if (!budget.take(length)) {
      end(MeetingEnd.protocol("the other side says more than it may"));
      return;
    }
    Optional<PairingMessage> message =
        PairingJson.read(Arrays.copyOfRange(from, offset, offset + length));
    if (message.isPresent()) {
      hooks.onSpoke(this);
      tell(() -> listener.onMessage(message.get()));
    } else {
      tell(listener::onMalformed);
    }
  }

  @Override
  public void onClosed(StreamEnd end) {
    end(
        switch (end) {
          case ENDED, BROKEN ->
              new MeetingEnd(Reason.PEER_GONE, "the other side closed the connection");
          case TIMEOUT ->
              open
                  ? new MeetingEnd(Reason.PEER_GONE, "the caller took too long")
                  : MeetingEnd.unreachable("nobody answers at that address");
          default -> MeetingEnd.unreachable("nobody can be reached at that address");
        });
  }

  void end(MeetingEnd end) {
    if (ended) {
      return;
    }
    ended = true;
    open = false;
    if (stream != null) {
      stream.close();
    }
    tell(() -> listener.onClosed(end));
    hooks.onEnded(this);
  }

  /** What a listener throws is its own affair. */
  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
