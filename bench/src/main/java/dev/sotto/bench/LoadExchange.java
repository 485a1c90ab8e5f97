package dev.sotto.bench;

import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Two who meet by a code and say what a pairing and its first sealed messages are long, one after
 * the other, each as soon as it has the other's: P0 to p4, {@code paired}, then a description and
 * candidates each way.
 */
final class LoadExchange {
  private static final int[] LENGTHS = {120, 110, 150, 90, 90, 1_200, 1_200, 700, 700, 700, 700};
  private static final String[] SAYS = new String[LENGTHS.length];

  static {
    for (int i = 0; i < SAYS.length; i++) {
      SAYS[i] = "\"" + "s".repeat(LENGTHS[i]) + "\"";
    }
  }

  private final HttpClient http;
  private final int port;
  private final String address;
  private final long begun = System.nanoTime();
  private final CompletableFuture<Long> took = new CompletableFuture<>();
  private final LoadPeer inviter;
  private volatile @Nullable LoadPeer joiner;
  private int said = 1;

  private LoadExchange(HttpClient http, int port, String address) {
    this.http = http;
    this.port = port;
    this.address = address;
    this.inviter =
        LoadPeer.connect(
            http,
            port,
            address,
            "{\"t\":\"open\",\"m\":" + SAYS[0] + "}",
            this::inviterHeard,
            this::ended);
  }

  /** Begins; {@link #took()} tells when it is over. */
  static LoadExchange begin(HttpClient http, int port, String address) {
    return new LoadExchange(http, port, address);
  }

  /** From the first connection until the last message has arrived, in nanoseconds. */
  CompletableFuture<Long> took() {
    return took;
  }

  /** Ends both connections. */
  void leave() {
    LoadPeer other = joiner;
    if (other != null) {
      other.leave();
    }
    inviter.leave();
  }

  private void inviterHeard(String text) {
    if (text.startsWith("{\"t\":\"opened\"")) {
      String join = "{\"t\":\"join\",\"room\":\"" + LoadPeer.room(text) + "\"}";
      LoadPeer second = LoadPeer.connect(http, port, address, join, this::joinerHeard, this::ended);
      joiner = second;
    } else if (text.startsWith("{\"t\":\"from\"")) {
      answer(inviter);
    }
  }

  private void joinerHeard(String text) {
    LoadPeer own = joiner;
    if (own != null && text.startsWith("{\"t\":\"from\"")) {
      answer(own);
    }
  }

  private synchronized void answer(LoadPeer who) {
    if (said == SAYS.length) {
      took.complete(System.nanoTime() - begun);
      return;
    }
    who.say("{\"t\":\"to\",\"m\":" + SAYS[said++] + "}");
    if (said == 5 && who == inviter) {
      who.say("{\"t\":\"paired\"}");
    }
  }

  private void ended(int code) {
    took.completeExceptionally(new IllegalStateException("ended with " + code));
  }
}
