package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.MemoryRoomStore;
import dev.sotto.web.rooms.RoomRules;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load of the benchmark, as small as a test may be: nothing is lost, and nothing is kept. */
@Timeout(240)
class RendezvousLoadTest {
  private static final int WAITING = 100;
  private static final int EXCHANGES = 320;
  private static final int AT_ONCE = 16;
  private static final int MESSAGES = 10;
  private static final Pattern ROOM = Pattern.compile("\"room\":\"(\\d+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private int port;

  @Test
  void manyExchangesAmongManyRoomsAllEndAndLeaveNoRoomBehind() throws Exception {
    DoorRules open = new DoorRules(10_000, 10_000, 10_000, 10_000, 300, 18, 10_000);
    long started = System.nanoTime();
    MemoryRoomStore store =
        new MemoryRoomStore(
            RoomRules.standard(),
            () -> new Monotonic(System.nanoTime() - started),
            new SecureRandom());
    try (WebServer server =
        WebServer.start(
            WebOptions.local(0)
                .withLimits(RendezvousLimits.standard().withDoor(open))
                .withStore(store))) {
      port = server.port();
      List<Exchange> waiting = begin(WAITING, false);
      for (int i = 0; i < EXCHANGES; i += AT_ONCE) {
        List<Exchange> some = begin(AT_ONCE, true);
        some.forEach(exchange -> exchange.over.join());
        some.forEach(exchange -> assertThat(exchange.gone.join()).isEqualTo(4007));
      }
      assertThat(store.openRooms()).isEqualTo(WAITING);
      assertThat(waiting).noneMatch(exchange -> exchange.gone.isDone());
    }
  }

  private List<Exchange> begin(int count, boolean withJoiner) {
    List<Exchange> begun = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      begun.add(new Exchange(withJoiner));
    }
    begun.forEach(exchange -> exchange.opened.join());
    return begun;
  }

  /** An inviter and, if wanted, a joiner that answer each other until all is said. */
  private final class Exchange {
    private final CompletableFuture<String> opened = new CompletableFuture<>();
    private final CompletableFuture<String> over = new CompletableFuture<>();

    /** The joiner has been told that the inviter has left, so the room is no more. */
    private final CompletableFuture<Integer> gone = new CompletableFuture<>();

    private int said;

    private Exchange(boolean withJoiner) {
      connect("{\"t\":\"open\",\"m\":0}", withJoiner);
    }

    private void connect(String first, boolean withJoiner) {
      Peer peer = new Peer(this, withJoiner);
      peer.sending =
          http.newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/rendezvous"), peer);
      peer.say(first);
    }

    private synchronized void heard(Peer peer, String text) {
      if (text.startsWith("{\"t\":\"opened\"")) {
        opened.complete(text);
        Matcher room = ROOM.matcher(text);
        if (peer.inviter && room.find()) {
          connect("{\"t\":\"join\",\"room\":\"" + room.group(1) + "\"}", false);
        }
      } else if (text.startsWith("{\"t\":\"from\"") && ++said < MESSAGES) {
        peer.say("{\"t\":\"to\",\"m\":" + said + "}");
      } else if (said == MESSAGES && text.startsWith("{\"t\":\"from\"")) {
        // It is the inviter, which hears what is even; the joiner is told that it has left.
        over.complete(text);
        peer.leave();
      }
    }

    private @Nullable WebSocket failed(Throwable failure) {
      fail(failure);
      return null;
    }

    private void fail(Throwable failure) {
      opened.completeExceptionally(failure);
      over.completeExceptionally(failure);
      gone.completeExceptionally(failure);
    }
  }

  private static final class Peer implements WebSocket.Listener {
    private final Exchange exchange;
    private final boolean inviter;
    private final StringBuilder partial = new StringBuilder();
    private CompletableFuture<WebSocket> sending = new CompletableFuture<>();

    private Peer(Exchange exchange, boolean inviter) {
      this.exchange = exchange;
      this.inviter = inviter;
    }

    private synchronized void say(String text) {
      sending = sending.thenCompose(socket -> socket.sendText(text, true));
      sending.exceptionally(exchange::failed);
    }

    private synchronized void leave() {
      sending = sending.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
      sending.exceptionally(exchange::failed);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        String text = partial.toString();
        partial.setLength(0);
        exchange.heard(this, text);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      if (code != WebSocket.NORMAL_CLOSURE) {
        exchange.gone.complete(code);
      }
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      exchange.fail(error);
    }
  }
}
