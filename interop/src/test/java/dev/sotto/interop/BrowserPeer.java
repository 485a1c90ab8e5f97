package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.sotto.peer.SessionDescription;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A bare {@code RTCPeerConnection} in the browser that echoes every message: what any other web
 * page would have. Playwright's thread only.
 */
final class BrowserPeer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Page page;

  BrowserPeer(Page page) throws IOException {
    this(page, List.of());
  }

  /** With servers, each a {@code RTCIceServer}. */
  BrowserPeer(Page page, List<Map<String, String>> iceServers) throws IOException {
    this.page = page;
    try (InputStream script = BrowserPeer.class.getResourceAsStream("/browser-peer.js")) {
      page.evaluate(new String(Objects.requireNonNull(script).readAllBytes(), UTF_8), iceServers);
    }
  }

  SessionDescription offerWithChannel(String label, Map<String, Object> options) {
    createChannel(label, options);
    return new SessionDescription(SessionDescription.Type.OFFER, describe());
  }

  /** Begins ICE anew, with an offer that says so. */
  SessionDescription offerRestart() {
    page.evaluate("() => window.peer.connection.restartIce()");
    return new SessionDescription(SessionDescription.Type.OFFER, describe());
  }

  SessionDescription answer(SessionDescription offer) {
    setRemote(offer);
    return new SessionDescription(SessionDescription.Type.ANSWER, describe());
  }

  void createChannel(String label, Map<String, Object> options) {
    page.evaluate(
        "([label, options]) => {"
            + " window.peer.watch(window.peer.connection.createDataChannel(label, options)); }",
        List.of(label, options));
  }

  void setRemote(SessionDescription description) {
    page.evaluate(
        "description => window.peer.connection.setRemoteDescription(description)",
        Map.of(
            "type", description.type().name().toLowerCase(Locale.ROOT),
            "sdp", description.sdp()));
  }

  private String describe() {
    return (String) page.evaluate("() => window.peer.describe()");
  }

  /** Waits until something has happened to a channel: announced, open, closing or close. */
  void awaitEvent(String label, String event) {
    page.waitForFunction(
        "([label, event]) => window.peer.channels[label]?.events.includes(event)",
        List.of(label, event));
  }

  /** Reads a property of a channel. */
  Object property(String label, String name) {
    return page.evaluate(
        "([label, name]) => window.peer.channels[label].channel[name]", List.of(label, name));
  }

  void send(String label, String text) {
    page.evaluate(
        "([label, text]) => { window.peer.channels[label].channel.send(text); }",
        List.of(label, text));
  }

  void closeChannel(String label) {
    page.evaluate("label => { window.peer.channels[label].channel.close(); }", label);
  }

  void close() {
    page.evaluate("() => { window.peer.connection.close(); }");
  }

  void awaitState(String state) {
    page.waitForFunction("state => window.peer.connection.connectionState === state", state);
  }

  /** A description as the program prints it. */
  static SessionDescription toDescription(JsonNode line) {
    return new SessionDescription(
        SessionDescription.Type.valueOf(line.path("type").asText().toUpperCase(Locale.ROOT)),
        line.path("sdp").asText());
  }

  /** A description as the program reads it. */
  static String toLine(SessionDescription description) throws IOException {
    return JSON.writeValueAsString(
        Map.of(
            "type", description.type().name().toLowerCase(Locale.ROOT), "sdp", description.sdp()));
  }
}
