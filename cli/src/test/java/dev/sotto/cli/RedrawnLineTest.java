package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class RedrawnLineTest {
  private static final String ERASED = "\u001b[J";

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
        .isEqualTo(
            drawn("50 %") + ERASED + "hello\n" + drawn("50 %") + ERASED + drawn("60 %") + ERASED);
  }

  /** Wrapped nowhere, and with the cursor before it. */
  private static String drawn(String status) {
    return "\u001b[?7l" + status + "\u001b[?7h\r";
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
