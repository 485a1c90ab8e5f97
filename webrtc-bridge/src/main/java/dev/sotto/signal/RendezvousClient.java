package dev.sotto.signal;

import dev.sotto.signal.RendezvousEnd.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A place in a room of a rendezvous server, from joining to the end of the connection. It does not
 * come back by itself: whoever wants to return joins again.
 *
 * <p>All methods may be called from any thread, also from the listener. Memory is bounded both
 * ways: the server's messages are read one after another as the listener takes them, and what waits
 * to be sent has a limit.
 */
public final class RendezvousClient implements AutoCloseable {
  /** The path of the WebSocket on every rendezvous server. */
  private static final String PATH = "/rendezvous";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int HTTP_THREADS = 2;

  /** A relayed message of 64 KiB and what the server writes around it. */
  private static final int MAX_INCOMING = (64 << 10) + 256;

  private static final int MAX_WAITING_MESSAGES = 256;
  private static final int MAX_WAITING_CHARACTERS = 1 << 20;
  private static final int CLOSE_FULL = 4003;

  private final RendezvousListener listener;
  private final ExecutorService events = Executors.newSingleThreadExecutor(daemon("sotto-room"));
  private final ExecutorService http =
      Executors.newFixedThreadPool(HTTP_THREADS, daemon("sotto-room-http"));
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Outgoing outgoing = new Outgoing();

  private RendezvousClient(RendezvousListener listener) {
    this.listener = listener;
  }

  /**
   * Connects and joins a room. Returns at once; what comes of it, the listener is told.
   *
   * @param server where the server is: an {@code http}, {@code https}, {@code ws} or {@code wss}
   *     address, of which scheme, host and port are used
   * @param room the room's token, 128 bits in base64url; a secret, never logged
   * @param listener told of everything that happens
   * @return the place in the room
   * @throws IllegalArgumentException when the address has another scheme or no host
   */
  public static RendezvousClient join(URI server, String room, RendezvousListener listener) {
    URI address = webSocketAddress(server);
    RendezvousClient client = new RendezvousClient(listener);
    client.connect(address, room);
    return client;
  }

  /**
   * Sends to the other peer in the room. The server drops it when nobody else is there.
   *
   * @param message what to send; not {@link SignalMessage.Unknown}
   * @return false when it was not taken: too much is waiting already, or the room is closed to us
   */
  public boolean send(SignalMessage message) {
    return !ended.get() && outgoing.add(RoomMessage.to(message));
  }

  /** Leaves the room and frees all threads. Harmless when repeated. */
  @Override
  public void close() {
    end(Reason.CLOSED, "closed");
  }

  private void connect(URI address, String room) {
    CompletableFuture<WebSocket> unused =
        HttpClient.newBuilder()
            .executor(http)
            .connectTimeout(CONNECT_TIMEOUT)
            .build()
            .newWebSocketBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .buildAsync(address, new Incoming(room))
            .whenComplete(
                (socket, failure) -> {
                  if (failure != null) {
                    endUnconnected(failure);
                  } else if (ended.get()) {
                    socket.abort();
                  }
                });
  }

