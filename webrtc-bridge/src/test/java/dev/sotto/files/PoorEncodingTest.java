package dev.sotto.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process in a locale that has no other names than those of ASCII, as in many a container. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PoorEncodingTest {
  @TempDir Path directory;

  /** Receives a file whose name it cannot write, and says how that went. */
  static final class Poor {
    private Poor() {}

    public static void main(String[] arguments) throws IOException {
      Offered offered = new Offered().file("\u00fc", "1").file("d\u00fc/a", "2").file("b", "3");
      Delivery delivery = Arrival.begin(Inbox.open(Path.of(arguments[0])), offered);
      for (int index = 0; index < 3; index++) {
        try {
          offered.sendAll(delivery, index, 0);
          System.out.println("published");
        } catch (FilesException e) {
          System.out.println(e.kind());
        }
      }
      delivery.close();
    }
  }

  @Test
  void aNameThatTheSystemCannotHaveFailsThatFileAlone() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Poor.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("LC_ALL", "C");
    Process poor = builder.start();
    try (BufferedReader said = poor.inputReader()) {
      assertThat(said.readLine()).isIn("DISK", "published");
      assertThat(said.readLine()).isIn("DISK", "published");
      assertThat(said.readLine()).isEqualTo("published");
    } finally {
      poor.destroyForcibly().waitFor();
    }
  }
}
