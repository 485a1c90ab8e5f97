package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class RedrawnLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, UTF_8);
  private final RedrawnLine line = new RedrawnLine(stream, () -> 80);

  @Test
  void whatIsPrintedGoesAboveTheStatus() {
    line.status("50 %");
    line.print(stream, "hello");
    line.status("60 %");
    line.status("");
    assertThat(bytes.toString(UTF_8))
        .isEqualTo("50 %\r\u001b[Khello\n50 %\r\u001b[K60 %\r\u001b[K");
  }

  @Test
  void withoutAStatusNothingIsErased() {
    line.print(stream, "hello");
    line.status("");
    line.ask("Well? ");
    assertThat(bytes.toString(UTF_8)).isEqualTo("hello\nWell? ");
  }

  @Test
  void theLastColumnIsLeftAlone() {
    assertThat(line.columns()).isEqualTo(79);
    assertThat(new RedrawnLine(stream, () -> 0).columns()).isZero();
  }
}
