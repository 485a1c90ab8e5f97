package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.pairing.IdentityKind;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Introduction;
import dev.sotto.pairing.IntroductionMessage.Hello;
import dev.sotto.pairing.IntroductionMessage.Reveal;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingMessage;
import dev.sotto.pairing.PairingRun;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.Role;
import dev.sotto.pairing.SessionId;
import dev.sotto.time.Monotonic;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A peer that does not know the code never pairs and never is introduced, whatever it sends. */
class PairingFuzzTest {
  private static final PairingCode CODE =
      new PairingCode("4711", List.of("acid", "bacon", "cabin"));

  @FuzzTest
  void pairsWithNobody(byte[] input) {
    Script script = new Script(input);
    PairingSecret secret = PairingSecret.code(CODE);
    boolean joins = (script.number8() & 1) == 0;
    PairingRun run =
        joins ? PairingRun.joiner(secret, new Random(1)) : PairingRun.inviter(new Random(1));
    if (!joins) {
      run.opened(secret);
    }
    Monotonic now = Monotonic.ZERO;
    while (script.hasMore()) {
      boolean ended = run.hasEnded();
      PairingRun.Step step = run.receive(message(script), now);
      assertThat(step).isNotInstanceOf(PairingRun.Step.Paired.class);
      assertThat(step.send()).hasSizeLessThanOrEqualTo(ended ? 0 : 1);
      assertThat(run.nextTimeout()).isGreaterThan(now.nanos());
    }
  }

  private static PairingMessage message(Script script) {
    return switch (script.number8() % 7) {
      case 0 -> new PairingMessage.P0(octets(script));
      case 1 -> new PairingMessage.P1(octets(script), octets(script), octets(script));
      case 2 -> new PairingMessage.P2(octets(script), octets(script));
      case 3 -> new PairingMessage.P3(octets(script));
      case 4 -> new PairingMessage.P4(octets(script));
      case 5 -> new PairingMessage.Sealed(script.number16(), octets(script));
      default -> new PairingMessage.Abort(octets(script).hex());
    };
  }

  private static Octets octets(Script script) {
    return Octets.of(script.bytes());
  }

  @FuzzTest
  void introducesNobody(byte[] input) {
    Script script = new Script(input);
    Octets secret = Octets.of(new byte[32]);
    SessionId session =
        SessionId.manual(secret, secret, SessionId.manualBind(new byte[1], new byte[2]));
    Introduction introduction =
        new Introduction(
            Role.JOINER, session, secret, Introducer.nobody(), Optional.empty(), new Random(1));
    while (script.hasMore()) {
      Introduction.Step step =
          (script.number8() & 1) == 0
              ? introduction.receive(
                  new Hello(
                      1,
                      octets(script),
                      octets(script),
                      true,
                      IdentityKind.PAGE,
                      Optional.of(octets(script).hex())))
              : introduction.receive(new Reveal(octets(script), octets(script), octets(script)));
      assertThat(step).isInstanceOf(Introduction.Step.Failed.class);
    }
  }
}
