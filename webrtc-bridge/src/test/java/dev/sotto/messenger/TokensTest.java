package dev.sotto.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.transfer.Claim;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Entry;
import dev.sotto.transfer.EntryPath;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.ManifestBuilder;
import dev.sotto.transfer.Proof;
import dev.sotto.transfer.Token;
import dev.sotto.transfer.TransferId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The last tokens for what is offered are proved, and no others. */
class TokensTest {
  private static final Digest SESSION = Digest.of(new byte[] {1});
  private static final Random RANDOM = new Random(1);
  private static final TransferId ID = TransferId.random(RANDOM);

  private final Tokens tokens = new Tokens();
  private final Manifest manifest = manifestOf("a");

  private static Manifest manifestOf(String name) {
    ManifestBuilder builder = new ManifestBuilder();
    assertThat(builder.add(Entry.file(new EntryPath(name), 1, 0, false))).isEmpty();
    return ((ManifestBuilder.Built.Done) builder.build()).manifest();
  }

  private List<Token> given(int count) {
    List<Token> given = Stream.generate(() -> Token.random(RANDOM)).limit(count).toList();
    given.forEach(token -> tokens.keep(manifest, token));
    return given;
  }

  private boolean proves(Token token) {
    return new Claim(SESSION, ID, tokens.proofs(manifest, SESSION, ID)).proves(token.hash());
  }

  @Test
  void whateverReceiversGaveIsProved() {
    assertThat(given(2)).allMatch(this::proves);
    assertThat(tokens.proofs(manifest, SESSION, ID)).hasSize(2);
  }

  @Test
  void nothingIsProvedOfWhatWasGivenForAnother() {
    given(1);
    assertThat(tokens.proofs(manifestOf("b"), SESSION, ID)).isEmpty();
  }

  @Test
  void theLastOnesAreProvedAsManyAsAnOfferMayHave() {
    List<Token> given = given(Proof.MOST + 1);
    assertThat(tokens.proofs(manifest, SESSION, ID)).hasSize(Proof.MOST);
    assertThat(given.subList(1, given.size())).allMatch(this::proves);
    assertThat(proves(given.get(0))).isFalse();
  }

  @Test
  void whatIsGivenAgainIsProvedOnce() {
    Token token = given(1).get(0);
    given(1);
    tokens.keep(manifest, token);
    assertThat(tokens.proofs(manifest, SESSION, ID))
        .hasSize(2)
        .first()
        .isEqualTo(Proof.of(token.hash(), SESSION, ID));
  }

  @Test
  void oldOnesAreForgotten() {
    Token token = given(1).get(0);
    for (int index = 0; index < 64; index++) {
      tokens.keep(manifestOf("b" + index), Token.random(RANDOM));
    }
    assertThat(tokens.proofs(manifest, SESSION, ID)).isEmpty();
    assertThat(proves(token)).isFalse();
  }
}
