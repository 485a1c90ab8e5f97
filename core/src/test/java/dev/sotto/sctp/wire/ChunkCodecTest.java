package dev.sotto.sctp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkCodecTest {
  private static final List<Parameter> SETUP_PARAMETERS =
      List.of(
          new StateCookieParameter(bytes(37)),
          new UnrecognizedParameter(bytes(5)),
          new ForwardTsnSupportedParameter(),
          new SupportedExtensionsParameter(Octets.of(new byte[] {(byte) 130, (byte) 192, 7})),
          new UnknownParameter(0xc123, bytes(3)));

  private static final List<Parameter> RECONFIGURATION_PARAMETERS =
      List.of(
          new OutgoingResetRequestParameter(-1, 2, -3, List.of(0, 65_535, 7)),
          new IncomingResetRequestParameter(4, List.of(1)),
          new SsnTsnResetRequestParameter(-5),
          new ReconfigurationResponseParameter(6, ReconfigurationResponseParameter.IN_PROGRESS),
          new AddOutgoingStreamsParameter(7, 65_535),
          new AddIncomingStreamsParameter(8, 1));

  private static final List<ErrorCause> CAUSES =
      List.of(
          new InvalidStreamIdentifierCause(65_535),
          new MissingMandatoryParameterCause(List.of(7, 65_535, 1)),
          new StaleCookieCause(0xffff_ffffL),
          new OutOfResourceCause(),
          new UnrecognizedChunkTypeCause(bytes(9)),
          new InvalidMandatoryParameterCause(),
          new UnrecognizedParametersCause(bytes(8)),
          new NoUserDataCause(-1),
          new CookieReceivedWhileShuttingDownCause(),
          new UserInitiatedAbortCause(Octets.utf8("gone")),
          new ProtocolViolationCause(Octets.utf8("that is none")),
          new UnknownCause(0xabcd, bytes(1)));

  private static Octets bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return Octets.of(bytes);
  }

  static Stream<Chunk> chunks() {
    Initiation initiation = new Initiation(-2, 0xffff_fffeL, 65_535, 1, -1, SETUP_PARAMETERS);
    return Stream.of(
        new InitChunk(initiation),
        new InitAckChunk(initiation),
        new HeartbeatChunk(bytes(41)),
        new HeartbeatAckChunk(bytes(42)),
        new AbortChunk(true, CAUSES),
        new AbortChunk(false, List.of()),
        new ShutdownChunk(-7),
        new ShutdownAckChunk(),
        new ErrorChunk(CAUSES),
        new CookieEchoChunk(bytes(43)),
        new CookieAckChunk(),
        new ShutdownCompleteChunk(true),
        new ReConfigChunk(RECONFIGURATION_PARAMETERS),
        new ForwardTsnChunk(
            -9,
            List.of(
                new ForwardTsnChunk.SkippedStream(0, 65_535),
                new ForwardTsnChunk.SkippedStream(65_535, 0))),
        new UnknownChunk(0xfe, 0xa5, bytes(6)));
  }

  private static byte[] written(Chunk chunk) {
    ByteBuffer out = ByteBuffer.allocate(chunk.paddedLength());
    chunk.writeTo(out);
    assertThat(out.remaining()).isZero();
    return out.array();
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void parsesWhatItWrote(Chunk chunk) {
    ByteBuffer packet = ByteBuffer.wrap(written(chunk));

    assertThat(Chunk.parse(packet)).isEqualTo(chunk).hasSameHashCodeAs(chunk);
    assertThat(packet.remaining()).isZero();
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void refusesEveryTruncation(Chunk chunk) {
    byte[] whole = written(chunk);
    for (int length = 0; length < chunk.length(); length++) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
      assertThatThrownBy(() -> Chunk.parse(cut)).isInstanceOf(WireFormatException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void readsAnyShorterDeclaredLengthOrRefusesIt(Chunk chunk) {
    for (int length = 0; length <= chunk.length(); length++) {
      byte[] changed = written(chunk);
      BigEndian.put16(changed, 2, length);
      parseOrRefuse(changed);
    }
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void neverThrowsAnythingElseForMutatedBytes(Chunk chunk) {
    Random random = new Random(chunk.length());
    for (int i = 0; i < 3000; i++) {
      byte[] changed = written(chunk);
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      parseOrRefuse(changed);
    }
  }

  private static void parseOrRefuse(byte[] bytes) {
    try {
      assertThat(Chunk.parse(ByteBuffer.wrap(bytes)).length()).isPositive();
    } catch (WireFormatException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }

  @Test
  void samplesCoverEveryKind() {
    Set<Class<?>> kinds = new HashSet<>();
    chunks().forEach(chunk -> kinds.add(chunk.getClass()));
    assertThat(kinds).containsExactlyInAnyOrder(Chunk.class.getPermittedSubclasses());

    Set<Class<?>> parameters = new HashSet<>();
    Stream.of(SETUP_PARAMETERS, RECONFIGURATION_PARAMETERS)
        .flatMap(List::stream)
        .forEach(parameter -> parameters.add(parameter.getClass()));
    assertThat(parameters).containsExactlyInAnyOrder(Parameter.class.getPermittedSubclasses());

    Set<Class<?>> causes = new HashSet<>();
    CAUSES.forEach(cause -> causes.add(cause.getClass()));
    assertThat(causes).containsExactlyInAnyOrder(ErrorCause.class.getPermittedSubclasses());
  }

  /**
   * The first packet of Chromium 156: ports 5000, tag 0; INIT of 30 bytes with a window of 5 MiB
   * and 65535 streams each way; Forward-TSN-Supported; Supported Extensions RE-CONFIG and FORWARD
   * TSN. Tag, TSN and checksum were not recorded and are filled in.
   */
  @Test
  void readsTheFirstPacketOfChromium() {
    byte[] packet =
        HexFormat.of()
            .parseHex(
                "1388138800000000"
                    + "00000000"
                    + "0100001e"
                    + "a1b2c3d4"
                    + "00500000"
                    + "ffffffff"
                    + "01020304"
                    + "c0000004"
                    + "80080006"
                    + "82c00000");

    Chunk chunk = Chunk.parse(ByteBuffer.wrap(packet, 12, packet.length - 12));

    assertThat(chunk)
        .isEqualTo(
            new InitChunk(
                new Initiation(
                    0xa1b2c3d4,
                    5 * 1024 * 1024,
                    65_535,
                    65_535,
                    0x01020304,
                    List.of(
                        new ForwardTsnSupportedParameter(),
                        new SupportedExtensionsParameter(
                            Octets.of(new byte[] {(byte) 130, (byte) 192}))))));
    assertThat(chunk.length()).isEqualTo(30);
    assertThat(written(chunk)).isEqualTo(Arrays.copyOfRange(packet, 12, packet.length));
  }

  @Test
  void stopsAtAnUnknownParameterThatSaysSo() {
    Initiation initiation =
        new Initiation(
            1,
            1,
            1,
            1,
            1,
            List.of(
                new UnknownParameter(0x4001, Octets.EMPTY), new ForwardTsnSupportedParameter()));

    Chunk parsed = Chunk.parse(ByteBuffer.wrap(written(new InitChunk(initiation))));

    assertThat(((InitChunk) parsed).initiation().parameters())
        .containsExactly(new UnknownParameter(0x4001, Octets.EMPTY));
  }

  @Test
  void readsOverAddresses() {
    UnknownParameter address = new UnknownParameter(5, bytes(4));
    assertThat(address.isIgnored()).isTrue();
    assertThat(address.stopsProcessing()).isFalse();
    assertThat(address.isToBeReported()).isFalse();
  }

  @Test
  void textOfOctetsShowsOnlyTheLength() {
    assertThat(Octets.utf8("secret")).hasToString("Octets[6]");
  }
}
