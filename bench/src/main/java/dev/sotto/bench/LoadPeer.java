package dev.sotto.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One scripted WebSocket of {@link RendezvousLoad}. Calls come from one thread at a time. */
final class LoadPeer implements WebSocket.Listener {
  private static final Pattern ROOM = Pattern.compile("\"room\":\"(\\d+)\"");

  private final Consumer<String> heard;
  private final IntConsumer atEnd;
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private CompletableFuture<WebSocket> sending = new CompletableFuture<>();

  private LoadPeer(Consumer<String> heard, IntConsumer atEnd) {
    this.heard = heard;
    this.atEnd = atEnd;
  }

  /**
   * Connects, and says something first.
   *
   * @param address whom the connection is to count for
   * @param heard told of each message
   * @param atEnd told the code of the end, -1 when there was none; maybe more than once
   */
  static LoadPeer connect(
      HttpClient http,
      int port,
      String address,
      String first,
      Consumer<String> heard,
      IntConsumer atEnd) {
    LoadPeer peer = new LoadPeer(heard, atEnd);
    peer.sending =
        http.newWebSocketBuilder()
            .header("X-Forwarded-For", address)
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/rendezvous"), peer);
    peer.say(first);
    return peer;
  }

  synchronized void say(String text) {
    sending = sending.thenCompose(socket -> socket.sendText(text, true));
    sending =
        sending.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                end(-1);
              }
            });
  }

  /** Says goodbye, without waiting for the answer. */
  synchronized void leave() {
    sending = sending.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
  }

  /** Ends the connection without a word. */
  synchronized void drop() {
    sending =
        sending.thenApply(
            socket -> {
              socket.abort();
              return socket;
            });
  }

  private void end(int code) {
    ended.complete(code);
    atEnd.accept(code);
  }

  /** The code of the end, -1 when there was none. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** The number of the room in what the server said. */
  static String room(String opened) {
    Matcher matcher = ROOM.matcher(opened);
    if (!matcher.find()) {
      throw new IllegalStateException("no room");
    }
    return matcher.group(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      String text = partial.toString();
      partial.setLength(0);
      heard.accept(text);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    end(code);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end(-1);
  }
}
