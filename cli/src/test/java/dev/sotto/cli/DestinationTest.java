package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.AcceptOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationTest {
  @TempDir private Path home;

  @Test
  void filesGoToTheWorkingDirectory() {
    Path working = home.resolve("work");
    assertThat(Destination.usual(working, home)).isEqualTo(working);
  }

  @Test
  void butNeverToTheHomeDirectoryItself() throws IOException {
    Path roundabout = home.resolve("x").resolve("..");
    assertThat(Destination.usual(home, home)).isEqualTo(home.resolve("sotto-received"));
    assertThat(Destination.usual(roundabout, home)).isEqualTo(home.resolve("sotto-received"));
    Files.createDirectory(home.resolve("Downloads"));
    assertThat(Destination.usual(home, home)).isEqualTo(home.resolve("Downloads"));
  }

  @Test
  void theSessionIsToldAllOfIt() {
    AcceptOptions options = new Destination(home, true).options(Optional.of(Set.of(3)));
    assertThat(options).isEqualTo(new AcceptOptions(home, true, Optional.of(Set.of(3))));
  }
}
