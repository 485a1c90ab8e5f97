package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A scripted client of a rendezvous server: JSON is written and read with single quotes. */
final class RoomPeer implements WebSocket.Listener {

  /** On its own thread: with a pool the JDK (17) now and then stops reading for good. */
  private static final HttpClient HTTP = HttpClient.newBuilder().executor(Runnable::run).build();

  private static final Pattern ROOM = Pattern.compile("'room':'(\\w+)'");
  private static final Pattern SEAT = Pattern.compile("'seat':'([\\w-]+)'");

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;
  private String room = "";
  private String seat = "";

  private RoomPeer(int port) {
    URI server = URI.create("ws://127.0.0.1:" + port + "/rendezvous");
    this.socket = HTTP.newWebSocketBuilder().buildAsync(server, this).join();
  }

  static RoomPeer at(int port) {
    return new RoomPeer(port);
  }

  /** Opens a room. */
  static RoomPeer opening(int port, String p0) throws InterruptedException {
    RoomPeer peer = at(port).says("{'t':'open','m':" + p0 + "}");
    String opened = peer.hears("{'t':'opened'");
    peer.room = find(ROOM, opened);
    peer.seat = find(SEAT, opened);
    return peer;
  }

  /** Joins a room that is there. */
  static RoomPeer joining(int port, String room) throws InterruptedException {
    RoomPeer peer = at(port).says("{'t':'join','room':'" + room + "'}");
    peer.seat = find(SEAT, peer.hears("{'t':'joined'"));
    peer.room = room;
    return peer;
  }

  /** Takes its seat back, at any server. */
  RoomPeer resumingAt(int port, int seen) {
    RoomPeer again = at(port);
    again.room = room;
    again.seat = seat;
    return again.says(
        "{'t':'resume','room':'" + room + "','seat':'" + seat + "','seen':" + seen + "}");
  }

  RoomPeer says(String text) {
    socket.sendText(text.replace('\'', '"'), true).join();
    return this;
  }

  RoomPeer to(String m) {
    return says("{'t':'to','m':" + m + "}");
  }

  /** Waits for the next message, or the code of the end. */
  String hears() throws InterruptedException {
    String text = heard.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(text).as("something from the server within %d s", Patience.SECONDS).isNotNull();
    return String.valueOf(text);
  }

  /** Waits for the next message, which begins like this. */
  String hears(String beginning) throws InterruptedException {
    String text = hears();
    assertThat(text).startsWith(beginning);
    return text;
  }

  void breaks() {
    socket.abort();
  }

  void leaves() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  String room() {
    return room;
  }

  String seat() {
    return seat;
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      heard.add(partial.toString().replace('"', '\''));
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    heard.add(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    heard.add("broken");
  }
}
