package dev.sotto.turn;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.LongTermKey;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import dev.sotto.time.Monotonic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * A small TURN server in virtual time, strict about what RFC 8656 has a client do. A test may
 * answer any request in its place.
 */
final class ScriptedServer {
  static final TurnCredentials CREDENTIALS = new TurnCredentials("anna", "fm5:Ab$");
  static final TransportAddress MAPPED = TransportAddress.of("198.51.100.7", 50_000);
  static final TransportAddress RELAYED = TransportAddress.of("203.0.113.2", 49_152);
  static final TransportAddress RELAYED6 = TransportAddress.of("2001:db8::2", 49_153);

  private static final String REALM = "sotto.test";

  private final Random random = new Random(7);
  private final Map<IpAddress, Long> permissions = new HashMap<>();
  private final Map<Integer, TransportAddress> channels = new HashMap<>();
  private final Map<Integer, Long> channelEnds = new HashMap<>();
  private final List<StunMessage> requests = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<Relayed> relayed = new ArrayList<>();
  private Function<StunMessage, Optional<byte[]>> script = request -> Optional.empty();
  private String nonce = "nonce-0";
  private int nonces;
  private long lifetime = 600;
  private boolean hasIpv6 = true;
  private boolean deaf;
  private boolean mute;
  private long allocationEnd = -1;

  /** What the server passed on to a peer. */
  record Relayed(TransportAddress peer, String data, boolean byChannel) {}

  /** Answers in the server's place when the result is present; an empty array is silence. */
  void script(Function<StunMessage, Optional<byte[]>> answers) {
    script = answers;
  }

  /** Answers one method so, and everything else as it should. */
  void script(int method, Function<StunMessage, byte[]> answer) {
    script(
        request ->
            request.method() == method ? Optional.of(answer.apply(request)) : Optional.empty());
  }

  void behave() {
    script(request -> Optional.empty());
  }

  void deaf(boolean hearsNothing) {
    deaf = hearsNothing;
  }

  /** Does what it is asked, and its answers are lost. */
  void mute(boolean saysNothing) {
    mute = saysNothing;
  }

  void lifetime(long seconds) {
    lifetime = seconds;
  }

  void withoutIpv6() {
    hasIpv6 = false;
  }

  void makeNonceStale() {
    nonce = "nonce-" + ++nonces;
  }

  List<StunMessage> requests() {
    return requests;
  }

  long count(int method) {
    return requests.stream().filter(request -> request.method() == method).count();
  }

  /** When requests came, in milliseconds. */
  List<Long> times() {
    return times;
  }

  List<Relayed> relayed() {
    return relayed;
  }

  boolean hasAllocation(Monotonic now) {
    return now.nanos() < allocationEnd;
  }

  boolean permits(IpAddress ip, Monotonic now) {
    return now.nanos() < permissions.getOrDefault(ip, 0L);
  }

  boolean hasChannel(int number, Monotonic now) {
    return now.nanos() < channelEnds.getOrDefault(number, 0L);
  }

  byte[] key() {
    return LongTermKey.of(
        CREDENTIALS.username(), REALM.getBytes(StandardCharsets.UTF_8), CREDENTIALS.password());
  }

  /** A datagram of a peer as the client gets it; empty when the peer is not permitted. */
  byte[] fromPeer(TransportAddress peer, String data, Monotonic now) {
    if (!permits(peer.ip(), now)) {
      return new byte[0];
    }
    for (var channel : channels.entrySet()) {
      if (channel.getValue().equals(peer) && hasChannel(channel.getKey(), now)) {
        return channelData(channel.getKey(), data);
      }
    }
    return dataIndication(peer, data);
  }

  static byte[] channelData(int number, String data) {
    byte[] payload = data.getBytes(StandardCharsets.UTF_8);
    byte[] packet = new byte[payload.length + 4];
    ChannelData.write(number, payload, 0, payload.length, packet, 0, false);
    return packet;
  }

