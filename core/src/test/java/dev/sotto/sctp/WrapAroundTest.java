package dev.sotto.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.sctp.AssociationEvent.OutgoingStreamsReset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrapAroundTest {
  /** All tags, initial TSNs and request numbers are this. */
  private static RandomGenerator always(int number) {
    return () -> (long) number << 32 | 0x1234_5678L;
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -3, -40, Integer.MAX_VALUE, Integer.MAX_VALUE - 20, Integer.MIN_VALUE})
  void transmissionSequenceNumbersWrap(int first) {
    AssociationOptions options = AssociationOptions.defaults();
    Pair pair = new Pair(3, options, options, always(first), always(first));
    pair.network(new Pair.Network(0.05, 0.05, Duration.ofMillis(5), Duration.ofMillis(20)));
    pair.a.association().connect(pair.now());
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add("message " + i);
      pair.a.send(1, "message " + i);
      pair.a.send(2, Pair.payload(3000, i), new SendOptions(true, 1, -1));
      pair.a.association().resetStream(100 + i, pair.now());
    }
    pair.runUntil(
        () ->
            pair.isIdle()
                && pair.a.events(OutgoingStreamsReset.class).stream()
                        .mapToInt(event -> event.streamIds().size())
                        .sum()
                    == 50);
    assertThat(pair.b.messages.stream().filter(m -> m.streamId() == 1).map(Pair.Message::text))
        .containsExactlyElementsOf(sent);
  }

  @Test
  void streamSequenceNumbersWrap() {
    Pair pair = Pair.established();
    pair.network(new Pair.Network(0.01, 0.01, Duration.ofMillis(1), Duration.ofMillis(2)));
    int count = 140_000;
    int sent = 0;
    while (sent < count) {
      for (int i = 0; i < 2000; i++, sent++) {
        assertThat(pair.a.send(1, Integer.toString(sent))).isEqualTo(SendResult.ACCEPTED);
      }
      int expected = sent;
      pair.runUntil(() -> pair.b.messages.size() == expected);
    }
    for (int i = 0; i < count; i += 997) {
      assertThat(pair.b.messages.get(i).text()).isEqualTo(Integer.toString(i));
    }
  }
}
