package dev.sotto.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sotto.peer.SessionDescription;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignalMessageTest {
  @Test
  void readsWhatItWrote() {
    for (SessionDescription.Type type : SessionDescription.Type.values()) {
      SessionDescription description = new SessionDescription(type, "v=0\r\n\u2028\"\\");
      assertThat(SignalMessage.readDescription(SignalMessage.writeDescription(description)))
          .contains(description);
    }
  }

  @Test
  void refusesWhatIsNoDescription() throws JsonProcessingException {
    for (String json :
        new String[] {
          "[]",
          "{}",
          "{\"type\":\"offer\"}",
          "{\"type\":\"rollback\",\"sdp\":\"\"}",
          "{\"sdp\":\"\"}"
        }) {
      Optional<SessionDescription> read =
          SignalMessage.readDescription(new JsonMapper().readTree(json));
      assertThat(read).as(json).isEmpty();
    }
  }
}
