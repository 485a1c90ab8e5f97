package dev.sotto.files;

import static dev.sotto.files.Offered.CHUNK;
import static dev.sotto.files.Offered.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it receives leaves what another goes on with. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KilledTest {
  @TempDir Path directory;

  private static Offered offered() {
    return new Offered().file("small", "1").file("d/big", bytes(6 * CHUNK + 1));
  }

  /** The process that is killed: receives most, says so and goes on holding it. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Offered offered = offered();
      Delivery delivery = Arrival.begin(Inbox.open(Path.of(arguments[0])), offered);
      offered.sendAll(delivery, 0, 0);
      try (IncomingFile big = delivery.begin(1, 0)) {
        offered.send(big, 4);
        System.out.println("received");
        new CountDownLatch(1).await();
      }
    }
  }

  @Test
  void anotherProcessGoesOnOnceTheFirstIsKilled() throws IOException, InterruptedException {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Offered offered = offered();
    try (BufferedReader said = victim.inputReader()) {
      assertThat(said.readLine()).isEqualTo("received");

      Delivery meanwhile = Arrival.again(Inbox.open(directory), offered, Offered.ANNA);
      assertThat(meanwhile.held()).isEmpty();
      meanwhile.finish();
    } finally {
      victim.destroyForcibly().waitFor();
    }
    Delivery delivery = Arrival.again(Inbox.open(directory), offered, Offered.ANNA);

    assertThat(delivery.held()).extracting(held -> held.chunks()).containsExactly(1L, 4L);
    assertThat(offered.sendAll(delivery, 0, 1).path()).hasContent("1");
    assertThat(offered.sendAll(delivery, 1, 4).path()).hasBinaryContent(bytes(6 * CHUNK + 1));
    delivery.finish();
    // The process that came meanwhile could not touch the first one's folder.
    assertThat(Files.exists(directory.resolve(Parts.NAME))).isFalse();
  }
}
