package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.ice.IceOptions;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import dev.sotto.peer.PeerConfiguration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two of us on one link who tell each other names instead of addresses. */
@InNamespace
@Timeout(300)
class HiddenAddressesTest {
  private static final PeerConfiguration HIDING =
      PeerConfiguration.defaults().withIce(IceOptions.defaults().withHiddenAddresses(true));
  private static final Pattern CANDIDATE = Pattern.compile("a=candidate:.*\r\n");

  /** Only one of them comes to know the other's names, so that it has to find the way by them. */
  @ParameterizedTest
  @EnumSource(
      value = Path.Transport.class,
      names = {"UDP", "TCP"})
  void findEachOtherByName(Path.Transport transport) {
    try (SottoSide asking = new SottoSide(HIDING);
        SottoSide named = new SottoSide(HIDING)) {
      Wire wire = asking.open(ChannelOptions.reliable("hidden"));
      asking.offer();
      String offer = asking.complete().sdp();
      assertThat(CANDIDATE.matcher(offer).results().map(found -> found.group()))
          .isNotEmpty()
          .allMatch(line -> line.contains(".local "));
      named.answer(CANDIDATE.matcher(offer).replaceAll(""));
      String answer = named.complete().sdp();
      assertThat(answer).doesNotContain("10.83.0.1", "fd53:83:");
      asking.accept(only(transport, answer));

      asking.awaitConnected();
      wire.awaitOpen().send("by name");
      assertThat(named.nextAnnounced().next()).isEqualTo("by name");
      Path path = asking.connection().path().orElseThrow();
      assertThat(path.transport()).isEqualTo(transport);
      assertThat(path.remoteKind()).isEqualTo(CandidateKind.HOST);
    }
  }

  /** There is nobody to ask on loopback, and nothing to hide. */
  @Test
  void leaveLoopbackAsItIs() {
    PeerConfiguration local = PeerConfiguration.localOnly();
    try (SottoSide java = new SottoSide(local.withIce(local.ice().withHiddenAddresses(true)))) {
      java.open(ChannelOptions.reliable("local"));
      java.offer();
      assertThat(java.complete().sdp()).contains(" 127.0.0.1 ").doesNotContain(".local");
    }
  }

  private static String only(Path.Transport transport, String description) {
    String marker = " " + transport.name().toLowerCase(Locale.ROOT) + " ";
    return CANDIDATE
        .matcher(description)
        .replaceAll(line -> line.group().contains(marker) ? line.group() : "");
  }
}
