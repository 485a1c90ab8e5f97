package dev.sotto.signal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket (RFC 6455) to a rendezvous server: whole texts of a bounded length in and out, one
 * after the other. Only a few are read before the first of them was taken.
 *
 * <p>All methods are called, and the owner is told everything, on one thread, whose executor it is
 * given. After {@link #abort} and {@link #finish} nothing is told, nor after a call that says so:
 * who has one socket after the other hears of the newest alone.
 */
final class RoomSocket {
  /** The longest text, in characters. */
  static final int MAX_TEXT = 26 << 10;

  /**
   * How many frames are read before the first of them was taken. With none to read the JDK may not
   * notice the end of the connection, not even later.
   */
  private static final int AHEAD = 16;

  private static final int NORMAL = 1000;
  private static final int PING_LENGTH = Integer.BYTES;

  private final Executor thread;
  private final Owner owner;
  private final Queue<Outgoing> waiting = new ArrayDeque<>();
  private @Nullable WebSocket socket;
  private @Nullable Runnable done;
  private boolean sending;
  private boolean closing;
  private boolean over;
  private boolean gone;
  private long lastHeard;

  /** A text, or a ping where there is none. */
  private record Outgoing(@Nullable String text, int ping, Runnable whenSent) {}

  /** Is told what happens. */
  interface Owner {
    void onOpen();

    void onText(String text);

    /** The server has read what was sent before the ping of this number. */
    void onPong(int number);

    /** The server closed it. Nothing comes after this. */
    void onClosed(int code);

    /** The server sent more than it may, or no text. Nothing comes after this. */
    void onAbused();

    /** There is no connection, not any more. Nothing comes after this. */
    void onBroken();

    /** The server answered with HTTP that it does not want to. Nothing comes after this. */
    void onRefused(int status);
  }

  private RoomSocket(Executor thread, Owner owner) {
    this.thread = thread;
    this.owner = owner;
  }

  /**
   * Begins to connect.
   *
   * @param opener may be held up, by the search for the server's address
   * @param time for the connection, TLS and the handshake
   */
  static RoomSocket connect(
      HttpClient client,
      URI address,
      Executor opener,
      Duration time,
      Executor thread,
      Owner owner) {
    RoomSocket made = new RoomSocket(thread, owner);
    CompletableFuture<WebSocket> unused =
        CompletableFuture.completedFuture(client.newWebSocketBuilder().connectTimeout(time))
            .thenComposeAsync(ready -> ready.buildAsync(address, made.new Incoming()), opener)
            .whenComplete(
                (opened, failure) -> {
                  if (failure != null) {
                    made.post(() -> made.fail(failure));
                  }
                });
    return made;
  }

  /** Sends a text after those that wait; the owner bounds how many do. */
  void send(String text, Runnable whenSent) {
    waiting.add(new Outgoing(text, 0, whenSent));
    sendNext();
  }

  /**
   * Asks for a pong behind what was sent before: a server that answers has read all that.
   *
   * @param number comes back in the answer
   */
  void ping(int number) {
    waiting.add(new Outgoing(null, number, () -> {}));
    sendNext();
  }

  /**
   * When the server last sent a whole text, a ping or a pong, if it has, as {@link
   * System#nanoTime}.
   */
  long lastHeard() {
    return lastHeard;
  }

  /**
   * Closes in good order when all that waits is sent, and tells nothing more but that the server
   * has closed as well, or the connection is gone.
   */
  void finish(Runnable whenDone) {
    done = whenDone;
    over = true;
    if (gone) {
      whenDone.run();
    } else {
      sendNext();
    }
  }

  /** Closes at once and tells nothing more; harmless when repeated. */
  void abort() {
    over = true;
    waiting.clear();
    gone();
    if (socket != null) {
      socket.abort();
    }
  }

  private void gone() {
    gone = true;
    Runnable waiter = done;
    done = null;
    if (waiter != null) {
      waiter.run();
    }
  }

  private void fail(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean told = over;
    over = true;
    gone();
    if (told) {
      return;
    }
    if (cause instanceof WebSocketHandshakeException refused) {
      owner.onRefused(refused.getResponse().statusCode());
    } else {
      owner.onBroken();
    }
  }

  private void opened(WebSocket made) {
    socket = made;
    if (gone) {
      made.abort();
      return;
    }
    if (!over) {
      owner.onOpen();
    }
    made.request(AHEAD);
    sendNext();
  }

  private void sendNext() {
    WebSocket to = socket;
    if (sending || closing || to == null) {
      return;
    }
    Outgoing next = waiting.poll();
    if (next != null) {
      sending = true;
      CompletableFuture<WebSocket> unused =
          write(to, next).whenComplete((same, failure) -> post(() -> sent(next, failure)));
    } else if (done != null) {
      closing = true;
      CompletableFuture<WebSocket> unused =
          to.sendClose(NORMAL, "")
              .whenComplete(
                  (same, failure) -> {
                    if (failure != null) {
                      post(this::broke);
                    }
                  });
    }
  }

  private static CompletableFuture<WebSocket> write(WebSocket to, Outgoing message) {
    String text = message.text();
    return text == null
        ? to.sendPing(ByteBuffer.allocate(PING_LENGTH).putInt(message.ping()).flip())
        : to.sendText(text, true);
  }

  private void sent(Outgoing message, @Nullable Throwable failure) {
    sending = false;
    if (failure == null) {
      message.whenSent().run();
      sendNext();
    } else {
      broke();
    }
  }

  private void broke() {
    boolean told = over;
    abort();
    if (!told) {
      owner.onBroken();
    }
  }

  private void abused() {
    boolean told = over;
    abort();
    if (!told) {
      owner.onAbused();
    }
  }

  private void closed(int code) {
    boolean told = over;
    over = true;
    gone();
    if (!told) {
      owner.onClosed(code);
    }
  }

  private void post(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      WebSocket left = socket; // the owner is gone: nobody waits for this any more
      if (left != null) {
        left.abort();
      }
    }
  }

  /** What the server sends, on the client's threads. */
  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onOpen(WebSocket made) {
      post(() -> opened(made));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      if (text.length() + part.length() > MAX_TEXT) {
        post(RoomSocket.this::abused);
        return null;
      }
      text.append(part);
      if (!last) {
        from.request(1);
        return null;
      }
      String whole = text.toString();
      text.setLength(0);
      post(
          () -> {
            lastHeard = System.nanoTime();
            if (!over) {
              owner.onText(whole);
            }
            from.request(1);
          });
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      post(RoomSocket.this::abused);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      post(
          () -> {
            lastHeard = System.nanoTime();
            from.request(1);
          });
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      int number = message.remaining() == PING_LENGTH ? message.getInt() : 0;
      post(
          () -> {
            lastHeard = System.nanoTime();
            if (!over) {
              owner.onPong(number);
            }
            from.request(1);
          });
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      post(() -> closed(code));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      post(RoomSocket.this::broke);
    }
  }
}
