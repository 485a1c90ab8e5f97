package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigDirectoryTest {
  private static final Path HOME = Path.of("/home/alice");

  @Test
  void isWhereTheUserSays() {
    assertThat(ConfigDirectory.of(Optional.of(Path.of("x")))).isEqualTo(Path.of("x"));
  }

  @Test
  void isInTheHomeDirectoryElse() {
    assertThat(ConfigDirectory.usual(Map.of(), "Linux", HOME))
        .isEqualTo(Path.of("/home/alice/.config/sotto"));
    assertThat(ConfigDirectory.usual(Map.of(), "Mac OS X", HOME))
        .isEqualTo(Path.of("/home/alice/Library/Application Support/sotto"));
    assertThat(ConfigDirectory.usual(Map.of(), "Windows 11", HOME))
        .isEqualTo(Path.of("/home/alice/sotto"));
  }

  @Test
  void followsTheVariablesOfTheSystem() {
    Map<String, String> environment = Map.of("XDG_CONFIG_HOME", "/etc/a", "APPDATA", "/data");
    assertThat(ConfigDirectory.usual(environment, "Linux", HOME))
        .isEqualTo(Path.of("/etc/a/sotto"));
    assertThat(ConfigDirectory.usual(environment, "Windows 11", HOME))
        .isEqualTo(Path.of("/data/sotto"));
  }

  @Test
  void ignoresAVariableThatIsEmptyOrRelative() {
    for (String value : new String[] {"", "config"}) {
      assertThat(ConfigDirectory.usual(Map.of("XDG_CONFIG_HOME", value), "Linux", HOME))
          .isEqualTo(Path.of("/home/alice/.config/sotto"));
    }
  }
}
