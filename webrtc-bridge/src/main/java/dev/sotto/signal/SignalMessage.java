package dev.sotto.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.peer.SessionDescription;
import java.util.Optional;

/** Descriptions as any WebRTC peer writes them, {@code {"type":"offer","sdp":TEXT}}. */
public final class SignalMessage {
  private SignalMessage() {}

  /**
   * Reads a description as the W3C API writes it, {@code {"type":...,"sdp":...}}.
   *
   * @param json any JSON
   * @return the description, or empty when it is none; the text itself is not looked into
   */
  public static Optional<SessionDescription> readDescription(JsonNode json) {
    JsonNode sdp = json.path("sdp");
    if (!sdp.isTextual()) {
      return Optional.empty();
    }
    return switch (json.path("type").asText()) {
      case "offer" ->
          Optional.of(new SessionDescription(SessionDescription.Type.OFFER, sdp.textValue()));
      case "answer" ->
          Optional.of(new SessionDescription(SessionDescription.Type.ANSWER, sdp.textValue()));
      default -> Optional.empty();
    };
  }

  /**
   * Writes a description as the W3C API does.
   *
   * @param description the description
   * @return an object with {@code type} and {@code sdp}
   */
  public static ObjectNode writeDescription(SessionDescription description) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", description.type() == SessionDescription.Type.OFFER ? "offer" : "answer")
        .put("sdp", description.sdp());
  }
}
