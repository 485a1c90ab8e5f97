package dev.sotto.signal;

import dev.sotto.pairing.PairingMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what happens at a place. */
final class MeetingLog implements MeetingListener {
  private static final long PATIENCE_SECONDS = 60;

  final BlockingQueue<PairingMessage> messages = new LinkedBlockingQueue<>();
  final CompletableFuture<MeetingEnd> closed = new CompletableFuture<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  String next() throws InterruptedException {
    return String.valueOf(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  PairingMessage message() throws InterruptedException {
    if (!next().equals("message")) {
      throw new AssertionError("no message");
    }
    return messages.remove();
  }

  @Override
  public void onOpened(String room) {
    events.add("opened " + room);
  }

  @Override
  public void onPeer() {
    events.add("peer");
  }

  @Override
  public void onMessage(PairingMessage message) {
    messages.add(message);
    events.add("message");
  }

  @Override
  public void onMalformed() {
    events.add("malformed");
  }

  @Override
  public void onLeft() {
    events.add("left");
  }

  @Override
  public void onBack() {
    events.add("back");
  }

  @Override
  public void onIceServers(IceServers servers) {
    events.add("servers " + servers.stun().size() + " " + servers.turn().size());
  }

  @Override
  public void onClosed(MeetingEnd end) {
    events.add("closed " + end.reason());
    closed.complete(end);
  }
}
