package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.sdp.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedContentTest {
  private static final String FP = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  private static final String GOOD =
      "{\"k\":\"d\",\"ufrag\":\"abcd\",\"pwd\":\"abcdefghijklmnopqrstuv\",\"fp\":\""
          + FP
          + "\",\"mms\":1,\"cand\":[]}";
  private static final String CANDIDATE = "1 1 udp 1 192.0.2.1 5000 typ host";

  static Stream<SealedContent> contents() {
    return Stream.of(
        new SealedContent.Description(Descriptions.typical()),
        new SealedContent.Candidates(Descriptions.typical().candidates()),
        new SealedContent.End(),
        new SealedContent.Restart(1, Optional.empty()),
        new SealedContent.Restart(SealedContent.MAX_GENERATION, Optional.of(Descriptions.FRESH)));
  }

  private static Optional<SealedContent> read(String text) {
    return SealedContent.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void readsWhatItWrote(SealedContent content) {
    assertThat(SealedContent.read(content.write())).contains(content);
    assertThat(SealedContent.read(content.toJson())).contains(content);
  }

  @Test
  void writesTheDocumentedForm() {
    assertThat(new String(new SealedContent.End().write(), StandardCharsets.UTF_8))
        .isEqualTo("{\"k\":\"e\"}");
    assertThat(
            new String(
                new SealedContent.Restart(2, Optional.of(Descriptions.ICE)).write(),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"k\":\"r\",\"gen\":2,\"ufrag\":\"abcdefgh\",\"pwd\":\"abcdefghijklmnopqrstuvwx\"}");
    assertThat(
            new String(
                new SealedContent.Candidates(List.of(Candidate.parse(CANDIDATE).orElseThrow()))
                    .write(),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"k\":\"c\",\"cand\":[\"candidate:" + CANDIDATE + "\"]}");
  }

  @Test
  void theSmallestDescriptionIsRead() {
    assertThat(read(GOOD)).isPresent();
    assertThat(read(GOOD.replace("}", ",\"later\":{\"than\":\"us\"}}"))).isPresent();
  }

  @Test
  void optionsThatAreNotKnownArePassedOver() {
    DescriptionFields with = description(GOOD.replace("}", ",\"opt\":[\"x\",\"sotto-restart\"]}"));
    assertThat(with.preparesRestarts()).isTrue();
    assertThat(description(GOOD.replace("}", ",\"opt\":[\"x\"]}")).preparesRestarts()).isFalse();
    assertThat(description(GOOD).preparesRestarts()).isFalse();
  }

  private static DescriptionFields description(String text) {
    return ((SealedContent.Description) read(text).orElseThrow()).fields();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"k\":\"z\"}",
        "{\"k\":7}",
        "{\"k\":\"e\",\"k\":\"e\"}",
        "{\"k\":\"e\"} x",
        "{\"k\":\"c\"}",
        "{\"k\":\"c\",\"cand\":{}}",
        "{\"k\":\"c\",\"cand\":[7]}",
        "{\"k\":\"c\",\"cand\":[\"\"]}",
        "{\"k\":\"c\",\"cand\":[\"a\\r\\na=x\"]}",
        "{\"k\":\"c\",\"cand\":[\"a\\tb\"]}",
        "{\"k\":\"r\"}",
        "{\"k\":\"r\",\"gen\":0}",
        "{\"k\":\"r\",\"gen\":2147483648}",
        "{\"k\":\"r\",\"gen\":1.0}",
        "{\"k\":\"r\",\"gen\":1,\"ufrag\":\"abcd\"}",
        "{\"k\":\"r\",\"gen\":1,\"pwd\":\"abcdefghijklmnopqrstuv\"}",
        "{\"k\":\"r\",\"gen\":1,\"ufrag\":\"abc\",\"pwd\":\"abcdefghijklmnopqrstuv\"}"
      })
  void refusesWhatIsNoContent(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void refusesADescriptionWithAnyFieldOutOfItsRange() {
    String[][] changes = {
      {"\"ufrag\":\"abcd\"", "\"ufrag\":\"abc\""},
      {"\"ufrag\":\"abcd\"", "\"ufrag\":\"ab d\""},
      {"\"ufrag\":\"abcd\"", "\"ufrag\":\"" + "a".repeat(257) + "\""},
      {"\"ufrag\":\"abcd\"", "\"ufrag\":7"},
      {"\"ufrag\":\"abcd\",", ""},
      {"abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstu"},
      {"abcdefghijklmnopqrstuv", "abcdefghijklmnopqrst\\n"},
      {FP, FP.substring(3)},
      {FP, FP + "AAAA"},
      {FP, FP.substring(1) + "B"},
      {"\"mms\":1", "\"mms\":-1"},
      {"\"mms\":1", "\"mms\":4294967296"},
      {"\"mms\":1", "\"mms\":\"1\""},
      {"\"mms\":1,", ""},
      {"[]", "null"},
      {"[]", "[\"" + "a".repeat(201) + "\"]"},
      {"[]", "[\"candidate;x\"]"},
      {"}", ",\"opt\":\"x\"}"},
      {"}", ",\"opt\":[7]}"},
      {"}", ",\"opt\":[\"a b\"]}"},
    };
    for (String[] change : changes) {
      assertThat(GOOD).contains(change[0]);
      assertThat(read(GOOD.replace(change[0], change[1]))).as(change[1]).isEmpty();
    }
  }

  @Test
  void aDescriptionHasAtMost64Candidates() {
    String one = "\"" + CANDIDATE + "\"";
    String most = String.join(",", Collections.nCopies(64, one));
    assertThat(description(GOOD.replace("[]", "[" + most + "]")).candidates()).hasSize(64);
    assertThat(read(GOOD.replace("[]", "[" + most + "," + one + "]"))).isEmpty();
  }

  @Test
  void candidatesOfAnotherKindArePassedOver() {
    SealedContent content =
        read("{\"k\":\"c\",\"cand\":[\"1 1 sctp 1 192.0.2.1 5000 typ host\",\"candidate:"
                + CANDIDATE
                + " generation 0\",\"1 1 udp 1 example.org 5000 typ host\"]}")
            .orElseThrow();
    assertThat(content)
        .isEqualTo(new SealedContent.Candidates(List.of(Candidate.parse(CANDIDATE).orElseThrow())));
  }

  @Test
  void noPasswordIsShown() {
    assertThat(new SealedContent.Description(Descriptions.typical()).toString())
        .doesNotContain(Descriptions.ICE.pwd());
    assertThat(new SealedContent.Restart(1, Optional.of(Descriptions.ICE)).toString())
        .doesNotContain(Descriptions.ICE.pwd());
  }

  @Test
  void refusesWhatCannotBeWritten() {
    List<Candidate> many = Collections.nCopies(65, Candidate.parse(CANDIDATE).orElseThrow());
    assertThatThrownBy(() -> new SealedContent.Candidates(many))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SealedContent.Restart(0, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Descriptions.fields(many))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
