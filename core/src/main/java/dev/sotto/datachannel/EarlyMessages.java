package dev.sotto.datachannel;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Messages on streams that have no channel yet, because two applications make a negotiated channel
 * at different times. Bounded, so that a peer cannot fill our memory; beyond that they are dropped.
 */
final class EarlyMessages {
  private static final int MAX_MESSAGES = 256;
  private static final int MAX_BYTES = 1 << 20;

  private final ArrayDeque<Early> kept = new ArrayDeque<>();
  private int bytes;

  private static final class Early {
    final int streamId;
    final boolean text;
    final byte[] message;

    Early(int streamId, boolean text, byte[] message) {
      this.streamId = streamId;
      this.text = text;
      this.message = message;
    }
  }

  void keep(int streamId, boolean text, byte[] message) {
    if (kept.size() < MAX_MESSAGES && bytes + message.length <= MAX_BYTES) {
      kept.add(new Early(streamId, text, message));
      bytes += message.length;
    }
  }

  /** Hands over what came for a channel; it holds nothing of the receive window any more. */
  void deliver(Channel channel, ChannelReceiver receiver) {
    for (Iterator<Early> all = kept.iterator(); all.hasNext(); ) {
      Early early = all.next();
      if (early.streamId == channel.id()) {
        all.remove();
        bytes -= early.message.length;
        receiver.onMessage(channel, early.text, early.message, 0);
      }
    }
  }
}
