package dev.sotto.datachannel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** A message of the Data Channel Establishment Protocol (RFC 8832 section 5). */
sealed interface DcepMessage {
  int ACK = 0x02;
  int OPEN = 0x03;

  byte[] toBytes();

  /**
   * Reads a message.
   *
   * @return the message, or empty for one whose type or content RFC 8832 does not know
   */
  static Optional<DcepMessage> parse(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.empty();
    }
    return switch (bytes[0] & 0xff) {
      case ACK -> Optional.of(new Ack());
      case OPEN -> Open.parse(bytes).map(open -> open);
      default -> Optional.empty();
    };
  }

  /** Whether the bytes are an OPEN, well-formed or not: a bad one closes its channel. */
  static boolean claimsToOpen(byte[] bytes) {
    return bytes.length > 0 && (bytes[0] & 0xff) == OPEN;
  }

  /** RFC 8832 section 5.2: a single byte. */
  record Ack() implements DcepMessage {
    @Override
    public byte[] toBytes() {
      return new byte[] {ACK};
    }
  }

  /**
   * RFC 8832 section 5.1.
   *
   * <pre>
   *  0                   1                   2                   3
   *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * | Message Type  |  Channel Type |            Priority           |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |                    Reliability Parameter                      |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |         Label Length          |       Protocol Length         |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * \                     Label, then Protocol                      /
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * </pre>
   */
  record Open(ChannelOptions options) implements DcepMessage {
    private static final int HEADER = 12;
    private static final int UNORDERED = 0x80;
    private static final int RELIABLE = 0x00;
    private static final int MAX_RETRANSMITS = 0x01;
    private static final int MAX_LIFE_TIME = 0x02;

    static Optional<Open> parse(byte[] bytes) {
      if (bytes.length < HEADER) {
        return Optional.empty();
      }
      ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
      int channelType = in.get() & 0xff;
      int priority = in.getShort() & 0xffff;
      int parameter = saturated(in.getInt());
      int labelLength = in.getShort() & 0xffff;
      int protocolLength = in.getShort() & 0xffff;
      if (labelLength + protocolLength != in.remaining()) {
        return Optional.empty();
      }
      Optional<Reliability> reliability =
          switch (channelType & ~UNORDERED) {
            case RELIABLE -> Optional.of(Reliability.RELIABLE);
            case MAX_RETRANSMITS -> Optional.of(new Reliability.MaxRetransmits(parameter));
            case MAX_LIFE_TIME -> Optional.of(new Reliability.MaxPacketLifeTime(parameter));
            default -> Optional.empty();
          };
      Optional<String> label = text(bytes, HEADER, labelLength);
      Optional<String> protocol = text(bytes, HEADER + labelLength, protocolLength);
      if (reliability.isEmpty() || label.isEmpty() || protocol.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Open(
              new ChannelOptions(
                  label.get(),
                  protocol.get(),
                  (channelType & UNORDERED) == 0,
                  reliability.get(),
                  priority,
                  OptionalInt.empty())));
    }

    @Override
    public byte[] toBytes() {
      byte[] label = options.label().getBytes(StandardCharsets.UTF_8);
      byte[] protocol = options.protocol().getBytes(StandardCharsets.UTF_8);
      int type = RELIABLE;
      int parameter = 0;
      if (options.reliability() instanceof Reliability.MaxRetransmits limit) {
        type = MAX_RETRANSMITS;
        parameter = limit.count();
      } else if (options.reliability() instanceof Reliability.MaxPacketLifeTime limit) {
        type = MAX_LIFE_TIME;
        parameter = limit.millis();
      }
      return ByteBuffer.allocate(HEADER + label.length + protocol.length)
          .put((byte) OPEN)
          .put((byte) (options.ordered() ? type : type | UNORDERED))
          .putShort((short) options.priority())
          .putInt(parameter)
          .putShort((short) label.length)
          .putShort((short) protocol.length)
          .put(label)
          .put(protocol)
          .array();
    }

    /** An unsigned 32-bit number beyond what an int holds means as many, or as long, as can be. */
    private static int saturated(int unsigned) {
      return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
    }

    private static Optional<String> text(byte[] bytes, int offset, int length) {
      try {
        return Optional.of(
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, offset, length))
                .toString());
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
    }
  }
}
