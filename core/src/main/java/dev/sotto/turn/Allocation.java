package dev.sotto.turn;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.StunBuilder;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.TurnFailure.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The allocation from its first request to its deletion (RFC 8656 sections 7 and 8).
 *
 * <pre>
 * NEW --allocate--> ALLOCATING --success--> ALLOCATED --close--> DELETING --any answer--> OVER
 *                       \--- failure ---> OVER <--- refresh failed ---/
 * </pre>
 */
final class Allocation {
  private static final Duration SHORTEST_RENEWAL = Duration.ofSeconds(5);
  private static final Duration LONGEST_LIFETIME = Duration.ofHours(1);
  private static final byte[] REQUESTED_UDP = {TurnNumbers.UDP, 0, 0, 0};

  private final TurnOptions options;
  private final Requests requests;
  private final Consumer<TurnEvent> events;
  private final Set<AddressFamily> granted = EnumSet.noneOf(AddressFamily.class);
  private State state = State.NEW;
  private boolean closing;
  private long refresh = Monotonic.NEVER;

  private enum State {
    NEW,
    ALLOCATING,
    ALLOCATED,
    DELETING,
    OVER
  }

  Allocation(TurnOptions options, Requests requests, Consumer<TurnEvent> events) {
    this.options = options;
    this.requests = requests;
    this.events = events;
  }

  void allocate() {
    if (state == State.NEW) {
      state = State.ALLOCATING;
      requests.start(
          new Request(TurnNumbers.ALLOCATE, false, this::addAllocate, new AllocateOutcome()));
    }
  }

  private void addAllocate(StunBuilder request) {
    request
        .attribute(TurnNumbers.REQUESTED_TRANSPORT_ATTRIBUTE, REQUESTED_UDP)
        .attribute(TurnNumbers.LIFETIME_ATTRIBUTE, seconds(options.lifetime()));
    if (options.families().size() > 1) {
      // RFC 8656 7.1: the attribute asks for IPv6 beside IPv4, and excludes the one below.
      byte[] ipv6 = AddressFamily.IPV6.attribute();
      request
          .attribute(TurnNumbers.ADDITIONAL_ADDRESS_FAMILY_ATTRIBUTE, ipv6)
          .attribute(TurnNumbers.DRAFT_ADDITIONAL_ADDRESS_FAMILY_ATTRIBUTE, ipv6);
    } else if (options.families().contains(AddressFamily.IPV6)) {
      request.attribute(
          TurnNumbers.REQUESTED_ADDRESS_FAMILY_ATTRIBUTE, AddressFamily.IPV6.attribute());
    }
  }

  private static byte[] seconds(Duration duration) {
    int seconds = (int) duration.toSeconds();
    return new byte[] {
      (byte) (seconds >> 24), (byte) (seconds >> 16), (byte) (seconds >> 8), (byte) seconds
    };
  }

  /** Takes what the Allocate request comes to. */
  private final class AllocateOutcome implements Request.Outcome {
    @Override
    public void succeeded(StunMessage response, Monotonic now) {
      Optional<TurnEvent.Allocated> allocated;
      try {
        allocated = read(response);
      } catch (StunFormatException e) {
        allocated = Optional.empty();
      }
      if (allocated.isEmpty()) {
        fail(TurnFailure.of(Reason.BAD_RESPONSE, "the server allocates what cannot be used"));
        return;
      }
      state = State.ALLOCATED;
      if (closing) {
        delete();
      } else {
        allocated.get().relayed().forEach(address -> granted.add(AddressFamily.of(address.ip())));
        refreshAfter(allocated.get().lifetime(), now);
        events.accept(allocated.get());
      }
    }

    @Override
    public void failed(TurnFailure failure, Optional<TransportAddress> alternate, Monotonic now) {
      if (closing || failure.code() != ErrorCode.TRY_ALTERNATE || alternate.isEmpty()) {
        fail(failure);
      } else if (!isUsable(alternate.get())) {
        fail(TurnFailure.of(Reason.BAD_RESPONSE, "the server names one that cannot be asked"));
      } else if (options.redirections() == 0) {
        fail(TurnFailure.of(Reason.TOO_MANY_REDIRECTIONS, "the server names yet another"));
      } else {
        end(new TurnEvent.Redirected(alternate.get()));
      }
    }
  }

  private Optional<TurnEvent.Allocated> read(StunMessage response) {
    List<TransportAddress> relayed =
        response.xorAddresses(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE).stream()
            .filter(address -> !isPlaceholder(address))
            .toList();
    Optional<TransportAddress> mapped = response.mappedAddress();
    long lifetime = lifetime(response);
    List<AddressFamily> families =
        relayed.stream().map(address -> AddressFamily.of(address.ip())).toList();
    boolean sensible =
        lifetime > 0
            && mapped.isPresent()
            && !relayed.isEmpty()
            && relayed.stream().allMatch(Allocation::isUsable)
            && families.stream().distinct().count() == relayed.size()
            && options.families().containsAll(families);
    return sensible
        ? Optional.of(
            new TurnEvent.Allocated(
                relayed, mapped.get(), Duration.ofSeconds(lifetime), missing(response)))
        : Optional.empty();
  }

