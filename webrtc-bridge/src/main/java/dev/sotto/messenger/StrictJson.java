package dev.sotto.messenger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a peer wrote as JSON: no member twice, nothing deep, nothing behind it, no odd number. */
final class StrictJson {
  /** The largest whole number that a JavaScript number holds exactly. */
  static final long MAX_NUMBER = (1L << 53) - 1;

  private StrictJson() {}

  /** One that reads no deeper. */
  static ObjectReader reader(int maxDepth) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(32)
                        .build())
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .reader();
  }

  /** An object with a type; empty when it is none. */
  static Optional<JsonNode> message(ObjectReader reader, String json) {
    try {
      return Optional.of(reader.readTree(json))
          .filter(it -> it.isObject() && it.path("t").isTextual());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  static Optional<String> text(JsonNode json, String member) {
    return Optional.ofNullable(json.path(member).textValue());
  }

  /** A whole number from least to most. */
  static Optional<Long> number(JsonNode number, long least, long most) {
    return number.isIntegralNumber()
            && number.canConvertToLong()
            && number.longValue() >= least
            && number.longValue() <= most
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  static Optional<Long> number(JsonNode json, String member) {
    return number(json.path(member), 0, MAX_NUMBER);
  }

  static Optional<Integer> index(JsonNode number) {
    return number(number, 0, Integer.MAX_VALUE).map(Math::toIntExact);
  }

  /** Every element of a list; empty when it is no list or one of them cannot be read. */
  static <T> Optional<List<T>> list(JsonNode list, Function<JsonNode, Optional<T>> element) {
    if (!list.isArray()) {
      return Optional.empty();
    }
    List<T> all = new ArrayList<>(list.size());
    for (JsonNode each : list) {
      Optional<T> read = element.apply(each);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      all.add(read.get());
    }
    return Optional.of(all);
  }

  /** The same; a member that is not there is an empty list. */
  static <T> Optional<List<T>> listIfAny(
      JsonNode json, String member, Function<JsonNode, Optional<T>> element) {
    return json.has(member) ? list(json.path(member), element) : Optional.of(List.of());
  }
}
