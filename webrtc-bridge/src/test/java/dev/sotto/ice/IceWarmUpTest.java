package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IceWarmUpTest {
  @Test
  void leavesNoAgentBehind() {
    assertThat(IceWarmUp.run()).isTrue();
    assertThat(IceWarmUp.run()).isTrue();
    Ice4jThreads.awaitNone();
    assertThat(Ice4jThreads.ofAgents()).isEmpty();
  }
}
