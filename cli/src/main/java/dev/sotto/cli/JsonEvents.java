package dev.sotto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.cli.Event.Peer;
import dev.sotto.cli.Event.Route;
import dev.sotto.signal.SignalMessage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events for scripts: one object of JSON a line on standard output, in pure ASCII whatever the peer
 * wrote, as {@code docs/cli.md} promises. Text of others is quoted by JSON and otherwise unchanged.
 */
final class JsonEvents implements EventSink {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Terminal terminal;
  private final AtomicLong messages = new AtomicLong();

  JsonEvents(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void accept(Event event) {
    if (!(event instanceof Event.Typing)) {
      terminal.data(write(json(event)));
    }
  }

  private ObjectNode json(Event event) {
    if (event instanceof Event.Listening it) {
      ObjectNode json = named("listening").put("url", it.url().toString());
      it.stun().ifPresent(stun -> json.put("stun", stun));
      return json;
    } else if (event instanceof Event.Invite it) {
      ObjectNode json = named("invite").put("code", it.code());
      it.link().ifPresent(link -> json.put("link", link));
      it.command().ifPresent(command -> json.put("command", command));
      it.fingerprint().ifPresent(sha256 -> json.put("fingerprint", sha256));
      return json;
    } else if (event instanceof Event.Waiting) {
      return named("waiting");
    } else if (event instanceof Event.Description it) {
      return SignalMessage.writeDescription(it.description());
    } else if (event instanceof Event.Manual it) {
      return named("manual").put("line", it.line());
    } else if (event instanceof Event.Connecting) {
      return named("connecting");
    } else if (event instanceof Event.Connected it) {
      ObjectNode json = named("connected");
      json.set("peer", peer(it.peer()));
      json.set("path", path(it.route()));
      return json.put("ms", it.milliseconds());
    } else if (event instanceof Event.Phrase it) {
      ObjectNode json = named("phrase");
      it.words().forEach(json.putArray("words")::add);
      return json;
    } else if (event instanceof Event.Verified it) {
      return named("verified").put("name", it.name()).put("known", it.known());
    } else if (event instanceof Event.Remembered it) {
      return named("remembered").put("name", it.name());
    } else if (event instanceof Event.Warning it) {
      return named("warning").put("message", it.message()).put("hint", it.hint());
    } else if (event instanceof Event.Delivered it) {
      return named("delivered").put("id", it.id());
    } else if (event instanceof Event.Report it) {
      ObjectNode json = named("report");
      ReportJson.write(it.facts(), json);
      return json;
    } else if (event instanceof Event.Rerouted it) {
      ObjectNode json = named("path");
      json.set("path", path(it.route()));
      return json;
    } else if (event instanceof Event.Reconnecting it) {
      return named("reconnecting").put("reason", it.reason());
    } else if (event instanceof Event.Message it) {
      return named("message").put("id", nextId()).put("from", it.from()).put("text", it.text());
    } else if (event instanceof Event.BinaryMessage it) {
      return named("message")
          .put("id", nextId())
          .put("from", it.from())
          .put("text", "")
          .put("binary", true)
          .put("bytes", it.bytes());
    } else if (event instanceof Event.OfTransfer it) {
      return TransferJson.of(it.event());
    } else if (event instanceof Event.Streamed it) {
      return named("stream").put("outgoing", it.outgoing()).put("bytes", it.bytes());
    } else if (event instanceof Event.Disconnected it) {
      return named("disconnected").put("reason", it.reason());
    } else if (event instanceof Event.Diagnosed it) {
      ObjectNode json = named("diagnosis");
      DiagnosisJson.write(it.facts(), json);
      return json;
    } else if (event instanceof Event.ContactShown it) {
      ObjectNode json = named("contact");
      ContactWords.write(it.contact(), json);
      return json;
    } else if (event instanceof Event.OwnIdentity it) {
      return named("identity")
          .put("key", it.key().text())
          .put("fingerprint", it.key().fingerprint())
          .put("file", it.file().toString());
    } else if (event instanceof Event.ContactForgotten it) {
      return named("forgotten").put("name", it.name());
    } else if (event instanceof Event.Problem it) {
      return named("error")
          .put("code", it.failure().kind().code())
          .put("message", it.failure().what())
          .put("hint", it.failure().hint());
    }
    throw new AssertionError(event);
  }

  /** Tells the messages of a run apart; the peer has given them no id. */
  private String nextId() {
    return Long.toString(messages.incrementAndGet());
  }

  private static ObjectNode named(String event) {
    return JsonNodeFactory.instance.objectNode().put("event", event);
  }

  private static ObjectNode peer(Peer peer) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", peer.name())
        .put("key", peer.key().orElse(null))
        .put("known", peer.known())
        .put("verified", peer.verified())
        .put("secure", peer.secure());
  }

  private static ObjectNode path(Route route) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("local", route.local())
        .put("remote", route.remote())
        .put("protocol", route.protocol())
        .put("family", route.family());
  }

  private static String write(ObjectNode json) {
    try {
      // DEL is ASCII, but no more printable than the controls that JSON escapes.
      return MAPPER.writeValueAsString(json).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of strings and numbers can be written", e);
    }
  }
}
