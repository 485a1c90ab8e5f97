package dev.sotto.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MdnsNameTest {
  @Test
  void drawsVersion4UuidsThatDiffer() {
    Random random = new Random(1);
    Set<MdnsName> names = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      MdnsName name = MdnsName.random(random);
      assertThat(name.text())
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\.local");
      names.add(name);
    }
    assertThat(names).hasSize(100);
  }

  @Test
  void readsNamesInAnyCase() {
    assertThat(MdnsName.parse("7D3C5A0E-1111-4222-8333-44445555666F.LOCAL"))
        .contains(new MdnsName("7d3c5a0e-1111-4222-8333-44445555666f.local"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".local",
        "printer.local",
        "7d3c5a0e-1111-4222-8333-444455556666",
        "7d3c5a0e-1111-4222-8333-444455556666.local.",
        "7d3c5a0e-1111-4222-8333-444455556666.example",
        "a.7d3c5a0e-1111-4222-8333-444455556666.local",
        "7d3c5a0e-1111-4222-8333-44445555.666.local",
        "7d3c5a0e-1111-4222-8333-44445555666g.local",
        "7d3c5a0e-1111-4222-8333-44445555666\u212a.local",
        "7d3c5a0e111142228333444455556666.local",
      })
  void readsNoOtherName(String text) {
    assertThat(MdnsName.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new MdnsName(text));
  }
}
