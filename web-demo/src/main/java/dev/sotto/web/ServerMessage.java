package dev.sotto.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sotto.web.rooms.RoomName;
import dev.sotto.web.rooms.SeatKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** What the rendezvous says to a peer ({@code docs/protocol.md}, "Rendezvous"), as JSON text. */
final class ServerMessage {
  static final String PEER = "{\"t\":\"peer\"}";
  static final String LEFT = "{\"t\":\"left\"}";
  static final String BACK = "{\"t\":\"back\"}";

  private static final JsonFactory JSON = new JsonFactory();

  private ServerMessage() {}

  static String opened(RoomName room, SeatKey seat) {
    return "{\"t\":\"opened\",\"room\":\"" + room.text() + "\",\"seat\":\"" + seat.text() + "\"}";
  }

  static String joined(SeatKey seat) {
    return "{\"t\":\"joined\",\"seat\":\"" + seat.text() + "\"}";
  }

  static String resumed(int seen) {
    return "{\"t\":\"resumed\",\"seen\":" + seen + "}";
  }

  static String from(String m) {
    return "{\"t\":\"from\",\"m\":" + m + "}";
  }

  static String work(Doorkeeper.Demand demand) {
    return "{\"t\":\"work\",\"salt\":\"" + demand.salt() + "\",\"bits\":" + demand.bits() + "}";
  }

  static String ice(List<IceServer> servers, Duration lifetime) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("t", "ice");
      json.writeArrayFieldStart("servers");
      for (IceServer server : servers) {
        write(server, json);
      }
      json.writeEndArray();
      json.writeNumberField("ttl", lifetime.toSeconds());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be written to", e);
    }
    return text.toString();
  }

  private static void write(IceServer server, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("urls");
    for (String url : server.urls()) {
      json.writeString(url);
    }
    json.writeEndArray();
    if (server.credentials().isPresent()) {
      json.writeStringField("username", server.credentials().get().username());
      json.writeStringField("credential", server.credentials().get().password());
    }
    json.writeEndObject();
  }
}
