package dev.sotto.datachannel;

import dev.sotto.sctp.SendOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All data channels of one association: opens, announces, frames and closes them.
 *
 * <pre>
 *   open()            -> CONNECTING -- established --> OPEN
 *   peer's OPEN       ----------------------------->  OPEN
 *   close() / peer resets its stream  -> CLOSING -- both directions reset --> CLOSED
 *   terminate()                       -> CLOSED
 * </pre>
 *
 * <p>Confined to one thread. After every call the caller carries out {@link #pollCommand} until it
 * is empty, in order, and hands on {@link #pollEvent}. Nothing a peer sends makes it throw, and
 * what a peer can make it remember is bounded ({@link #MAX_ANNOUNCED}, {@link
 * #MAX_ANNOUNCED_TEXT}).
 */
public final class DataChannels {
  /** The largest channel id; 65,535 is illegal (RFC 8832 section 6). */
  public static final int MAX_ID = 65_534;

  /** How many channels the peer may have open at once. */
  public static final int MAX_ANNOUNCED = 1024;

  /** How many characters of labels and protocols the peer's open channels may have together. */
  public static final int MAX_ANNOUNCED_TEXT = 1 << 20;

  private final ChannelReceiver receiver;
  private final Map<Integer, Channel> byId = new HashMap<>();
  private final List<Channel> waitingForId = new ArrayList<>();
  private final ArrayDeque<ChannelCommand> commands = new ArrayDeque<>();
  private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>();
  private final EarlyMessages early = new EarlyMessages();

  private boolean established;
  private boolean terminated;
  private int streams;
  private int ownParity;
  private int nextId;
  private int announced;
  private int announcedText;

  /**
   * Makes the channels of an association that is not established yet.
   *
   * @param receiver gets the messages
   */
  public DataChannels(ChannelReceiver receiver) {
    this.receiver = receiver;
  }

  /**
   * The association is there. Channels opened until now are announced and open.
   *
   * @param dtlsClient whether we are the DTLS client: RFC 8832 section 6, "The peer that initiates
   *     opening a data channel selects a stream identifier ... client MUST choose an even, ...
   *     server an odd one". Not to be confused with the ICE role or with who offered
   * @param streamCount how many streams both directions have
   */
  public void established(boolean dtlsClient, int streamCount) {
    established = true;
    streams = Math.min(streamCount, MAX_ID + 1);
    ownParity = dtlsClient ? 0 : 1;
    nextId = ownParity;
    List<Channel> negotiated = List.copyOf(byId.values());
    List<Channel> unnumbered = List.copyOf(waitingForId);
    waitingForId.clear();
    negotiated.forEach(this::begin);
    unnumbered.forEach(this::begin);
  }

  /**
   * Opens a channel; before the association is there it waits for it.
   *
   * @param options what to open it with
   * @return the channel; {@link ChannelState#CONNECTING}, or {@code OPEN} when the association is
   *     there, or {@code CLOSED} when no stream is left for it
   * @throws IllegalStateException when the association is gone
   * @throws IllegalArgumentException when the negotiated id is taken
   */
  public Channel open(ChannelOptions options) {
    if (terminated) {
      throw new IllegalStateException("the association is gone");
    }
    if (options.negotiatedId().isEmpty()) {
      Channel channel = new Channel(options, Channel.NO_ID);
      if (established) {
        begin(channel);
      } else {
        waitingForId.add(channel);
      }
      return channel;
    }
    int id = options.negotiatedId().getAsInt();
    if (byId.containsKey(id)) {
      throw new IllegalArgumentException("channel id in use: " + id);
    }
    Channel channel = new Channel(options, id);
    channel.learntByPeer();
    byId.put(id, channel);
    if (established) {
      begin(channel);
    }
    return channel;
  }

  /**
   * Frames a message of the application.
   *
   * @param channel an open channel
   * @param text whether it is text (UTF-8) or binary
   * @param message its bytes, which nobody may change afterwards
   * @return what to hand to the association, after the pending commands
   * @throws IllegalStateException when the channel is not open
   */
  public ChannelCommand.Send frame(Channel channel, boolean text, byte[] message) {
    if (channel.state() != ChannelState.OPEN) {
      throw new IllegalStateException("channel is " + channel.state());
    }
    if (message.length == 0) {
      long ppid = text ? PayloadProtocol.STRING_EMPTY : PayloadProtocol.BINARY_EMPTY;
      return new ChannelCommand.Send(channel.id(), ppid, new byte[1], how(channel));
    }
    long ppid = text ? PayloadProtocol.STRING : PayloadProtocol.BINARY;
    return new ChannelCommand.Send(channel.id(), ppid, message, how(channel));
  }

  /**
   * Closes a channel: what is queued is still sent, then our direction is reset, and when the peer
   * has reset its own the channel is closed. Harmless on a channel that is closing or closed.
   *
   * @param channel the channel
   */
  public void close(Channel channel) {
    switch (channel.state()) {
      case CONNECTING -> {
        waitingForId.remove(channel);
        byId.remove(channel.id(), channel);
        closed(channel);
      }
      case OPEN -> {
        channel.state(ChannelState.CLOSING);
        commands.add(new ChannelCommand.Reset(channel.id()));
      }
      case CLOSING, CLOSED -> {}
    }
  }

  /**
   * A message arrived from the association.
   *
   * @param streamId the stream it came on
   * @param ppid its payload protocol identifier; unknown ones are dropped
   * @param message its bytes, ours to keep
   * @return whether the receiver got it and will release its charge; if not, the caller does
   */
  public boolean onMessage(int streamId, long ppid, byte[] message) {
    if (ppid == PayloadProtocol.DCEP) {
      onDcep(streamId, message);
      return false;
    }
    boolean text = PayloadProtocol.isString(ppid);
    if (terminated || !(text || PayloadProtocol.isBinary(ppid))) {
      return false;
    }
    byte[] content = PayloadProtocol.isEmpty(ppid) ? new byte[0] : message;
    Channel channel = byId.get(streamId);
    if (channel == null
        || channel.state() == ChannelState.CONNECTING
        || channel.successor() != null) {
      // Both sides may make a negotiated channel at different times.
      early.keep(streamId, text, content);
      return false;
    }
    // RFC 8832 section 6: the peer has the channel once anything came on it.
    channel.learntByPeer();
    receiver.onMessage(channel, text, content, message.length);
    return true;
  }

  /**
   * The peer has reset its direction of some streams; it closes those channels.
   *
   * @param streamIds the streams; empty means all (RFC 6525 section 4.1)
   */
  public void onIncomingReset(Collection<Integer> streamIds) {
    for (Channel channel : affected(streamIds)) {
      if (channel.successor() != null) {
        channel.resetSuccessor();
        continue;
      }
      channel.incomingReset();
      if (channel.state() == ChannelState.OPEN) {
        channel.state(ChannelState.CLOSING);
        events.add(new ChannelEvent.Closing(channel));
        // RFC 8831 section 6.7: "the peer ... resets the corresponding outgoing stream".
        commands.add(new ChannelCommand.Reset(channel.id()));
      }
      closeIfResetBothWays(channel);
    }
  }

  /**
   * Our direction of some streams is reset.
   *
   * @param streamIds the streams
   */
  public void onOutgoingReset(Collection<Integer> streamIds) {
    for (Channel channel : affected(streamIds)) {
      channel.outgoingReset();
      closeIfResetBothWays(channel);
    }
  }

  /**
   * The peer would not let us reset, or cannot: those channels are closed on our side alone.
   *
   * @param streamIds the streams
   */
  public void onResetFailed(Collection<Integer> streamIds) {
    for (Channel channel : affected(streamIds)) {
      remove(channel);
    }
  }

  /** The association is gone, or the peer started a new one: every channel is closed. */
  public void terminate() {
    terminated = true;
    commands.clear();
    List<Channel> all = new ArrayList<>(waitingForId);
    all.addAll(byId.values());
    waitingForId.clear();
    byId.clear();
    all.forEach(this::closed);
  }

  /**
   * What has to happen on the association next.
   *
   * @return the next command, or null
   */
  public @Nullable ChannelCommand pollCommand() {
    return commands.poll();
  }

  /**
   * What the application should learn next.
   *
   * @return the next event, or null
   */
  public @Nullable ChannelEvent pollEvent() {
    return events.poll();
  }

  private void begin(Channel channel) {
    if (channel.id() == Channel.NO_ID) {
      int id = freeId();
      if (id == Channel.NO_ID) {
        closed(channel);
        return;
      }
      channel.assignId(id);
      byId.put(id, channel);
      channel.state(ChannelState.OPEN);
      // RFC 8832 section 6: OPEN goes reliably and in order, whatever the channel is.
      byte[] open = new DcepMessage.Open(channel.options()).toBytes();
      commands.add(new ChannelCommand.Send(id, PayloadProtocol.DCEP, open, SendOptions.RELIABLE));
    } else if (channel.id() >= streams) {
      remove(channel);
      return;
    } else {
      channel.state(ChannelState.OPEN);
    }
    events.add(new ChannelEvent.Opened(channel));
    early.deliver(channel, receiver);
  }

  /**
   * The next free one, not the lowest: the peer may hear of a reset later than we, and would refuse
   * a channel on a stream that it has not seen closed.
   */
  private int freeId() {
    for (int tried = ownParity; tried < streams; tried += 2) {
      int id = nextId < streams ? nextId : ownParity;
      nextId = id + 2;
      if (!byId.containsKey(id)) {
        return id;
      }
    }
    return Channel.NO_ID;
  }

  private void onDcep(int streamId, byte[] message) {
    // The peer may have more streams than we: there we can neither answer nor close.
    if (!established || terminated || streamId >= streams) {
      return;
    }
    Optional<DcepMessage> parsed = DcepMessage.parse(message);
    if (parsed.isPresent() && parsed.get() instanceof DcepMessage.Open open) {
      onOpen(streamId, open.options());
    } else if (parsed.isPresent()) {
      Channel channel = byId.get(streamId);
      if (channel != null) {
        channel.learntByPeer();
      }
    } else if (DcepMessage.claimsToOpen(message)) {
      refuse(streamId);
    }
    // Other types of message are reserved (RFC 8832 section 8.2.1) and ignored.
  }

  private void onOpen(int streamId, ChannelOptions options) {
    int text = textOf(options);
    Channel before = byId.get(streamId);
    if (before != null
        && before.mayHaveSuccessor()
        && (streamId & 1) != ownParity
        && announcedText + text <= MAX_ANNOUNCED_TEXT) {
      before.succeededBy(options);
      announcedText += text;
      return;
    }
    if (streamId > MAX_ID
        || (streamId & 1) == ownParity
        || before != null
        || announced == MAX_ANNOUNCED
        || announcedText + text > MAX_ANNOUNCED_TEXT) {
      refuse(streamId);
      return;
    }
    Channel channel = new Channel(options, streamId);
    channel.state(ChannelState.OPEN);
    channel.learntByPeer();
    byId.put(streamId, channel);
    announced++;
    announcedText += text;
    byte[] ack = new DcepMessage.Ack().toBytes();
    commands.add(
        new ChannelCommand.Send(streamId, PayloadProtocol.DCEP, ack, SendOptions.RELIABLE));
    events.add(new ChannelEvent.Announced(channel));
    early.deliver(channel, receiver);
  }

  /**
   * RFC 8832 section 6: on a wrong or second OPEN the side that got it "MUST close the channel ...
   * and MUST NOT send a DATA_CHANNEL_ACK".
   */
  private void refuse(int streamId) {
    Channel channel = byId.get(streamId);
    if (channel == null) {
      commands.add(new ChannelCommand.Reset(streamId));
    } else if (channel.state() == ChannelState.OPEN) {
      events.add(new ChannelEvent.Closing(channel));
      close(channel);
    }
  }

  private List<Channel> affected(Collection<Integer> streamIds) {
    if (streamIds.isEmpty()) {
      return List.copyOf(byId.values());
    }
    List<Channel> found = new ArrayList<>();
    for (int id : streamIds) {
      Channel channel = byId.get(id);
      if (channel != null && channel.state() != ChannelState.CONNECTING) {
        found.add(channel);
      }
    }
    return found;
  }

  /** Its id is free again only now: a reset under way would hit the next channel on it. */
  private void closeIfResetBothWays(Channel channel) {
    if (channel.isResetBothWays()) {
      remove(channel);
    }
  }

  private void remove(Channel channel) {
    byId.remove(channel.id(), channel);
    if ((channel.id() & 1) != ownParity && channel.options().negotiatedId().isEmpty()) {
      announced--;
      announcedText -= textOf(channel.options());
    }
    closed(channel);
    ChannelOptions successor = channel.successor();
    if (successor != null) {
      announcedText -= textOf(successor);
      onOpen(channel.id(), successor);
      if (channel.isSuccessorReset()) {
        onIncomingReset(List.of(channel.id()));
      }
    }
  }

  private void closed(Channel channel) {
    channel.state(ChannelState.CLOSED);
    events.add(new ChannelEvent.Closed(channel));
  }

  private static int textOf(ChannelOptions options) {
    return options.label().length() + options.protocol().length();
  }

  private static SendOptions how(Channel channel) {
    ChannelOptions options = channel.options();
    boolean ordered = options.ordered() || !channel.knownToPeer();
    if (options.reliability() instanceof Reliability.MaxRetransmits limit) {
      return new SendOptions(ordered, limit.count(), -1);
    }
    if (options.reliability() instanceof Reliability.MaxPacketLifeTime limit) {
      return new SendOptions(ordered, -1, limit.millis());
    }
    return new SendOptions(ordered, -1, -1);
  }
}
