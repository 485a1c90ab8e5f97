package dev.sotto.turn;

import static dev.sotto.turn.TurnWorld.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTurnTest {
  private final TurnWorld world = TurnWorld.allocated();

  private void bind() {
    world.client().bindChannel(PEER);
    world.settle();
    world.events();
  }

  @Test
  void deliversNoChannelDataThatIsShorterThanItSays() {
    bind();
    byte[] whole = ScriptedServer.channelData(0x4000, "12345678");
    for (int length = 0; length < whole.length; length++) {
      world.deliver(Arrays.copyOf(whole, length));
    }
    assertThat(world.received()).isEmpty();
  }

  @Test
  void deliversChannelDataWithPaddingAndNoMoreThanThat() {
    bind();
    byte[] whole = ScriptedServer.channelData(0x4000, "12345");
    world.deliver(Arrays.copyOf(whole, whole.length + 3));
    world.deliver(Arrays.copyOf(whole, whole.length + 4));

    assertThat(world.received()).containsExactly(PEER + " 12345");
  }

  @Test
  void deliversNoIndicationThatIsCut() {
    bind();
    byte[] whole = world.server().dataIndication(PEER, "12345678");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      world.deliver(cut);
      if (length >= 20 && length % 4 == 0) {
        cut[2] = 0;
        cut[3] = (byte) (length - 20);
        world.deliver(cut);
      }
    }
    assertThat(world.received()).isEmpty();
  }

  @Test
  void deliversNoIndicationThatLacksSomethingOrHasTooMuch() {
    bind();
    byte[] data = {1, 2, 3};
    List<byte[]> indications =
        List.of(
            world.server().indication().toBytes(null, false),
            world
                .server()
                .indication()
                .xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, PEER)
                .toBytes(null, false),
            world
                .server()
                .indication()
                .attribute(TurnNumbers.DATA_ATTRIBUTE, data)
                .toBytes(null, false),
            world
                .server()
                .indication()
                .attribute(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, new byte[5])
                .attribute(TurnNumbers.DATA_ATTRIBUTE, data)
                .toBytes(null, false),
            world
                .server()
                .indication()
                .xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, PEER)
                .attribute(TurnNumbers.DATA_ATTRIBUTE, data)
                .attribute(0x7abc, data)
                .toBytes(null, false),
            StunMessage.builder(
                    TurnNumbers.SEND, MessageClass.INDICATION, TransactionId.random(new Random(3)))
                .xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, PEER)
                .attribute(TurnNumbers.DATA_ATTRIBUTE, data)
                .toBytes(null, false));
    indications.forEach(world::deliver);

    assertThat(world.received()).isEmpty();
  }

  @Test
  void answersNoRequest() {
    world.deliver(
        StunMessage.bindingRequest(TransactionId.random(new Random(3))).toBytes(null, true));
    world.settle();

    assertThat(world.server().requests()).hasSize(2);
  }

  @Test
  void anIpv4AddressWrittenAsIpv6IsTheSamePeerAndNoOther() {
    bind();
    TransportAddress stranger = TransportAddress.of("::ffff:192.0.2.66", 4000);
    world.deliver(world.server().dataIndication(stranger, "psst"));
    assertThat(world.received()).isEmpty();
    world.deliver(
        world.server().dataIndication(TransportAddress.of("::ffff:192.0.2.10", 4000), "hi"));
    assertThat(world.received()).containsExactly(PEER + " hi");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survives25000Mutations(long seed) {
    Random random = new Random(seed);
    bind();
    List<byte[]> originals = new ArrayList<>();
    originals.add(ScriptedServer.channelData(0x4000, "12345"));
    originals.add(world.server().dataIndication(PEER, "12345"));
    for (int i = 0; i < 12_500; i++) {
      byte[] packet = mutated(originals.get(random.nextInt(originals.size())), random);
      world.client().handlePacket(packet, 0, packet.length, world.now());
    }
    for (int i = 0; i < 12_500; i++) {
      respondWithMutation(random);
    }
    assertThat(world.received().stream().allMatch(line -> line.startsWith("192.0.2.10:")))
        .as("seed %d", seed)
        .isTrue();
  }

  /** A client whose last request is answered with something like an answer. */
  private static void respondWithMutation(Random random) {
    TurnWorld victim = TurnWorld.overUdp();
    int when = 1 + random.nextInt(2);
    ScriptedServer server = victim.server();
    server.script(
        request -> {
          if (server.requests().size() != when) {
            return Optional.empty();
          }
          byte[] answer =
              switch (random.nextInt(4)) {
                case 0 -> server.challenge(request, 401);
                case 1 ->
                    request
                        .errorResponse(300, "")
                        .alternateServer(PEER)
                        .toBytes(random.nextBoolean() ? server.key() : null, true);
                default ->
                    server
                        .success(request)
                        .xorAddress(
                            TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, ScriptedServer.RELAYED)
                        .attribute(
                            TurnNumbers.ADDRESS_ERROR_CODE_ATTRIBUTE, new byte[] {2, 0, 4, 40})
                        .toBytes(null, false);
              };
          return Optional.of(mutated(answer, random));
        });
    victim.client().allocate();
    victim.settle();
    victim.client().permit(PEER.ip());
    victim.settle();
    assertThat(server.requests()).hasSizeLessThan(10);
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      switch (random.nextInt(4)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(32);
        default -> {
          int length = Math.max(4, bytes.length - 4 + 4 * random.nextInt(3));
          bytes = Arrays.copyOf(bytes, length);
          if (length >= 20) {
            bytes[2] = (byte) ((length - 20) >> 8);
            bytes[3] = (byte) (length - 20);
          }
        }
      }
    }
    return bytes;
  }
}
