package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.interop.Talk.Outcome;
import dev.sotto.interop.lab.Access;
import dev.sotto.interop.lab.Coturn;
import dev.sotto.interop.lab.Internet;
import dev.sotto.interop.lab.NatKind;
import dev.sotto.interop.lab.NatLab;
import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.NeedsLab;
import dev.sotto.interop.lab.Outage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The network changes in the middle: what was said meanwhile arrives, once and in order. */
@NeedsLab
@Timeout(360)
class FaultTest {
  private static final Access ORDINARY = Access.behind(NatKind.PORT_RESTRICTED);
  private static final Access SYMMETRIC = Access.behind(NatKind.SYMMETRIC);

  @TempDir Path folder;

  private NatLab lab;

  @BeforeEach
  void start() {
    lab = new NatLab();
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void aNatForgetsItsMappings() throws Exception {
    try (Hosts hosts = lab.connect(ORDINARY, Access.behind(NatKind.ADDRESS_RESTRICTED));
        Talk talk = begin(hosts, Ways.stun())) {
      hosts.a().nats().get(0).rebind();
      assertNothingIsLost(talk);
    }
  }

  /** Neither can tell the other where it is now: descriptions are carried only once. */
  @Test
  @Tag("long")
  void betweenTwoStrictNatsAForgottenMappingIsTheEndAndThatIsSaid() throws Exception {
    try (Hosts hosts = lab.connect(ORDINARY, ORDINARY);
        Talk talk = begin(hosts, Ways.stun())) {
      hosts.a().nats().get(0).rebind();
      talk.awaitInterrupted();
    }
  }

  @Test
  void aHostGetsAnotherAddress() throws Exception {
    try (Hosts hosts = lab.connect(ORDINARY, Access.open());
        Talk talk = begin(hosts, Ways.stun())) {
      hosts.a().changeAddress();
      assertNothingIsLost(talk);
    }
  }

  @Test
  void theTwoAreApartForEightSeconds() throws Exception {
    apartFor(Duration.ofSeconds(8));
  }

  @Test
  @Tag("long")
  void theTwoAreApartForAMinute() throws Exception {
    apartFor(Duration.ofSeconds(60));
  }

  @Test
  @Tag("long")
  void aDirectPathDoesNotNeedTheServerThatHelpedToFindIt() throws Exception {
    try (Hosts hosts = lab.connect(ORDINARY, ORDINARY);
        Talk talk = begin(hosts, Ways.turn(folder))) {
      lab.server().close();
      assertNothingIsLost(talk);
    }
  }

  @Test
  @Tag("long")
  void aRelayedPathMovesToAnotherServer() throws Exception {
    Ways ways = Ways.turn(folder).withRelay("turn:" + Internet.SECOND_SERVER + ":3478", folder);
    try (Coturn second = Coturn.second(lab.internet(), lab.certificate());
        Hosts hosts = lab.connect(SYMMETRIC, SYMMETRIC);
        Talk talk = begin(hosts, ways)) {
      assertThat(second).isNotNull();
      lab.server().close();
      assertNothingIsLost(talk);
    }
  }

  private void apartFor(Duration time) throws Exception {
    try (Hosts hosts = lab.connect(ORDINARY, ORDINARY);
        Talk talk = begin(hosts, Ways.stun())) {
      Outage outage = lab.internet().partition(hosts.a(), hosts.b());
      talk.say(1, 5);
      outage.closeAfter(time).join();
      talk.say(6, 10);
      talk.awaitAll(1, 10);
      talk.end();
    }
  }

  private static Talk begin(Hosts hosts, Ways ways) throws Exception {
    Talk talk = Talk.begin(hosts, ways, ways);
    Outcome outcome = talk.outcome();
    assertThat(outcome.connected()).as(outcome.toString()).isTrue();
    talk.say(0, 0);
    talk.awaitAll(0, 0);
    return talk;
  }

  private static void assertNothingIsLost(Talk talk) throws Exception {
    talk.say(1, 10);
    talk.awaitAll(1, 10);
    talk.end();
  }
}
