package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnteredTest {
  @Test
  void whatStartsWithNoSlashIsALine() {
    assertThat(Entered.parse("hello /quit")).contains(new Entered.Line("hello /quit"));
    assertThat(Entered.parse(" /quit")).contains(new Entered.Line(" /quit"));
    assertThat(Entered.parse("")).isEmpty();
  }

  @Test
  void twoSlashesSendOne() {
    assertThat(Entered.parse("//quit")).contains(new Entered.Line("/quit"));
    assertThat(Entered.parse("//")).contains(new Entered.Line("/"));
  }

  @Test
  void commandsAreUnderstood() {
    assertThat(Entered.parse("/verify")).contains(new Entered.ShowPhrase());
    assertThat(Entered.parse("/verify  yes ")).contains(new Entered.Compared(true));
    assertThat(Entered.parse("/verify no")).contains(new Entered.Compared(false));
    assertThat(Entered.parse("/trust Anna Maria")).contains(new Entered.Trust("Anna Maria"));
    assertThat(Entered.parse("/path")).contains(new Entered.ShowPath());
    assertThat(Entered.parse("/quit")).contains(new Entered.Quit());
    assertThat(Entered.parse("/help")).contains(new Entered.Help());
  }

  @Test
  void whatLooksLikeACommandIsNeverSent() {
    assertThat(Entered.parse("/verifiy yes")).contains(new Entered.Unknown("/verifiy"));
    assertThat(Entered.parse("/verify maybe")).contains(new Entered.Unknown("/verify maybe"));
    assertThat(Entered.parse("/trust")).contains(new Entered.Unknown("/trust"));
  }
}
