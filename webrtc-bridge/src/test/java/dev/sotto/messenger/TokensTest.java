package dev.sotto.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;
import dev.sotto.transfer.Token;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A token is shown to nobody but the receiver that gave it. */
class TokensTest {
  private static final byte[] BOB = {1, 2, 3};
  private static final byte[] CAROL = {4, 5, 6};

  private final Tokens tokens = new Tokens();
  private final Manifest manifest =
      ((ManifestBuilder.Built.Done) new ManifestBuilder().build()).manifest();
  private final Token token = Token.random(new Random(1));

  @Test
  void whoGaveOneIsShownIt() {
    tokens.keep(manifest, BOB, token);
    assertThat(tokens.find(manifest, BOB)).contains(token);
  }

  @Test
  void anotherIsShownNone() {
    tokens.keep(manifest, BOB, token);
    assertThat(tokens.find(manifest, CAROL)).isEmpty();
  }
}