  byte[] dataIndication(TransportAddress peer, String data) {
    return indication()
        .xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE, peer)
        .attribute(TurnNumbers.DATA_ATTRIBUTE, data.getBytes(StandardCharsets.UTF_8))
        .toBytes(null, false);
  }

  StunBuilder indication() {
    return StunMessage.builder(
        TurnNumbers.DATA, MessageClass.INDICATION, TransactionId.random(random));
  }

  /** Takes what the client sent; its answer, empty when there is none. */
  byte[] handle(byte[] packet, Monotonic now) {
    if (ChannelData.startsWith(packet[0])) {
      relayChannelData(packet, now);
      return new byte[0];
    }
    StunMessage message = StunMessage.parse(packet, 0, packet.length);
    if (message.messageClass() == MessageClass.INDICATION) {
      relayIndication(message, now);
      return new byte[0];
    }
    requests.add(message);
    times.add(now.nanos() / 1_000_000);
    if (deaf) {
      return new byte[0];
    }
    byte[] answer = script.apply(message).orElseGet(() -> answer(message, now));
    return mute ? new byte[0] : answer;
  }

  private void relayChannelData(byte[] packet, Monotonic now) {
    int number = ChannelData.number(packet, 0);
    int length = ChannelData.length(packet, 0);
    TransportAddress peer = channels.get(number);
    if (peer != null && hasChannel(number, now)) {
      String data = new String(packet, 4, length, StandardCharsets.UTF_8);
      relayed.add(new Relayed(peer, data, true));
    }
  }

  private void relayIndication(StunMessage message, Monotonic now) {
    TransportAddress peer =
        message.xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE).orElseThrow();
    byte[] data = message.attribute(TurnNumbers.DATA_ATTRIBUTE).orElseThrow();
    if (permits(peer.ip(), now)) {
      relayed.add(new Relayed(peer, new String(data, StandardCharsets.UTF_8), false));
    }
  }

  private byte[] answer(StunMessage request, Monotonic now) {
    if (!request.hasIntegrity()) {
      return challenge(request, ErrorCode.UNAUTHENTICATED);
    }
    String realm = text(request, AttributeType.REALM);
    boolean known =
        realm.equals(REALM)
            && request.username().orElseThrow().equals(CREDENTIALS.username())
            && request.integrityValid(key());
    if (!known) {
      return challenge(request, ErrorCode.UNAUTHENTICATED);
    }
    if (!text(request, AttributeType.NONCE).equals(nonce)) {
      return challenge(request, ErrorCode.STALE_NONCE);
    }
    return switch (request.method()) {
      case TurnNumbers.ALLOCATE -> allocate(request, now);
      case TurnNumbers.REFRESH -> refresh(request, now);
      case TurnNumbers.CREATE_PERMISSION -> createPermission(request, now);
      case TurnNumbers.CHANNEL_BIND -> bindChannel(request, now);
      default -> refuse(request, ErrorCode.BAD_REQUEST);
    };
  }

  private static String text(StunMessage request, int attribute) {
    return new String(request.attribute(attribute).orElseThrow(), StandardCharsets.UTF_8);
  }

  byte[] challenge(StunMessage request, int code) {
    return request
        .errorResponse(code, "challenge")
        .attribute(AttributeType.REALM, REALM.getBytes(StandardCharsets.UTF_8))
        .attribute(AttributeType.NONCE, nonce.getBytes(StandardCharsets.UTF_8))
        .toBytes(null, false);
  }

  /** An authentic error. */
  byte[] refuse(StunMessage request, int code) {
    return request.errorResponse(code, "refused").toBytes(key(), true);
  }

  private byte[] allocate(StunMessage request, Monotonic now) {
    byte[] transport = request.attribute(TurnNumbers.REQUESTED_TRANSPORT_ATTRIBUTE).orElseThrow();
    if (transport.length != 4 || transport[0] != 17) {
      return refuse(request, 442);
    }
    if (hasAllocation(now)) {
      return refuse(request, 437);
    }
    boolean both = request.has(TurnNumbers.ADDITIONAL_ADDRESS_FAMILY_ATTRIBUTE);
    byte[] family =
        request
            .attribute(TurnNumbers.REQUESTED_ADDRESS_FAMILY_ATTRIBUTE)
            .orElse(new byte[] {1, 0, 0, 0});
    if (both && request.has(TurnNumbers.REQUESTED_ADDRESS_FAMILY_ATTRIBUTE)) {
      return refuse(request, ErrorCode.BAD_REQUEST);
    }
    if (family[0] == 2 && !hasIpv6) {
      return refuse(request, 440);
    }
    allocationEnd = now.plus(Duration.ofSeconds(lifetime)).nanos();
    StunBuilder response =
        success(request)
            .xorAddress(
                TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, family[0] == 2 ? RELAYED6 : RELAYED);
    if (both && hasIpv6) {
      response.xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED6);
    } else if (both) {
      response.attribute(
          TurnNumbers.ADDRESS_ERROR_CODE_ATTRIBUTE, new byte[] {2, 0, 4, 40, 'n', 'o'});
    }
    return response.toBytes(key(), true);
  }

  /** An Allocate response without relayed address. */
  StunBuilder success(StunMessage request) {
    return request
        .successResponse()
        .attribute(TurnNumbers.LIFETIME_ATTRIBUTE, lifetimeValue())
        .xorMappedAddress(MAPPED);
  }

  private byte[] lifetimeValue() {
    return new byte[] {
      (byte) (lifetime >> 24), (byte) (lifetime >> 16), (byte) (lifetime >> 8), (byte) lifetime
    };
  }

  private byte[] refresh(StunMessage request, Monotonic now) {
    if (!hasAllocation(now)) {
      return refuse(request, 437);
    }
    byte[] wanted = request.attribute(TurnNumbers.LIFETIME_ATTRIBUTE).orElseThrow();
    boolean delete = Arrays.equals(wanted, new byte[4]);
    allocationEnd = delete ? -1 : now.plus(Duration.ofSeconds(lifetime)).nanos();
    byte[] value = delete ? new byte[4] : lifetimeValue();
    return request
        .successResponse()
        .attribute(TurnNumbers.LIFETIME_ATTRIBUTE, value)
        .toBytes(key(), true);
  }

  private byte[] createPermission(StunMessage request, Monotonic now) {
    if (!hasAllocation(now)) {
      return refuse(request, 437);
    }
    permit(request.xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE).orElseThrow().ip(), now);
    return request.successResponse().toBytes(key(), true);
  }

  private void permit(IpAddress ip, Monotonic now) {
    permissions.put(ip, now.plus(Duration.ofMinutes(5)).nanos());
  }

  private byte[] bindChannel(StunMessage request, Monotonic now) {
    byte[] value = request.attribute(TurnNumbers.CHANNEL_NUMBER_ATTRIBUTE).orElseThrow();
    int number = (value[0] & 0xff) << 8 | (value[1] & 0xff);
    TransportAddress peer =
        request.xorAddress(TurnNumbers.XOR_PEER_ADDRESS_ATTRIBUTE).orElseThrow();
    boolean taken = channels.containsKey(number) && !peer.equals(channels.get(number));
    boolean twice = channels.containsValue(peer) && !peer.equals(channels.get(number));
    if (!hasAllocation(now) || number < 0x4000 || number > 0x4FFF || taken || twice) {
      return refuse(request, ErrorCode.BAD_REQUEST);
    }
    channels.put(number, peer);
    channelEnds.put(number, now.plus(Duration.ofMinutes(10)).nanos());
    permit(peer.ip(), now);
    return request.successResponse().toBytes(key(), true);
  }
}
