package dev.sotto.web.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisAddressTest {
  @Test
  void anAddressHasAHostAndMayHaveAPortAUserAndADatabase() {
    assertThat(RedisAddress.parse("redis://localhost"))
        .isEqualTo(
            new RedisAddress(
                "localhost", 6379, false, 0, Optional.empty(), Optional.empty(), Optional.empty()));
    RedisAddress all = RedisAddress.parse("rediss://sotto@[2001:db8::1]:7000/3");
    assertThat(all.host()).isEqualTo("2001:db8::1");
    assertThat(all.port()).isEqualTo(7000);
    assertThat(all.secure()).isTrue();
    assertThat(all.database()).isEqualTo(3);
    assertThat(all.user()).contains("sotto");
  }

  @Test
  void aPasswordInAnAddressIsRefusedAndNotRepeated() {
    for (String url : List.of("redis://:sesame@localhost", "redis://user:sesame@localhost")) {
      assertThatThrownBy(() -> RedisAddress.parse(url))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("password")
          .hasMessageNotContaining("sesame");
    }
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String url :
        List.of(
            "",
            "localhost",
            "http://localhost",
            "redis://",
            "redis://a b",
            "redis://localhost:0",
            "redis://localhost:65536",
            "redis://localhost/x",
            "redis://localhost/1/2",
            "redis://localhost?a=b",
            "redis://localhost#a")) {
      assertThatThrownBy(() -> RedisAddress.parse(url))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void thePasswordIsInNoText() {
    assertThat(RedisAddress.parse("redis://sotto@localhost").withPassword("sesame").toString())
        .isEqualTo("redis://localhost:6379");
  }
}
