package dev.sotto.peer;

import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelEvent;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import dev.sotto.sctp.SendResult;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The channels of one connection, between the users' threads and the engine's: which user's channel
 * is which of the engine's, what users have sent and the loop has not taken yet, and which channels
 * still have something buffered.
 *
 * <p>{@link #create}, {@link #send} and {@link #close} are for any thread, the rest for the loop's.
 */
final class ConnectionChannels {
  static final DataChannelListener NOBODY = new DataChannelListener() {};

  private final PeerConnection connection;
  private final PeerListener listener;
  private final PeerTransport transport;
  private final Queue<Outgoing> outbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean drainPosted = new AtomicBoolean();

  // Below: the loop's alone.
  private final Map<Channel, DataChannel> channels = new HashMap<>();
  private final Set<DataChannel> sending = new LinkedHashSet<>();
  private boolean ended;

  /** A message on its way from a user's thread to the loop. */
  private static final class Outgoing {
    final DataChannel channel;
    final boolean text;
    final byte[] message;

    Outgoing(DataChannel channel, boolean text, byte[] message) {
      this.channel = channel;
      this.text = text;
      this.message = message;
    }
  }

  ConnectionChannels(PeerConnection connection, PeerListener listener, PeerTransport transport) {
    this.connection = connection;
    this.listener = listener;
    this.transport = transport;
  }

  DataChannel create(ChannelOptions options, DataChannelListener events) {
    DataChannel made = new DataChannel(connection, options, ChannelState.CONNECTING, events);
    if (!connection.post(() -> open(made))) {
      made.ended();
    }
    return made;
  }

  /** Queues a message; many cause one task of the loop. */
  void send(DataChannel channel, boolean text, byte[] message) {
    outbox.add(new Outgoing(channel, text, message));
    if (drainPosted.compareAndSet(false, true)) {
      connection.post(this::drainOutbox);
    }
  }

  /** Closes a channel after all that was sent on it before. */
  void close(DataChannel channel) {
    connection.post(
        () -> {
          drainOutbox();
          Channel bound = channel.channel();
          if (bound != null) {
            transport.close(bound);
            reflect(bound, channel);
          }
        });
  }

  private void open(DataChannel made) {
    if (ended) {
      made.ended();
      return;
    }
    try {
      Channel channel = transport.open(made.options());
      made.bind(channel);
      channels.put(channel, made);
      reflect(channel, made);
    } catch (IllegalArgumentException e) {
      made.ended(); // the negotiated id is in use
    }
  }

  private void drainOutbox() {
    drainPosted.set(false);
    for (Outgoing next; (next = outbox.poll()) != null; ) {
      Channel channel = next.channel.channel();
      SendResult result =
          channel == null || ended
              ? SendResult.NOT_OPEN
              : transport.send(channel, next.text, next.message);
      if (result == SendResult.ACCEPTED) {
        next.channel.handedOver(next.message.length);
        sending.add(next.channel);
      } else {
        next.channel.dropped(next.message.length);
      }
    }
  }

  /** Makes the engine's view of a channel the user's. */
  private static void reflect(Channel channel, DataChannel made) {
    made.bind(channel);
    if (channel.state() != ChannelState.CLOSED) {
      made.state(channel.state());
    }
  }

  void onEvent(ChannelEvent event) {
    Channel channel = event.channel();
    if (event instanceof ChannelEvent.Announced) {
      DataChannel announced =
          new DataChannel(connection, channel.options(), ChannelState.OPEN, NOBODY);
      announced.bind(channel);
      channels.put(channel, announced);
      connection.tell(() -> listener.onDataChannel(announced));
      return;
    }
    DataChannel known = channels.get(channel);
    if (known == null) {
      return;
    }
    reflect(channel, known);
    if (event instanceof ChannelEvent.Opened) {
      known.opened();
    } else if (event instanceof ChannelEvent.Closed) {
      channels.remove(channel);
      sending.remove(known);
      known.ended();
    }
  }

  void onMessage(Channel channel, boolean text, byte[] message, int charge) {
    DataChannel known = channels.get(channel);
    if (known == null) {
      transport.release(charge);
    } else {
      known.received(text, message, () -> transport.release(charge));
    }
  }

  void onFlushed() {
    sending.removeIf(
        channel -> {
          Channel bound = channel.channel();
          return bound == null
              || !channel.stillInAssociation(
                  transport.bufferedAmount(bound), transport.bufferedMessages(bound));
        });
  }

  /** The connection has ended: every channel is closed, what was not taken yet is dropped. */
  void end() {
    ended = true;
    drainOutbox();
    for (DataChannel left : List.copyOf(channels.values())) {
      left.ended();
    }
    channels.clear();
    sending.clear();
  }
}
