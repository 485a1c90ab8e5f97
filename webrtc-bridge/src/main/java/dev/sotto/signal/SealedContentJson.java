package dev.sotto.signal;

import static dev.sotto.signal.StrictJson.base64;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.Fingerprint;
import dev.sotto.sdp.IceParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@link SealedContent} as JSON. Members that are not known are passed over. */
final class SealedContentJson {
  /** RFC 8839 would permit more in places, but nobody needs it. */
  private static final Pattern CANDIDATE = Pattern.compile("[A-Za-z0-9 .:/+_-]{1,200}");

  /** RFC 8839 section 5.6: ice-option-tag = 1*ice-char, and the hyphen of draft and own names. */
  private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9+/-]{1,64}");

  private static final int MAX_OPTIONS = 16;
  private static final String RESTARTS = "sotto-restart";
  private static final int FINGERPRINT_LENGTH = 32;
  private static final long MOST_MAX_MESSAGE_SIZE = 0xffff_ffffL;

  private SealedContentJson() {}

  static Optional<SealedContent> read(JsonNode json) {
    return switch (json.path("k").asText()) {
      case "d" -> description(json);
      case "c" -> candidates(json).map(SealedContent.Candidates::new);
      case "e" -> Optional.of(new SealedContent.End());
      case "r" -> restart(json);
      default -> Optional.empty();
    };
  }

  static ObjectNode write(SealedContent content) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (content instanceof SealedContent.Description description) {
      DescriptionFields fields = description.fields();
      credentials(json.put("k", "d"), fields.ice());
      json.put("fp", base64(fields.fingerprint().digest())).put("mms", fields.maxMessageSize());
      json.set("cand", array(fields.candidates()));
      if (fields.preparesRestarts()) {
        json.putArray("opt").add(RESTARTS);
      }
    } else if (content instanceof SealedContent.Candidates candidates) {
      json.put("k", "c").set("cand", array(candidates.list()));
    } else if (content instanceof SealedContent.End) {
      json.put("k", "e");
    } else if (content instanceof SealedContent.Restart restart) {
      json.put("k", "r").put("gen", restart.generation());
      restart.ice().ifPresent(ice -> credentials(json, ice));
    }
    return json;
  }

  private static void credentials(ObjectNode json, IceParameters ice) {
    json.put("ufrag", ice.ufrag()).put("pwd", ice.pwd());
  }

  private static ArrayNode array(List<Candidate> candidates) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    candidates.forEach(candidate -> array.add(candidate.toAttribute()));
    return array;
  }

  private static Optional<SealedContent> description(JsonNode json) {
    Optional<IceParameters> ice = credentials(json);
    Optional<byte[]> fingerprint =
        StrictJson.bytes(json, "fp", FINGERPRINT_LENGTH, FINGERPRINT_LENGTH);
    Optional<Long> size = StrictJson.number(json, "mms", 0, MOST_MAX_MESSAGE_SIZE);
    Optional<List<Candidate>> candidates = candidates(json);
    Optional<List<String>> options = options(json);
    if (ice.isEmpty()
        || fingerprint.isEmpty()
        || size.isEmpty()
        || candidates.isEmpty()
        || options.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SealedContent.Description(
            new DescriptionFields(
                ice.get(),
                Fingerprint.of(DescriptionFields.HASH, fingerprint.get()),
                size.get(),
                options.get().contains(RESTARTS),
                candidates.get())));
  }

  private static Optional<SealedContent> restart(JsonNode json) {
    Optional<Integer> generation =
        StrictJson.number(json, "gen", 1, SealedContent.MAX_GENERATION).map(Long::intValue);
    if (!json.has("ufrag") && !json.has("pwd")) {
      return generation.map(gen -> new SealedContent.Restart(gen, Optional.empty()));
    }
    Optional<IceParameters> ice = credentials(json);
    return ice.isEmpty()
        ? Optional.empty()
        : generation.map(gen -> new SealedContent.Restart(gen, ice));
  }

  private static Optional<IceParameters> credentials(JsonNode json) {
    Optional<String> ufrag = StrictJson.text(json, "ufrag");
    Optional<String> pwd = StrictJson.text(json, "pwd");
    try {
      return ufrag.isEmpty() || pwd.isEmpty()
          ? Optional.empty()
          : Optional.of(new IceParameters(ufrag.get(), pwd.get()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * What is no candidate by its characters or length is malformed; of a kind that we cannot use, it
   * is passed over, as the standards ask.
   */
  private static Optional<List<Candidate>> candidates(JsonNode json) {
    List<Candidate> candidates = new ArrayList<>();
    Optional<List<String>> texts =
        texts(json.path("cand"), CANDIDATE, DescriptionFields.MAX_CANDIDATES);
    texts.ifPresent(list -> list.forEach(text -> Candidate.parse(text).ifPresent(candidates::add)));
    return texts.map(list -> candidates);
  }

  private static Optional<List<String>> options(JsonNode json) {
    return json.has("opt") ? texts(json.path("opt"), OPTION, MAX_OPTIONS) : Optional.of(List.of());
  }

  private static Optional<List<String>> texts(JsonNode array, Pattern form, int most) {
    if (!array.isArray() || array.size() > most) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      String text = element.textValue();
      if (text == null || !form.matcher(text).matches()) {
        return Optional.empty();
      }
      texts.add(text);
    }
    return Optional.of(texts);
  }
}
