package dev.sotto.datachannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.sctp.SendOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataChannelsTest {
  private static final byte[] OPEN_CHAT =
      new DcepMessage.Open(ChannelOptions.reliable("chat")).toBytes();

  /** One end, with what it said, sent and received. */
  private static final class End {
    final List<String> received = new ArrayList<>();
    final List<Integer> charges = new ArrayList<>();
    final DataChannels channels =
        new DataChannels(
            (channel, text, message, charge) -> {
              received.add(
                  channel.id()
                      + (text ? " text " : " binary ")
                      + new String(message, StandardCharsets.UTF_8));
              charges.add(charge);
            });

    List<ChannelEvent> events() {
      List<ChannelEvent> all = new ArrayList<>();
      @Nullable ChannelEvent event;
      while ((event = channels.pollEvent()) != null) {
        all.add(event);
      }
      return all;
    }

    List<ChannelCommand> commands() {
      List<ChannelCommand> all = new ArrayList<>();
      @Nullable ChannelCommand command;
      while ((command = channels.pollCommand()) != null) {
        all.add(command);
      }
      return all;
    }

    void send(End peer, Channel channel, boolean text, String message) {
      carry(peer);
      carry(channels.frame(channel, text, message.getBytes(StandardCharsets.UTF_8)), peer);
    }

    /** A perfect association: what one end wants happens at the other. */
    void carry(End peer) {
      for (ChannelCommand command : commands()) {
        carry(command, peer);
      }
    }

    private void carry(ChannelCommand command, End peer) {
      if (command instanceof ChannelCommand.Send send) {
        peer.channels.onMessage(send.streamId(), send.ppid(), send.payload());
      } else if (command instanceof ChannelCommand.Reset reset) {
        channels.onOutgoingReset(List.of(reset.streamId()));
        peer.channels.onIncomingReset(List.of(reset.streamId()));
      }
    }
  }

  private final End client = new End();
  private final End server = new End();

  private void establish() {
    client.channels.established(true, 65_535);
    server.channels.established(false, 65_535);
  }

  private void carryAll() {
    for (int i = 0; i < 4; i++) {
      client.carry(server);
      server.carry(client);
    }
  }

  private Channel openedByClient() {
    Channel channel = client.channels.open(ChannelOptions.reliable("chat"));
    carryAll();
    return channel;
  }

  private static Channel announcedIn(End end) {
    return end.events().stream()
        .filter(ChannelEvent.Announced.class::isInstance)
        .map(ChannelEvent::channel)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theDtlsClientTakesEvenIdsAndTheServerOddOnes() {
    establish();

    assertThat(client.channels.open(ChannelOptions.reliable("a")).id()).isZero();
    assertThat(client.channels.open(ChannelOptions.reliable("b")).id()).isEqualTo(2);
    assertThat(server.channels.open(ChannelOptions.reliable("c")).id()).isEqualTo(1);
    assertThat(server.channels.open(ChannelOptions.reliable("d")).id()).isEqualTo(3);
  }

  @Test
  void channelsOpenedEarlyGetTheirIdsWhenTheRoleIsKnown() {
    Channel early = server.channels.open(ChannelOptions.reliable("early"));
    assertThat(early.id()).isEqualTo(-1);
    assertThat(early.state()).isEqualTo(ChannelState.CONNECTING);
    assertThat(server.commands()).isEmpty();

    establish();

    assertThat(early.id()).isEqualTo(1);
    assertThat(server.events()).containsExactly(new ChannelEvent.Opened(early));
    carryAll();
    assertThat(announcedIn(client).options().label()).isEqualTo("early");
  }

  @Test
  void tellsThePeerWhatTheChannelIs() {
    establish();
    ChannelOptions options =
        ChannelOptions.reliable("game")
            .withProtocol("v2")
            .unordered()
            .withReliability(new Reliability.MaxPacketLifeTime(20));
    client.channels.open(options);
    carryAll();

    assertThat(announcedIn(server).options()).isEqualTo(options);
  }

  @Test
  void carriesTextBinaryAndEmptyMessagesBothWays() {
    establish();
    Channel ours = openedByClient();
    Channel theirs = announcedIn(server);

    client.send(server, ours, true, "hello");
    client.send(server, ours, false, "\u0000");
    client.send(server, ours, true, "");
    server.send(client, theirs, false, "");

    assertThat(server.received).containsExactly("0 text hello", "0 binary \u0000", "0 text ");
    assertThat(server.charges)
        .as("an empty message is one byte on the wire")
        .containsExactly(5, 1, 1);
    assertThat(client.received).containsExactly("0 binary ");
  }

  @Test
  void sendsInOrderUntilThePeerKnowsTheChannel() {
    establish();
    ChannelOptions options =
        ChannelOptions.reliable("x").unordered().withReliability(new Reliability.MaxRetransmits(0));
    Channel channel = client.channels.open(options);

    assertThat(client.channels.frame(channel, true, new byte[1]).how())
        .isEqualTo(new SendOptions(true, 0, -1));
    carryAll();
    assertThat(client.channels.frame(channel, true, new byte[1]).how())
        .isEqualTo(new SendOptions(false, 0, -1));
  }

  @Test
  void closesBothSidesWhenOneCloses() {
    establish();
    Channel ours = openedByClient();
    Channel theirs = announcedIn(server);
    client.events();

    client.channels.close(ours);
    assertThat(ours.state()).isEqualTo(ChannelState.CLOSING);
    assertThatThrownBy(() -> client.channels.frame(ours, true, new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    carryAll();

    assertThat(ours.state()).isEqualTo(ChannelState.CLOSED);
    assertThat(theirs.state()).isEqualTo(ChannelState.CLOSED);
    assertThat(client.events()).containsExactly(new ChannelEvent.Closed(ours));
    assertThat(server.events())
        .containsExactly(new ChannelEvent.Closing(theirs), new ChannelEvent.Closed(theirs));
  }

  @Test
  void keepsTheIdUntilBothDirectionsAreReset() {
    client.channels.established(true, 4);
    server.channels.established(false, 4);
    Channel first = openedByClient();
    client.channels.close(first);
    client.channels.onOutgoingReset(List.of(0));

    assertThat(client.channels.open(ChannelOptions.reliable("next")).id()).isEqualTo(2);
    assertThat(client.channels.open(ChannelOptions.reliable("none left")).state())
        .isEqualTo(ChannelState.CLOSED);

    client.channels.onIncomingReset(List.of(0));
    assertThat(client.channels.open(ChannelOptions.reliable("third")).id()).isZero();
  }

  @Test
  void takesAnIdAgainOnlyAfterAllOthers() {
    establish();
    Channel first = openedByClient();
    client.channels.close(first);
    carryAll();
    assertThat(first.state()).isEqualTo(ChannelState.CLOSED);

    assertThat(client.channels.open(ChannelOptions.reliable("next")).id()).isEqualTo(2);
  }

  /** The answer to our reset was lost: the peer has closed the channel, and we do not know yet. */
  private Channel closedByThePeerOnly() {
    establish();
    server.channels.onMessage(0, PayloadProtocol.DCEP, OPEN_CHAT);
    Channel old = announcedIn(server);
    server.channels.onIncomingReset(List.of(0));
    server.events();
    server.commands();
    return old;
  }

  @Test
  void thePeerMayOpenItsNextChannelBeforeWeKnowThatTheLastIsClosed() {
    Channel old = closedByThePeerOnly();
    server.channels.onMessage(0, PayloadProtocol.DCEP, OPEN_CHAT);
    server.channels.onMessage(0, PayloadProtocol.STRING, new byte[] {'x'});
    assertThat(server.received).isEmpty();
    server.channels.onOutgoingReset(List.of(0));

    assertThat(old.state()).isEqualTo(ChannelState.CLOSED);
    List<ChannelEvent> events = server.events();
    assertThat(events).hasSize(2).first().isEqualTo(new ChannelEvent.Closed(old));
    assertThat(events.get(1)).isInstanceOf(ChannelEvent.Announced.class);
    assertThat(events.get(1).channel().state()).isEqualTo(ChannelState.OPEN);
    assertThat(server.received).containsExactly("0 text x");
    assertThat(server.commands()).hasSize(1).first().isInstanceOf(ChannelCommand.Send.class);
  }

  @Test
  void thatNextChannelMayBeClosedAlreadyToo() {
    closedByThePeerOnly();
    server.channels.onMessage(0, PayloadProtocol.DCEP, OPEN_CHAT);
    server.channels.onMessage(0, PayloadProtocol.STRING, new byte[] {'x'});
    server.channels.onIncomingReset(List.of(0));
    server.channels.onOutgoingReset(List.of(0));

    assertThat(server.received).containsExactly("0 text x");
    assertThat(server.events())
        .extracting(event -> event.channel().state())
        .containsExactly(ChannelState.CLOSED, ChannelState.CLOSING, ChannelState.CLOSING);
    assertThat(server.commands()).endsWith(new ChannelCommand.Reset(0));

    server.channels.onOutgoingReset(List.of(0));
    assertThat(server.events()).extracting(ChannelEvent::getClass).hasSize(1);
  }

  @Test
  void labelsOfChannelsToComeAreBoundedToo() {
    establish();
    byte[] long64k = new DcepMessage.Open(ChannelOptions.reliable("x".repeat(65_535))).toBytes();
    for (int id = 0; id < 200; id += 2) {
      server.channels.onMessage(id, PayloadProtocol.DCEP, OPEN_CHAT);
    }
    server.channels.onIncomingReset(List.of());
    server.events();
    for (int id = 0; id < 200; id += 2) {
      server.channels.onMessage(id, PayloadProtocol.DCEP, long64k);
      server.channels.onOutgoingReset(List.of(id));
    }
    assertThat(server.events().stream().filter(ChannelEvent.Announced.class::isInstance))
        .hasSizeLessThanOrEqualTo(DataChannels.MAX_ANNOUNCED_TEXT / 65_535);
  }

  @Test
  void bothSidesMayCloseAtOnce() {
    establish();
    Channel ours = openedByClient();
    Channel theirs = announcedIn(server);

    client.channels.close(ours);
    server.channels.close(theirs);
    carryAll();

    assertThat(ours.state()).isEqualTo(ChannelState.CLOSED);
    assertThat(theirs.state()).isEqualTo(ChannelState.CLOSED);
  }

  @Test
  void aChannelClosedBeforeTheAssociationIsThereIsNeverAnnounced() {
    Channel channel = client.channels.open(ChannelOptions.reliable("never"));
    client.channels.close(channel);
    establish();

    assertThat(client.commands()).isEmpty();
    assertThat(client.events()).containsExactly(new ChannelEvent.Closed(channel));
  }

  @Test
  void aPeerThatCannotResetStillLetsUsClose() {
    establish();
    Channel channel = openedByClient();
    client.channels.close(channel);
    client.channels.onResetFailed(List.of(channel.id()));

    assertThat(channel.state()).isEqualTo(ChannelState.CLOSED);
  }

  @Test
  void refusesAnOpenOfTheWrongParityOnAUsedStreamOrIllFormed() {
    establish();
    server.channels.onMessage(3, PayloadProtocol.DCEP, OPEN_CHAT);
    server.channels.onMessage(4, PayloadProtocol.DCEP, new byte[] {3, 9});

    assertThat(server.events()).isEmpty();
    assertThat(server.commands())
        .containsExactly(new ChannelCommand.Reset(3), new ChannelCommand.Reset(4));

    server.channels.onMessage(0, PayloadProtocol.DCEP, OPEN_CHAT);
    Channel channel = announcedIn(server);
    server.commands();
    server.channels.onMessage(0, PayloadProtocol.DCEP, OPEN_CHAT);
    assertThat(server.commands()).containsExactly(new ChannelCommand.Reset(0));
    assertThat(channel.state()).isEqualTo(ChannelState.CLOSING);
  }

  @Test
  void ignoresOpensWhereOnlyThePeerHasAStream() {
    server.channels.established(false, 1024);
    server.channels.onMessage(1024, PayloadProtocol.DCEP, OPEN_CHAT);
    server.channels.onMessage(1024, PayloadProtocol.DCEP, new byte[] {3, 9});
    server.channels.onMessage(65_535, PayloadProtocol.DCEP, OPEN_CHAT);

    assertThat(server.events()).isEmpty();
    assertThat(server.commands()).isEmpty();

    server.channels.onMessage(1022, PayloadProtocol.DCEP, OPEN_CHAT);
    assertThat(announcedIn(server).id()).isEqualTo(1022);
  }

  @Test
  void aPeerCannotOpenChannelsWithoutEnd() {
    establish();
    byte[] long64k = new DcepMessage.Open(ChannelOptions.reliable("x".repeat(65_535))).toBytes();
    int announced = 0;
    for (int id = 0; id < 65_534; id += 2) {
      server.channels.onMessage(id, PayloadProtocol.DCEP, id < 200 ? long64k : OPEN_CHAT);
    }
    for (ChannelEvent event : server.events()) {
      announced += event instanceof ChannelEvent.Announced ? 1 : 0;
    }
    assertThat(announced).isEqualTo(DataChannels.MAX_ANNOUNCED_TEXT / 65_535 + countOfSmall());
  }

  private static int countOfSmall() {
    // After the sixteen long labels 16 characters are left: room for four times "chat".
    return (DataChannels.MAX_ANNOUNCED_TEXT % 65_535) / 4;
  }

  @Test
  void closedChannelsMakeRoomForNewOnes() {
    establish();
    for (int round = 0; round < 3; round++) {
      for (int id = 0; id < 2 * DataChannels.MAX_ANNOUNCED; id += 2) {
        server.channels.onMessage(id, PayloadProtocol.DCEP, OPEN_CHAT);
      }
      List<Channel> open =
          server.events().stream()
              .filter(ChannelEvent.Announced.class::isInstance)
              .map(ChannelEvent::channel)
              .toList();
      assertThat(open).hasSize(DataChannels.MAX_ANNOUNCED);
      server.channels.onIncomingReset(List.of());
      server.channels.onOutgoingReset(open.stream().map(Channel::id).toList());
      server.commands();
      server.events();
    }
  }

  @Test
  void negotiatedChannelsNeedNoMessageAndLoseNothingThatCameEarly() {
    establish();
    Channel ours = client.channels.open(ChannelOptions.reliable("n").negotiated(7));
    assertThat(client.commands()).isEmpty();
    client.send(server, ours, true, "early");
    assertThat(server.received).isEmpty();

    server.channels.open(ChannelOptions.reliable("n").negotiated(7));

    assertThat(server.received).containsExactly("7 text early");
    assertThat(server.charges).as("already released").containsExactly(0);
  }

  @Test
  void aNegotiatedIdCannotBeTakenTwice() {
    client.channels.open(ChannelOptions.reliable("a").negotiated(5));
    assertThatThrownBy(() -> client.channels.open(ChannelOptions.reliable("b").negotiated(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void messagesOnStreamsWithoutAChannelAreKeptOnlyUpToALimit() {
    establish();
    for (int i = 0; i < 10_000; i++) {
      assertThat(server.channels.onMessage(9, PayloadProtocol.BINARY, new byte[1000])).isFalse();
    }
    server.channels.open(ChannelOptions.reliable("late").negotiated(9));
    assertThat(server.received).hasSize(256);
  }

  @Test
  void theEndOfTheAssociationClosesEveryChannelOnce() {
    Channel early = client.channels.open(ChannelOptions.reliable("early"));
    Channel negotiated = client.channels.open(ChannelOptions.reliable("n").negotiated(9));
    client.channels.terminate();
    client.channels.terminate();

    assertThat(client.events())
        .containsExactlyInAnyOrder(
            new ChannelEvent.Closed(early), new ChannelEvent.Closed(negotiated));
    assertThatThrownBy(() -> client.channels.open(ChannelOptions.reliable("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(client.channels.onMessage(0, PayloadProtocol.STRING, new byte[1])).isFalse();
  }

  @Test
  void noMessageOfAPeerMakesItThrow() {
    establish();
    long seed = 8831;
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] message = i % 2 == 0 ? OPEN_CHAT.clone() : new byte[1 + random.nextInt(40)];
      if (i % 2 == 1) {
        random.nextBytes(message);
      }
      message[random.nextInt(message.length)] = (byte) random.nextInt(6);
      server.channels.onMessage(random.nextInt(65_536), 48 + random.nextInt(12), message);
      if (random.nextInt(8) == 0) {
        server.channels.onIncomingReset(List.of(random.nextInt(65_536)));
        server.channels.onOutgoingReset(List.of(random.nextInt(65_536)));
      }
    }
    long announced =
        server.events().stream().filter(ChannelEvent.Announced.class::isInstance).count();
    assertThat(announced).as("seed %d", seed).isPositive();
  }
}
