package dev.sotto.net;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What happened to a stream, in order, to be awaited by a test. */
final class Events implements ByteStream.Handler {
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  @Override
  public void onConnected() {
    events.add("connected");
  }

  @Override
  public void onBytes(byte[] buffer, int offset, int length) {
    events.add(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  @Override
  public void onClosed(StreamEnd end) {
    events.add(end);
  }

  Object next() throws InterruptedException {
    Object event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happens");
    }
    return event;
  }

  /** So many bytes, however they are cut. */
  byte[] bytes(int length) throws InterruptedException {
    byte[] all = new byte[length];
    for (int at = 0; at < length; ) {
      byte[] part = (byte[]) next();
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }
}
