package dev.sotto.messenger;

import static dev.sotto.messenger.Person.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.SessionEnd.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from one to another, on loopback. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TransferTest {
  @TempDir Path directory;

  private final MeetingHall hall = new MeetingHall();
  private final Person alice = Person.able("Alice");
  private final Person bob = Person.able("Bob");
  private Session alices;
  private Session bobs;
  private Path sources;
  private Path target;

  @BeforeEach
  void meet() throws IOException {
    sources = Files.createDirectory(directory.resolve("sources"));
    target = directory.resolve("target");
    alices = alice.begin(new Start.Invite(hall));
    bobs = bob.begin(new Start.Join(hall, next(alice.codes)));
    next(alice.connections);
    next(bob.connections);
  }

  @AfterEach
  void part() {
    alice.close();
    bob.close();
  }

  private Path file(String name, int size) throws IOException {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    Path file = sources.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, data);
  }

  private static Happenings accept(Person receiver, AcceptOptions options) {
    Happenings happenings = new Happenings();
    next(receiver.offers).accept(options, happenings);
    return happenings;
  }

  @Test
  void aFileArrivesAsItWasSent() throws Exception {
    Path file = file("holiday.jpg", 5_000_000);
    Happenings sent = new Happenings();
    Transfer transfer = alices.send(List.of(file), sent).get(60, TimeUnit.SECONDS);
    Happenings received = accept(bob, AcceptOptions.everything(target));
    assertThat(next(received.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(next(sent.ends).kind()).isEqualTo(Kind.DONE);
    assertThat(target.resolve("holiday.jpg")).hasSameBinaryContentAs(file);
    assertThat(transfer.progress().bytes()).isEqualTo(5_000_000);
  }
}
