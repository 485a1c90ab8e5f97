package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.mdns.RoomPlace;
import dev.sotto.mdns.RoomResolver;
import dev.sotto.mdns.RoomResponder;
import dev.sotto.time.Monotonic;
import java.util.Optional;

/** What anyone on the link says of the rooms of codes. The seeds name room 4711. */
class RoomSearchFuzzTest {
  private static final String ROOM = "4711";

  @FuzzTest
  void findsOnlyWhatWasLookedForAndAnswersOnce(byte[] packet) {
    Monotonic now = Monotonic.ofMillis(5000);
    byte[] into = new byte[RoomResponder.MAX_PACKET];

    RoomResolver resolver = new RoomResolver(ROOM, Monotonic.ZERO);
    Optional<RoomPlace> place = resolver.handlePacket(packet, 0, packet.length);
    assertThat(resolver.isOver()).isEqualTo(place.isPresent());
    place.ifPresent(
        found -> {
          assertThat(found.room()).isEqualTo(ROOM);
          assertThat(found.port()).isBetween(1, 65_535);
          assertThat(resolver.handlePacket(packet, 0, packet.length)).isEmpty();
        });

    RoomResponder responder = new RoomResponder(new RoomPlace(ROOM, 4443, true));
    responder.handlePacket(packet, 0, packet.length);
    responder.handlePacket(packet, 0, packet.length);
    int length = responder.poll(into, 0, now);
    if (length > 0) {
      assertThat(responder.poll(into, 0, now)).isZero();
      assertThat(responder.nextTimeout()).isEqualTo(Monotonic.NEVER);
      assertThat(new RoomResolver(ROOM, now).handlePacket(into, 0, length))
          .contains(new RoomPlace(ROOM, 4443, true));
    }
  }
}
