package dev.sotto.turn;

import static dev.sotto.turn.ScriptedServer.MAPPED;
import static dev.sotto.turn.ScriptedServer.RELAYED;
import static dev.sotto.turn.ScriptedServer.RELAYED6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.TransportAddress;
import dev.sotto.stun.AttributeType;
import dev.sotto.stun.ErrorCode;
import dev.sotto.stun.MessageClass;
import dev.sotto.stun.StunMessage;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.TurnFailure.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
  private static final Set<AddressFamily> ONLY_IPV6 = Set.of(AddressFamily.IPV6);

  private final TurnWorld world = TurnWorld.overUdp();

  @Test
  void allocatesAfterBeingChallenged() {
    world.client().allocate();
    world.settle();

    assertThat(world.onlyEvent())
        .isEqualTo(
            new TurnEvent.Allocated(
                List.of(RELAYED), MAPPED, Duration.ofMinutes(10), Optional.empty()));
    List<StunMessage> requests = world.server().requests();
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).hasIntegrity()).isFalse();
    assertThat(requests.get(0).username()).isEmpty();
    assertThat(requests.get(1).transactionId()).isNotEqualTo(requests.get(0).transactionId());
    assertThat(world.server().hasAllocation(world.now())).isTrue();
  }

  @Test
  void sendsNothingUnasked() {
    world.settle();

    assertThat(world.server().requests()).isEmpty();
    assertThat(world.client().nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void allocatesOnlyOnce() {
    world.client().allocate();
    world.client().allocate();
    world.settle();
    world.client().allocate();
    world.settle();

    assertThat(world.server().requests()).hasSize(2);
  }

  @Test
  @DisplayName("RFC 8489 6.2.1: seven times at doubled intervals, then 16 RTO more")
  void repeatsAnUnansweredRequestAndGivesUp() {
    world.server().deaf(true);
    world.client().allocate();
    world.settle();
    world.advance(Duration.ofMillis(39_499));

    assertThat(world.server().times())
        .containsExactly(1000L, 1500L, 2500L, 4500L, 8500L, 16_500L, 32_500L);
    assertThat(world.events()).isEmpty();

    world.advance(Duration.ofMillis(1));
    assertThat(world.failure().reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(world.client().nextTimeout()).isEqualTo(Monotonic.NEVER);
    assertThat(world.server().requests().stream().map(StunMessage::transactionId).distinct())
        .hasSize(1);
  }

  @Test
  @DisplayName("RFC 8489 6.2.2: once over a reliable transport, waited for equally long")
  void repeatsNothingOverAStream() {
    TurnWorld stream =
        new TurnWorld(TurnOptions.of(ScriptedServer.CREDENTIALS, TurnTransport.STREAM));
    stream.server().deaf(true);
    stream.client().allocate();
    stream.settle();
    stream.advance(Duration.ofMillis(39_499));

    assertThat(stream.server().times()).containsExactly(1000L);
    assertThat(stream.events()).isEmpty();

    stream.advance(Duration.ofMillis(1));
    assertThat(stream.failure().reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void answersThatWereLostAreAskedForAgain() {
    world.server().mute(true);
    world.client().allocate();
    world.settle();
    world.server().mute(false);
    world.advance(Duration.ofMillis(500));

    assertThat(world.onlyEvent()).isInstanceOf(TurnEvent.Allocated.class);
  }

  @Test
  void failsWhenThePasswordIsWrong() {
    TurnWorld wrong =
        new TurnWorld(TurnOptions.of(new TurnCredentials("anna", "guess"), TurnTransport.DATAGRAM));
    wrong.client().allocate();
    wrong.settle();

    assertThat(wrong.failure().reason()).isEqualTo(Reason.UNAUTHORIZED);
    assertThat(wrong.server().requests()).hasSize(2);
  }

  @Test
  void takesTheFreshNonceOfAServerThatCallsTheFirstStale() {
    world
        .server()
        .script(
            request -> {
              if (world.server().requests().size() == 2) {
                world.server().makeNonceStale();
              }
              return Optional.empty();
            });
    world.client().allocate();
    world.settle();

    assertThat(world.onlyEvent()).isInstanceOf(TurnEvent.Allocated.class);
    assertThat(world.server().requests()).hasSize(3);
  }

  @Test
  void givesUpOnAServerThatCallsEveryNonceStale() {
    world
        .server()
        .script(
            request -> {
              world.server().makeNonceStale();
              return Optional.empty();
            });
    world.client().allocate();
    world.settle();

    assertThat(world.failure().reason()).isEqualTo(Reason.STALE_NONCE);
    assertThat(world.server().requests()).hasSize(5);
  }

  @Test
  void failsWhenTheChallengeHasNoNonce() {
    world
        .server()
        .script(
            TurnNumbers.ALLOCATE,
            request ->
                request
                    .errorResponse(401, "")
                    .attribute(AttributeType.REALM, new byte[] {'r'})
                    .toBytes(null, false));
    world.client().allocate();
    world.settle();

    assertThat(world.failure().reason()).isEqualTo(Reason.UNAUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 764, 5000})
  void failsWhenTheChallengeIsNoSensibleText(int length) {
    world
        .server()
        .script(
            TurnNumbers.ALLOCATE,
            request ->
                request
                    .errorResponse(401, "")
                    .attribute(AttributeType.REALM, new byte[] {'r'})
                    .attribute(AttributeType.NONCE, new byte[length])
                    .toBytes(null, false));
    world.client().allocate();
    world.settle();

    assertThat(world.failure().reason()).isEqualTo(Reason.UNAUTHORIZED);
  }

  @ParameterizedTest
  @CsvSource({
    "400, REFUSED",
    "403, FORBIDDEN",
    "420, REFUSED",
    "437, ALLOCATION_MISMATCH",
    "440, ADDRESS_FAMILY_NOT_SUPPORTED",
    "441, UNAUTHORIZED",
    "442, UNSUPPORTED_TRANSPORT",
    "486, QUOTA_REACHED",
    "500, REFUSED",
    "508, INSUFFICIENT_CAPACITY"
  })
  void failsClearlyWhenTheServerRefuses(int code, Reason reason) {
    for (boolean authentic : new boolean[] {true, false}) {
      TurnWorld refused = TurnWorld.overUdp();
      refused
          .server()
          .script(
              request ->
                  request.hasIntegrity()
                      ? Optional.of(
                          request
                              .errorResponse(code, "no\u001b[31m")
                              .toBytes(authentic ? refused.server().key() : null, false))
                      : Optional.empty());
      refused.client().allocate();
      refused.settle();

      assertThat(refused.failure()).isEqualTo(new TurnFailure(reason, code, "no?[31m"));
    }
  }

  @Test
  @DisplayName("RFC 8489 9.2.5: a response without integrity is discarded")
  void believesNoSuccessWithoutProof() {
    world
        .server()
        .script(
            request ->
                request.hasIntegrity()
                    ? Optional.of(
                        world
                            .server()
                            .success(request)
                            .xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED)
                            .toBytes(null, true))
                    : Optional.empty());
    world.client().allocate();
    world.settle();
    assertThat(world.events()).isEmpty();

    world.server().behave();
    world.advance(Duration.ofMillis(500));
    assertThat(world.onlyEvent()).isInstanceOf(TurnEvent.Allocated.class);
  }

  @Test
  void believesNoResponseWithAWrongProof() {
    byte[] wrong = new byte[16];
    world
        .server()
        .script(
            request ->
                request.hasIntegrity()
                    ? Optional.of(
                        world.server().requests().size() % 2 == 0
                            ? world.server().success(request).toBytes(wrong, true)
                            : request.errorResponse(403, "").toBytes(wrong, true))
                    : Optional.empty());
    world.client().allocate();
    world.settle();
    world.advance(Duration.ofSeconds(20));

    assertThat(world.events()).isEmpty();
  }

  @Test
  void believesNoResponseToAnotherMethod() {
    world
        .server()
        .script(
            TurnNumbers.ALLOCATE,
            request ->
                StunMessage.builder(
                        TurnNumbers.REFRESH, MessageClass.ERROR_RESPONSE, request.transactionId())
                    .errorCode(new ErrorCode(403, ""))
                    .toBytes(null, false));
    world.client().allocate();
    world.settle();

    assertThat(world.events()).isEmpty();
  }

  @Test
  void refusesASuccessWithAnAttributeNobodyKnows() {
    scriptAllocated(
        request ->
            world
                .server()
                .success(request)
                .xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED)
                .attribute(0x7abc, new byte[4])
                .toBytes(world.server().key(), false));

    assertThat(world.failure().reason()).isEqualTo(Reason.BAD_RESPONSE);
  }

  private void scriptAllocated(Function<StunMessage, byte[]> answer) {
    world
        .server()
        .script(
            request ->
                request.hasIntegrity() ? Optional.of(answer.apply(request)) : Optional.empty());
    world.client().allocate();
    world.settle();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0:0",
        "0.0.0.0:1",
        "224.0.0.1:1",
        "203.0.113.2:0",
        "[2001:db8::2]:1",
        "none",
        "twice"
      })
  void refusesRelayedAddressesThatCannotBeUsed(String relayed) {
    scriptAllocated(
        request -> {
          var response = world.server().success(request);
          if (relayed.equals("twice")) {
            response
                .xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED)
                .xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED);
          } else if (!relayed.equals("none")) {
            response.xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, address(relayed));
          }
          return response.toBytes(world.server().key(), false);
        });

    assertThat(world.failure().reason()).isEqualTo(Reason.BAD_RESPONSE);
  }

  private static TransportAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String ip = text.substring(0, colon).replace("[", "").replace("]", "");
    return TransportAddress.of(ip, Integer.parseInt(text.substring(colon + 1)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesTheOtherAddressWhereOneIsOnlyAPlaceholder(boolean ipv4) {
    // coturn 4.6.1 with relayed addresses of one family, asked for both.
    TransportAddress real = ipv4 ? RELAYED : RELAYED6;
    Set<AddressFamily> families = Set.of(AddressFamily.IPV4, AddressFamily.IPV6);
    TurnWorld both = new TurnWorld(TurnWorld.options().withFamilies(families));
    TransportAddress none = TransportAddress.of("0.0.0.0", 0);
    both.server()
        .script(
            request ->
                request.hasIntegrity()
                    ? Optional.of(
                        both.server()
                            .success(request)
                            .xorAddress(
                                TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, ipv4 ? real : none)
                            .xorAddress(
                                TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, ipv4 ? none : real)
                            .toBytes(both.server().key(), false))
                    : Optional.empty());
    both.client().allocate();
    both.settle();

    assertThat(((TurnEvent.Allocated) both.onlyEvent()).relayed()).containsExactly(real);
  }

  @Test
  void refusesARelayedAddressThatIsNone() {
    scriptAllocated(
        request ->
            world
                .server()
                .success(request)
                .attribute(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, new byte[3])
                .toBytes(world.server().key(), false));

    assertThat(world.failure().reason()).isEqualTo(Reason.BAD_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 8})
  void refusesAnAllocationWithoutASensibleLifetime(int length) {
    scriptAllocated(
        request ->
            request
                .successResponse()
                .xorMappedAddress(MAPPED)
                .xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED)
                .attribute(TurnNumbers.LIFETIME_ATTRIBUTE, new byte[length])
                .toBytes(world.server().key(), false));

    assertThat(world.failure().reason()).isEqualTo(Reason.BAD_RESPONSE);
  }

  @Test
  void allocatesIpv6Alone() {
    TurnWorld six = new TurnWorld(TurnWorld.options().withFamilies(ONLY_IPV6));
    six.client().allocate();
    six.settle();

    assertThat(((TurnEvent.Allocated) six.onlyEvent()).relayed()).containsExactly(RELAYED6);
  }

  @Test
  void failsWhenTheServerHasNoIpv6() {
    TurnWorld six = new TurnWorld(TurnWorld.options().withFamilies(ONLY_IPV6));
    six.server().withoutIpv6();
    six.client().allocate();
    six.settle();

    assertThat(six.failure().reason()).isEqualTo(Reason.ADDRESS_FAMILY_NOT_SUPPORTED);
  }

  @Test
  @DisplayName("RFC 8656 7.1: one request for both families")
  void allocatesBothFamiliesAtOnce() {
    TurnWorld both = bothFamilies();
    both.client().allocate();
    both.settle();

    TurnEvent.Allocated allocated = (TurnEvent.Allocated) both.onlyEvent();
    assertThat(allocated.relayed()).containsExactly(RELAYED, RELAYED6);
    assertThat(allocated.missing()).isEmpty();
  }

  private static TurnWorld bothFamilies() {
    return new TurnWorld(
        TurnWorld.options().withFamilies(Set.of(AddressFamily.IPV4, AddressFamily.IPV6)));
  }

  @Test
  void takesOneFamilyWhenTheServerHasNoOther() {
    TurnWorld both = bothFamilies();
    both.server().withoutIpv6();
    both.client().allocate();
    both.settle();

    TurnEvent.Allocated allocated = (TurnEvent.Allocated) both.onlyEvent();
    assertThat(allocated.relayed()).containsExactly(RELAYED);
    assertThat(allocated.missing())
        .contains(new TurnFailure(Reason.ADDRESS_FAMILY_NOT_SUPPORTED, 440, "no"));
  }

  @Test
  @DisplayName("coturn 4.6.1 knows the attributes by the numbers of the draft")
  void asksForBothFamiliesByTheNumbersOfTheDraftToo() {
    TurnWorld both = bothFamilies();
    both.server()
        .script(
            request -> {
              assertThat(request.attribute(0x8000)).contains(new byte[] {2, 0, 0, 0});
              assertThat(request.attribute(0x8032)).contains(new byte[] {2, 0, 0, 0});
              return request.hasIntegrity()
                  ? Optional.of(
                      both.server()
                          .success(request)
                          .xorAddress(TurnNumbers.XOR_RELAYED_ADDRESS_ATTRIBUTE, RELAYED)
                          .attribute(0x8033, new byte[] {2, 0, 5, 8})
                          .toBytes(both.server().key(), false))
                  : Optional.empty();
            });
    both.client().allocate();
    both.settle();

    assertThat(((TurnEvent.Allocated) both.onlyEvent()).missing())
        .contains(new TurnFailure(Reason.INSUFFICIENT_CAPACITY, 508, ""));
  }

  @Test
  void saysWhichServerToAskInstead() {
    TransportAddress other = TransportAddress.of("203.0.113.3", 3478);
    redirect(world, other);

    assertThat(world.onlyEvent()).isEqualTo(new TurnEvent.Redirected(other));
    assertThat(world.client().nextTimeout()).isEqualTo(Monotonic.NEVER);
  }

  @Test
  void followsNoEndlessRedirection() {
    TurnOptions options = TurnWorld.options().redirected().redirected().redirected();
    TurnWorld last = new TurnWorld(options);
    redirect(last, TransportAddress.of("203.0.113.3", 3478));

    assertThat(options.redirections()).isZero();
    assertThat(last.failure().reason()).isEqualTo(Reason.TOO_MANY_REDIRECTIONS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.255:1", "0.0.0.0:1", "203.0.113.3:0"})
  void followsNoRedirectionToNobody(String other) {
    redirect(world, address(other));

    assertThat(world.failure().reason()).isEqualTo(Reason.BAD_RESPONSE);
  }

  private static void redirect(TurnWorld world, TransportAddress other) {
    world
        .server()
        .script(
            TurnNumbers.ALLOCATE,
            request ->
                request.errorResponse(300, "there").alternateServer(other).toBytes(null, false));
    world.client().allocate();
    world.settle();
  }

  @Test
  void failsWhenTheOtherServerIsNotNamed() {
    world
        .server()
        .script(
            TurnNumbers.ALLOCATE,
            request -> request.errorResponse(300, "somewhere").toBytes(null, false));
    world.client().allocate();
    world.settle();

    assertThat(world.failure().reason()).isEqualTo(Reason.REFUSED);
  }
}