  /** What coturn 4.6 sends in place of an address that it does not have. */
  private static boolean isPlaceholder(TransportAddress address) {
    return address.ip().isUnspecified() && address.port() == 0;
  }

  private static boolean isUsable(TransportAddress address) {
    return address.ip().isUnicast() && address.port() > 0;
  }

  /** LIFETIME in seconds, or -1. */
  private static long lifetime(StunMessage response) {
    return response
        .attribute(TurnNumbers.LIFETIME_ATTRIBUTE)
        .filter(value -> value.length == 4)
        .map(value -> Integer.toUnsignedLong(int16(value, 0) << 16 | int16(value, 2)))
        .orElse(-1L);
  }

  private static int int16(byte[] from, int offset) {
    return (from[offset] & 0xff) << 8 | (from[offset + 1] & 0xff);
  }

  /** ADDRESS-ERROR-CODE (RFC 8656 section 18.11): a family and then what ERROR-CODE has. */
  private static Optional<TurnFailure> missing(StunMessage response) {
    return response
        .attribute(TurnNumbers.ADDRESS_ERROR_CODE_ATTRIBUTE)
        .or(() -> response.attribute(TurnNumbers.DRAFT_ADDRESS_ERROR_CODE_ATTRIBUTE))
        .filter(value -> value.length >= 4)
        .filter(value -> (value[2] & 0x07) >= 3 && (value[2] & 0x07) <= 6 && value[3] >= 0)
        .filter(value -> value[3] <= 99)
        .map(
            value ->
                TurnFailure.of(
                    new ErrorCode(
                        (value[2] & 0x07) * 100 + value[3],
                        new String(value, 4, value.length - 4, StandardCharsets.UTF_8))));
  }

  private void refreshAfter(Duration lifetime, Monotonic now) {
    Duration bounded = lifetime.compareTo(LONGEST_LIFETIME) > 0 ? LONGEST_LIFETIME : lifetime;
    Duration half = bounded.dividedBy(2);
    refresh = now.plus(half.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : half).nanos();
  }

  long nextTimeout() {
    return refresh;
  }

  void handleTimeout(Monotonic now) {
    if (now.hasReached(refresh)) {
      refresh = Monotonic.NEVER;
      requests.start(
          new Request(
              TurnNumbers.REFRESH,
              true,
              request ->
                  request.attribute(TurnNumbers.LIFETIME_ATTRIBUTE, seconds(options.lifetime())),
              new RefreshOutcome()));
    }
  }

  /** Takes what a Refresh request comes to that prolongs. */
  private final class RefreshOutcome implements Request.Outcome {
    @Override
    public void succeeded(StunMessage response, Monotonic now) {
      long lifetime = lifetime(response);
      if (lifetime > 0) {
        refreshAfter(Duration.ofSeconds(lifetime), now);
      } else {
        fail(TurnFailure.of(Reason.BAD_RESPONSE, "the server ends the allocation"));
      }
    }

    @Override
    public void failed(TurnFailure failure, Optional<TransportAddress> alternate, Monotonic now) {
      fail(failure);
    }
  }

  /** Gives the allocation back as soon as there is one. */
  void close() {
    closing = true;
    switch (state) {
      case NEW -> end(new TurnEvent.Closed());
      case ALLOCATED -> delete();
      case ALLOCATING, DELETING, OVER -> {}
    }
  }

  private void delete() {
    state = State.DELETING;
    refresh = Monotonic.NEVER;
    requests.clear();
    requests.start(
        new Request(
            TurnNumbers.REFRESH,
            true,
            request -> request.attribute(TurnNumbers.LIFETIME_ATTRIBUTE, seconds(Duration.ZERO)),
            new DeleteOutcome()));
  }

  /** Takes what a Refresh request comes to that deletes: in any case there is no more to do. */
  private final class DeleteOutcome implements Request.Outcome {
    @Override
    public void succeeded(StunMessage response, Monotonic now) {
      end(new TurnEvent.Closed());
    }

    @Override
    public void failed(TurnFailure failure, Optional<TransportAddress> alternate, Monotonic now) {
      end(new TurnEvent.Closed());
    }
  }

  private void fail(TurnFailure failure) {
    end(closing ? new TurnEvent.Closed() : new TurnEvent.Failed(failure));
  }

  private void end(TurnEvent last) {
    state = State.OVER;
    refresh = Monotonic.NEVER;
    requests.clear();
    events.accept(last);
  }

  /** Whether datagrams may be relayed. */
  boolean isAllocated() {
    return state == State.ALLOCATED;
  }

  boolean isOver() {
    return state == State.OVER;
  }

  /** Whether there is a relayed address of a family. */
  boolean has(AddressFamily family) {
    return granted.contains(family);
  }
}
