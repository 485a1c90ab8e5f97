package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The pairing modules of a page that a server serves, in the browser, without the page around them.
 * Playwright's thread only.
 */
final class PairingLab implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChatPage page;

  private PairingLab(ChatPage page) {
    this.page = page;
  }

  /** Opens one at an address of a server, in a context of its own. */
  static PairingLab open(Chromium chromium, String server) throws IOException {
    ChatPage page = chromium.open(server + "/health"); // A document of the same origin, no script.
    page.page().evaluate(read("/pairing-lab.js"));
    return new PairingLab(page);
  }

  /** Opens one in a browser that knows one algorithm less. */
  static PairingLab openLacking(Chromium chromium, String server, String algorithm)
      throws IOException {
    ChatPage page = chromium.open(server + "/health");
    page.page()
        .evaluate(
            """
            (lacking) => {
              const generate = SubtleCrypto.prototype.generateKey;
              SubtleCrypto.prototype.generateKey = function (algorithm, ...more) {
                if (algorithm === lacking) {
                  return Promise.reject(new DOMException('unknown', 'NotSupportedError'));
                }
                return generate.call(this, algorithm, ...more);
              };
            }
            """,
            algorithm);
    page.page().evaluate(read("/pairing-lab.js"));
    return new PairingLab(page);
  }

  /** Bytes that are base64url in a message, as hex. */
  static String hexOf(JsonNode base64url) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64url.asText()));
  }

  /** Vectors by the name of their file. */
  static JsonNode vectors(String name) throws IOException {
    return JSON.readTree(read("/pairing/" + name));
  }

  /** A value of JSON. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }

  /** Calls a function of the lab. */
  JsonNode call(String function, Object... arguments) {
    try {
      String result =
          (String)
              page.page()
                  .evaluate(
                      "async ([name, values]) =>"
                          + " JSON.stringify(await window.lab[name](...JSON.parse(values)) ?? null)",
                      List.of(function, JSON.writeValueAsString(arguments)));
      return json(result);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the lab speaks JSON", e);
    }
  }

  /** What went wrong in the page, apart from what it was asked for. */
  List<String> complaints() {
    return page.complaints();
  }

  /** A run of either role. Options as of the page's classes, and {@code random}: a list of hex. */
  Run run(String role, String backend, Map<String, Object> options) {
    return new Run(call("run", role, backend, options).asInt());
  }

  @Override
  public void close() {
    page.close();
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = PairingLab.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  /** What a message has led to. */
  record Step(JsonNode json) {
    String state() {
      return json.path("state").asText();
    }

    /** The one message that it sends. */
    JsonNode message() {
      return json.path("send").path(0);
    }

    /** As in {@code "auth"}, with {@code " spent"} behind if the code is. */
    String failure() {
      JsonNode failure = json.path("failure");
      return failure.path("error").asText()
          + (failure.path("guessSpent").asBoolean() ? " spent" : "");
    }

    JsonNode keys() {
      return json.path("keys");
    }
  }

  /** One side of the pairing in the page. */
  final class Run {
    private final int id;

    private Run(int id) {
      this.id = id;
    }

    JsonNode p0() {
      return call("p0", id);
    }

    void enter(String room) {
      call("enter", id, room);
    }

    void arrived() {
      call("arrived", id);
    }

    boolean timed() {
      return call("timed", id).asBoolean();
    }

    Step receive(Object message) {
      return new Step(call("receive", id, message));
    }

    Step timeout() {
      return new Step(call("timeout", id));
    }

    Step abort() {
      return new Step(call("abort", id));
    }

    JsonNode receiveAll(List<?> messages) {
      return call("receiveAll", id, messages);
    }

    JsonNode seal(Object content) {
      return call("seal", id, content);
    }

    JsonNode open(Object message) {
      return call("open", id, message);
    }
  }
}
