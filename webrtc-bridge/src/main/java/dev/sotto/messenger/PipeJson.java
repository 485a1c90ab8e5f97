package dev.sotto.messenger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.PipeMessage;
import java.util.Optional;

/** {@link PipeMessage} as JSON: docs/protocol.md, section "Pipe". */
final class PipeJson {
  private static final int MAX_DEPTH = 8;
  private static final ObjectReader READER = StrictJson.reader(MAX_DEPTH);

  private PipeJson() {}

  /** Empty when it is malformed or too long. */
  static Optional<PipeMessage> read(String json) {
    return TransferJson.isTooLong(json)
        ? Optional.empty()
        : StrictJson.message(READER, json).flatMap(PipeJson::read);
  }

  private static Optional<PipeMessage> read(JsonNode json) {
    Optional<? extends PipeMessage> message =
        switch (json.path("t").textValue()) {
          case "pipe" -> TransferJson.id(json).map(PipeMessage.Pipe::new);
          case "ready" -> ready(json);
          case "taken" -> StrictJson.number(json, "bytes").map(PipeMessage.Taken::new);
          case "end" -> end(json);
          case "got" -> Optional.of(new PipeMessage.Got());
          case "cancel" -> TransferJson.cancel(json).map(PipeMessage.Cancel::new);
          default -> Optional.of(new PipeMessage.Other());
        };
    return message.map(it -> it);
  }

  private static Optional<PipeMessage> ready(JsonNode json) {
    Optional<Long> bytes = StrictJson.number(json, "bytes");
    Optional<Long> window = StrictJson.number(json, "window");
    return bytes.isEmpty() || window.isEmpty()
        ? Optional.empty()
        : Optional.of(new PipeMessage.Ready(bytes.get(), window.get()));
  }

  private static Optional<PipeMessage> end(JsonNode json) {
    Optional<Long> bytes = StrictJson.number(json, "bytes");
    Optional<Digest> hash = TransferJson.digest(json, "hash");
    return bytes.isEmpty() || hash.isEmpty()
        ? Optional.empty()
        : Optional.of(new PipeMessage.End(bytes.get(), hash.get()));
  }

  static String write(PipeMessage message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (message instanceof PipeMessage.Pipe pipe) {
      json.put("t", "pipe").put("id", pipe.id().text());
    } else if (message instanceof PipeMessage.Ready ready) {
      json.put("t", "ready").put("bytes", ready.bytes()).put("window", ready.window());
    } else if (message instanceof PipeMessage.Taken taken) {
      json.put("t", "taken").put("bytes", taken.bytes());
    } else if (message instanceof PipeMessage.End end) {
      json.put("t", "end").put("bytes", end.bytes()).put("hash", end.hash().text());
    } else if (message instanceof PipeMessage.Got) {
      json.put("t", "got");
    } else if (message instanceof PipeMessage.Cancel cancel) {
      json.put("t", "cancel").put("why", cancel.why().word());
    } else {
      throw new IllegalArgumentException("nobody writes this");
    }
    return json.toString();
  }
}
