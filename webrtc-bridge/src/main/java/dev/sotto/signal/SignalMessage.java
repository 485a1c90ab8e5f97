package dev.sotto.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.SessionDescription;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the two peers of a room tell each other.
 *
 * <pre>
 *   {"k":"description","type":"offer"|"answer","sdp":TEXT}
 *   {"k":"candidate","candidate":{"candidate":TEXT,"sdpMid":TEXT,"sdpMLineIndex":NUMBER}}
 *   {"k":"candidate","candidate":null}                            no more of them
 *   {"k":"restart"}                                               offer another path, please
 * </pre>
 */
public sealed interface SignalMessage {
  /**
   * A description of the session.
   *
   * @param description the offer or the answer
   */
  record Description(SessionDescription description) implements SignalMessage {
    private static final Pattern ORIGIN =
        Pattern.compile("^o=(\\S+ \\S+) \\S+ (\\S+ \\S+ \\S+)\\s*$", Pattern.MULTILINE);

    /**
     * What tells one session of the sender from another: the {@code o=} line (RFC 8866 section 5.2)
     * without its version, which counts the descriptions of one session.
     *
     * @return what is the same in all descriptions of a session, or empty text when there is no
     *     such line
     */
    public String session() {
      Matcher origin = ORIGIN.matcher(description.sdp());
      return origin.find() ? origin.group(1) + " " + origin.group(2) : "";
    }
  }

  /**
   * A candidate of the sender, or the end of them.
   *
   * @param candidate the candidate
   */
  record Candidate(IceCandidate candidate) implements SignalMessage {}

  /**
   * The sender wants another path under the same session: the side that offered the session is to
   * offer it again, with fresh credentials.
   */
  record Restart() implements SignalMessage {}

  /** Something that this version does not know, or that is malformed: to be ignored. */
  record Unknown() implements SignalMessage {}

  /**
   * Reads what the peer sent.
   *
   * @param json any JSON
   * @return what it says; {@link Unknown} for everything that is none of the known messages
   */
  static SignalMessage read(JsonNode json) {
    Optional<? extends SignalMessage> message =
        switch (json.path("k").asText()) {
          case "description" -> readDescription(json).map(Description::new);
          case "candidate" -> readCandidate(json.path("candidate")).map(Candidate::new);
          case "restart" -> Optional.of(new Restart());
          default -> Optional.empty();
        };
    return message.isPresent() ? message.get() : new Unknown();
  }

  /**
   * Reads a description as the W3C API writes it, {@code {"type":...,"sdp":...}}.
   *
   * @param json any JSON
   * @return the description, or empty when it is none; the text itself is not looked into
   */
  static Optional<SessionDescription> readDescription(JsonNode json) {
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
  static ObjectNode writeDescription(SessionDescription description) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", description.type() == SessionDescription.Type.OFFER ? "offer" : "answer")
        .put("sdp", description.sdp());
  }

  /**
   * Writes this message.
   *
   * @return its JSON
   * @throws IllegalStateException for {@link Unknown}, which has none
   */
  default ObjectNode write() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (this instanceof Description message) {
      json.put("k", "description").setAll(writeDescription(message.description()));
    } else if (this instanceof Candidate message) {
      json.put("k", "candidate").set("candidate", writeCandidate(message.candidate()));
    } else if (this instanceof Restart) {
      json.put("k", "restart");
    } else {
      throw new IllegalStateException("nothing to write");
    }
    return json;
  }

  private static Optional<IceCandidate> readCandidate(JsonNode json) {
    if (json.isNull()) {
      return Optional.of(IceCandidate.end());
    }
    JsonNode line = json.path("candidate");
    JsonNode index = json.path("sdpMLineIndex");
    if (!line.isTextual() || !(index.isInt() || index.isNull() || index.isMissingNode())) {
      return Optional.empty();
    }
    return Optional.of(
        new IceCandidate(line.textValue(), json.path("sdpMid").asText(""), index.asInt(0)));
  }

  private static JsonNode writeCandidate(IceCandidate candidate) {
    if (candidate.isEnd()) {
      return JsonNodeFactory.instance.nullNode();
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("candidate", candidate.candidate())
        .put("sdpMid", candidate.sdpMid())
        .put("sdpMLineIndex", candidate.sdpMLineIndex());
  }
}
