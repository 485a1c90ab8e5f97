package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelCommand;
import dev.sotto.datachannel.ChannelEvent;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import dev.sotto.datachannel.DataChannels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** DCEP and messages on any stream, from an association that the peer leads as it likes. */
class DataChannelsFuzzTest {
  private static final int STREAMS = 1024;

  private final Set<Channel> alive = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Channel> ours = new ArrayList<>();
  private int received;

  /** A step is an operation, a stream and, for a message, its protocol identifier and bytes. */
  @FuzzTest
  void keepsItsRules(byte[] input) {
    Script script = new Script(input);
    DataChannels channels =
        new DataChannels(
            (channel, text, message, charge) -> {
              assertThat(channel.state()).isIn(ChannelState.OPEN, ChannelState.CLOSING);
              assertThat(charge).isBetween(0, received);
            });
    alive.clear();
    ours.clear();
    boolean dtlsClient = (script.number8() & 1) == 0;
    channels.established(dtlsClient, STREAMS);
    while (script.hasMore()) {
      step(channels, script);
      drain(channels);
      assertThat(alive).hasSizeLessThanOrEqualTo(DataChannels.MAX_ANNOUNCED + ours.size());
    }
    channels.terminate();
    drain(channels);
    assertThat(alive).isEmpty();
  }

  private void step(DataChannels channels, Script script) {
    int operation = script.number8();
    int stream = script.number16();
    switch (operation & 7) {
      case 0 -> channels.onIncomingReset(List.of(stream));
      case 1 -> channels.onOutgoingReset(List.of(stream));
      case 2 -> channels.onResetFailed(List.of(stream));
      case 3 -> open(channels);
      case 4 ->
          ours.stream().skip(stream % (ours.size() + 1)).findFirst().ifPresent(channels::close);
      case 5 -> channels.onIncomingReset(List.of());
      default -> {
        int ppid = script.number8();
        byte[] message = script.bytes();
        received = message.length;
        channels.onMessage(stream, ppid, message);
      }
    }
  }

  private void open(DataChannels channels) {
    Channel made = channels.open(ChannelOptions.reliable("ours"));
    ours.add(made);
    alive.add(made);
  }

  private void drain(DataChannels channels) {
    for (ChannelCommand next; (next = channels.pollCommand()) != null; ) {
      if (next instanceof ChannelCommand.Send send) {
        assertThat(send.payload()).isNotEmpty();
        assertThat(send.streamId()).isBetween(0, STREAMS - 1);
      }
    }
    for (ChannelEvent next; (next = channels.pollEvent()) != null; ) {
      Channel channel = next.channel();
      if (next instanceof ChannelEvent.Announced) {
        assertThat(alive.add(channel)).as("announced once").isTrue();
      } else if (next instanceof ChannelEvent.Closed) {
        assertThat(alive.remove(channel)).as("closed once").isTrue();
        assertThat(channel.state()).isEqualTo(ChannelState.CLOSED);
      } else {
        assertThat(alive).contains(channel);
      }
    }
  }
}