  private void endUnconnected(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof WebSocketHandshakeException refused) {
      int status = refused.getResponse().statusCode();
      end(Reason.REFUSED, "the rendezvous server refused us with HTTP status " + status);
    } else {
      end(Reason.UNREACHABLE, "the rendezvous server cannot be reached");
    }
  }

  private void end(Reason reason, String message) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    outgoing.stop();
    events.execute(() -> listener.onClosed(new RendezvousEnd(reason, message)));
    events.shutdown();
    http.shutdown();
  }

  private void handle(RoomMessage message) {
    if (ended.get()) {
      return;
    }
    if (message instanceof RoomMessage.Joined joined) {
      listener.onJoined(joined.peers());
    } else if (message instanceof RoomMessage.PeerArrived) {
      listener.onPeerArrived();
    } else if (message instanceof RoomMessage.PeerLeft) {
      listener.onPeerLeft();
    } else if (message instanceof RoomMessage.Full) {
      end(Reason.FULL, "two others are in the room already");
    } else if (message instanceof RoomMessage.From from
        && !(from.message() instanceof SignalMessage.Unknown)) {
      listener.onMessage(from.message());
    }
  }

  private static URI webSocketAddress(URI server) {
    String scheme =
        switch (String.valueOf(server.getScheme())) {
          case "http", "ws" -> "ws";
          case "https", "wss" -> "wss";
          default -> throw new IllegalArgumentException("not a server's address: " + server);
        };
    if (server.getHost() == null) {
      throw new IllegalArgumentException("no host: " + server);
    }
    String port = server.getPort() < 0 ? "" : ":" + server.getPort();
    return URI.create(scheme + "://" + server.getHost() + port + PATH);
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What the server sends; asks for the next message only when the listener had the last one. */
  private final class Incoming implements WebSocket.Listener {
    private final String room;
    private final StringBuilder text = new StringBuilder();

    Incoming(String room) {
      this.room = room;
    }

    @Override
    public void onOpen(WebSocket socket) {
      outgoing.start(socket, RoomMessage.join(room));
      socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket socket, CharSequence part, boolean isLast) {
      text.append(part);
      if (text.length() > MAX_INCOMING) {
        end(Reason.PROTOCOL, "the rendezvous server sent too long a message");
      } else if (isLast) {
        String whole = text.toString();
        text.setLength(0);
        deliver(socket, whole);
      } else {
        socket.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      if (status == CLOSE_FULL) {
        end(Reason.FULL, "two others are in the room already");
      } else {
        end(Reason.REFUSED, "the rendezvous server ended the connection: " + reason);
      }
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      end(Reason.UNREACHABLE, "the connection to the rendezvous server broke");
    }

    private void deliver(WebSocket socket, String whole) {
      Optional<RoomMessage> message = RoomMessage.read(whole);
      if (message.isEmpty()) {
        end(Reason.PROTOCOL, "the rendezvous server sent something that is not a message");
        return;
      }
      try {
        events.execute(
            () -> {
              try {
                handle(message.get());
              } finally {
                socket.request(1);
              }
            });
      } catch (RejectedExecutionException e) {
        socket.abort(); // Closed meanwhile: nobody waits for this message any more.
      }
    }
  }

  /** What waits to be sent; a WebSocket takes one message at a time. */
  private final class Outgoing {
    private final Queue<String> waiting = new ArrayDeque<>();
    private int characters;
    private boolean sending;
    private boolean stopped;
    private @Nullable WebSocket socket;

    synchronized boolean add(String text) {
      if (stopped
          || waiting.size() >= MAX_WAITING_MESSAGES
          || characters + text.length() > MAX_WAITING_CHARACTERS) {
        return false;
      }
      waiting.add(text);
      characters += text.length();
      sendNext();
      return true;
    }

    synchronized void start(WebSocket opened, String first) {
      socket = opened;
      if (stopped) {
        opened.abort();
        return;
      }
      sending = true;
      CompletableFuture<WebSocket> unused = opened.sendText(first, true).whenComplete(this::sent);
    }

    synchronized void stop() {
      stopped = true;
      waiting.clear();
      if (socket != null) {
        socket.abort();
      }
    }

    private synchronized void sendNext() {
      if (sending || stopped || socket == null) {
        return;
      }
      String text = waiting.poll();
      if (text != null) {
        characters -= text.length();
        sending = true;
        CompletableFuture<WebSocket> unused = socket.sendText(text, true).whenComplete(this::sent);
      }
    }

    private void sent(@Nullable WebSocket same, @Nullable Throwable failure) {
      if (failure != null) {
        end(Reason.UNREACHABLE, "the connection to the rendezvous server broke");
        return;
      }
      synchronized (this) {
        sending = false;
      }
      sendNext();
    }
  }
}
