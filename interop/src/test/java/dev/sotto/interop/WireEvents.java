package dev.sotto.interop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** What happens on a channel, told by the threads of a stack and awaited by that of a test. */
final class WireEvents {
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

  void onOpen() {
    opened.complete(null);
  }

  void onMessage(Object textOrBytes) {
    messages.add(textOrBytes);
  }

  void onClose() {
    closed.complete(null);
  }

  Object next() {
    return Patience.next(messages);
  }

  /** How many messages are there that nobody has taken. */
  int waiting() {
    return messages.size();
  }

  void awaitOpen() {
    Patience.await(opened);
  }

  void awaitClosed() {
    Patience.await(closed);
  }
}
