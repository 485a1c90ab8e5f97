package dev.sotto.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A connection to a browser that speaks WebDriver BiDi: commands and their results. */
final class Bidi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();
  private final WebSocket socket;

  private Bidi(URI address) {
    socket =
        Patience.await(
            HttpClient.newBuilder()
                .executor(Runnable::run) // as in RoomPeer
                .build()
                .newWebSocketBuilder()
                .buildAsync(address, new Incoming()));
  }

  static Bidi connect(URI address) {
    Bidi bidi = new Bidi(address);
    bidi.call("session.new", Map.of("capabilities", Map.of("alwaysMatch", Map.of())));
    return bidi;
  }

  /** Has a command carried out and waits for its result. */
  JsonNode call(String method, Map<String, ?> parameters) {
    long id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      String text =
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
      Patience.await(socket.sendText(text, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonNode message = Patience.await(answer);
    if (!"success".equals(message.path("type").asText())) {
      throw new AssertionError(method + ": " + message);
    }
    return message.path("result");
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        deliver(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      waiting.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    private void deliver(String whole) {
      try {
        JsonNode message = JSON.readTree(whole);
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asLong());
        if (answer != null) {
          answer.complete(message);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
