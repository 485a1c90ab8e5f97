package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
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
  void commandsForFilesAreUnderstood() {
    OptionalInt none = OptionalInt.empty();
    OptionalInt two = OptionalInt.of(2);
    assertThat(Entered.parse("/send a 'b c'")).contains(new Entered.Send("a 'b c'"));
    assertThat(Entered.parse("/accept")).contains(new Entered.Accept(none, ""));
    assertThat(Entered.parse("/accept 1,3-5")).contains(new Entered.Accept(none, "1,3-5"));
    assertThat(Entered.parse("/accept #2")).contains(new Entered.Accept(two, ""));
    assertThat(Entered.parse("/accept #2 *.pdf 3")).contains(new Entered.Accept(two, "*.pdf 3"));
    assertThat(Entered.parse("/decline")).contains(new Entered.Decline(none));
    assertThat(Entered.parse("/decline 2")).contains(new Entered.Decline(two));
    assertThat(Entered.parse("/cancel #2")).contains(new Entered.Cancel(two));
    assertThat(Entered.parse("/list")).contains(new Entered.ShowOffer(none));
    assertThat(Entered.parse("/transfers")).contains(new Entered.ShowTransfers());
    assertThat(Entered.parse("/send")).contains(new Entered.Unknown("/send"));
    assertThat(Entered.parse("/cancel all")).contains(new Entered.Unknown("/cancel all"));
  }

  @Test
  void whatLooksLikeACommandIsNeverSent() {
    assertThat(Entered.parse("/verifiy yes")).contains(new Entered.Unknown("/verifiy"));
    assertThat(Entered.parse("/verify maybe")).contains(new Entered.Unknown("/verify maybe"));
    assertThat(Entered.parse("/trust")).contains(new Entered.Unknown("/trust"));
  }
}
