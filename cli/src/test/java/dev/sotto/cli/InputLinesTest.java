package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

class InputLinesTest {
  @Test
  void readsLinesWithAnyEnding() {
    InputLines lines = lines(stream("eins\nzwei\r\n\ndreiß"));
    assertThat(Await.result(lines.next())).contains("eins");
    assertThat(Await.result(lines.next())).contains("zwei");
    assertThat(Await.result(lines.next())).contains("");
    assertThat(Await.result(lines.next())).contains("dreiß");
    assertThat(Await.result(lines.next())).isEmpty();
    assertThat(Await.result(lines.next())).isEmpty();
  }

  @Test
  void refusesALineWithoutEnd() {
    InputLines lines = lines(stream("x".repeat((1 << 20) + 1)));
    assertThatThrownBy(() -> Await.result(lines.next()))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.USAGE));
  }

  @Test
  void saysThatStandardInputCannotBeRead() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("gone");
          }
        };
    InputLines lines = lines(new SequenceInputStream(stream("one\n"), broken));
    assertThat(Await.result(lines.next())).contains("one");
    assertThatThrownBy(() -> Await.result(lines.next()))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.DISK));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static InputLines lines(InputStream input) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    return new InputLines(new Terminal(input, nowhere, nowhere, UTF_8, false));
  }
}
