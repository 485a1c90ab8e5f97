package dev.sotto.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelEvent;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.DataChannels;
import dev.sotto.sdp.IceFragment;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where two peers of our own kind tell each other in advance how ICE would begin anew: a channel
 * that both open by themselves, because both descriptions say so, and that no application sees.
 *
 * <p>Each message is a word and a fragment (RFC 8840): {@code prepared} is how the sender would
 * begin, {@code begun} that it does. A later one replaces what an earlier one said. Confined to the
 * loop's thread.
 */
final class RestartChannel {
  /** The highest stream: applications count from the lowest. */
  private static final int STREAM = DataChannels.MAX_ID;

  private static final String PREPARED = "prepared\r\n";
  private static final String BEGUN = "begun\r\n";

  private final IceSession session;
  private final BiConsumer<Channel, byte[]> sender;
  private @Nullable Channel channel;

  RestartChannel(IceSession session, BiConsumer<Channel, byte[]> sender) {
    this.session = session;
    this.sender = sender;
  }

  /** Both descriptions say that there is one. */
  void open(DataChannels channels) {
    channel = channels.open(ChannelOptions.reliable("").negotiated(STREAM));
  }

  boolean isFor(Channel other) {
    return other == channel;
  }

  void onEvent(ChannelEvent event) {
    if (event instanceof ChannelEvent.Opened) {
      session.prepareRestarts();
    }
  }

  void tell(IceFragment fragment, boolean begun) {
    Channel open = channel;
    if (open != null) {
      sender.accept(open, ((begun ? BEGUN : PREPARED) + fragment.toText()).getBytes(US_ASCII));
    }
  }

  void onMessage(byte[] message) {
    if (message.length > IceFragment.MAX_LENGTH) {
      return;
    }
    String text = new String(message, US_ASCII);
    if (text.startsWith(BEGUN)) {
      IceFragment.parse(text).ifPresent(session::onPeerRestarts);
    } else if (text.startsWith(PREPARED)) {
      IceFragment.parse(text).ifPresent(session::onPeerPrepared);
    }
  }
}
