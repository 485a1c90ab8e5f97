package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.ChangeRequest;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import java.util.List;
import java.util.Optional;

/**
 * What a STUN server says to a Binding request (RFC 8489 section 6.3.1, RFC 5780 section 6.1),
 * without socket or clock. Anything but a request is answered by nothing, so two servers never talk
 * to each other.
 */
final class BindingAnswers {
  private static final ChangeRequest NO_CHANGE = new ChangeRequest(false, false);

  private final List<TransportAddress> addresses;
  private final RateLimit limit;

  /**
   * A server at these addresses.
   *
   * @param addresses where it can be asked and answers from; all of one family
   * @param limit how often it answers
   */
  BindingAnswers(List<TransportAddress> addresses, RateLimit limit) {
    this.addresses = List.copyOf(addresses);
    this.limit = limit;
  }

  /** What is to be sent to whoever asked, and from which of the addresses. */
  static final class Answer {
    final int from;
    final byte[] message;

    Answer(int from, byte[] message) {
      this.from = from;
      this.message = message;
    }
  }

  /** The answer to a packet that came to one of the addresses; empty when it deserves none. */
  Optional<Answer> to(
      int asked, TransportAddress source, byte[] packet, int offset, int length, Monotonic now) {
    if (!StunMessage.looksLikeStun(packet, offset, length)) {
      return Optional.empty();
    }
    try {
      StunMessage request = StunMessage.parse(packet, offset, length);
      boolean ours =
          request.messageClass() == MessageClass.REQUEST
              && request.method() == StunMessage.BINDING
              && (!request.hasFingerprint() || request.fingerprintValid());
      return ours && limit.permits(now)
          ? Optional.of(answer(asked, source, request))
          : Optional.empty();
    } catch (StunFormatException e) {
      return Optional.empty();
    }
  }

  private Answer answer(int asked, TransportAddress source, StunMessage request) {
    int[] unknown = request.unknownRequiredAttributes(BindingAnswers::isUnderstood);
    if (unknown.length > 0) {
      return refusal(asked, request, unknown);
    }
    ChangeRequest change = request.changeRequest().orElse(NO_CHANGE);
    int from = changed(asked, change.ip(), change.port());
    if (from < 0) {
      // RFC 5780 6.1: a server that cannot do it refuses as if it did not know the attribute.
      return refusal(asked, request, AttributeType.CHANGE_REQUEST);
    }
    StunBuilder answer =
        request.successResponse().xorMappedAddress(source).responseOrigin(addresses.get(from));
    int other = changed(asked, true, true);
    if (other >= 0) {
      answer.otherAddress(addresses.get(other));
    }
    return new Answer(from, answer.toBytes(null, request.hasFingerprint()));
  }

  /** Credentials prove nothing here and are read over; ICE's attributes are for a peer. */
  private static boolean isUnderstood(int attribute) {
    return switch (attribute) {
      case AttributeType.CHANGE_REQUEST,
          AttributeType.MAPPED_ADDRESS,
          AttributeType.XOR_MAPPED_ADDRESS,
          AttributeType.USERNAME,
          AttributeType.REALM,
          AttributeType.NONCE,
          AttributeType.MESSAGE_INTEGRITY,
          AttributeType.MESSAGE_INTEGRITY_SHA256 ->
          true;
      default -> false;
    };
  }

  private static Answer refusal(int asked, StunMessage request, int... unknown) {
    return new Answer(
        asked,
        request
            .errorResponse(ErrorCode.UNKNOWN_ATTRIBUTE, "Unknown Attribute")
            .unknownAttributes(unknown)
            .toBytes(null, request.hasFingerprint()));
  }

  /** The address that differs from one in just these respects; -1 when there is none. */
  private int changed(int asked, boolean ip, boolean port) {
    TransportAddress here = addresses.get(asked);
    for (int i = 0; i < addresses.size(); i++) {
      TransportAddress there = addresses.get(i);
      if (ip != there.ip().equals(here.ip()) && port != (there.port() == here.port())) {
        return i;
      }
    }
    return -1;
  }
}
