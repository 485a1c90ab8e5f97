package dev.sotto.signal;

import static dev.sotto.signal.Messages.p0;
import static dev.sotto.signal.Messages.p3;
import static dev.sotto.signal.Messages.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pairing over TCP, on loopback. */
@Timeout(120)
class DirectTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private DirectListener listener;

  private record Call(MeetingPlace place, MeetingLog log) {}

  @BeforeEach
  void listen() throws IOException {
    listener = listen(LONG);
  }

  private DirectListener listen(Duration patience) throws IOException {
    return DirectListener.open(
        ANY,
        patience,
        place -> {
          MeetingLog log = new MeetingLog();
          calls.add(new Call(place, log));
          return log;
        });
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private Call nextCall() throws Exception {
    Call call = calls.poll(60, TimeUnit.SECONDS);
    assertThat(call).isNotNull();
    assertThat(call.log().next()).isEqualTo("peer");
    return call;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(ANY.getAddress(), listener.localAddress().getPort());
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    return socket;
  }

  private static byte[] frame(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[2 + text.length];
    frame[0] = (byte) (text.length >> 8);
    frame[1] = (byte) text.length;
    System.arraycopy(text, 0, frame, 2, text.length);
    return frame;
  }

  @Test
  void bothTalkAndOneLeaves() throws Exception {
    MeetingLog log = new MeetingLog();
    MeetingPlace caller = DirectCaller.dial(listener.localAddress(), log);
    Call call = nextCall();
    assertThat(log.next()).isEqualTo("peer");
    assertThat(call.place().send(p0(1))).isTrue();
    assertThat(log.message()).isEqualTo(p0(1));
    assertThat(caller.send(p3(1))).isTrue();
    assertThat(caller.send(sealed(0))).isTrue();
    assertThat(call.log().message()).isEqualTo(p3(1));
    assertThat(call.log().message()).isEqualTo(sealed(0));
    caller.close();
    assertThat(log.next()).isEqualTo("closed CLOSED");
    assertThat(call.log().next()).isEqualTo("closed PEER_GONE");
    assertThat(caller.send(p3(1))).isFalse();
    assertThat(call.place().send(p3(1))).isFalse();
  }

  @Test
  void whatIsSaidBeforeTheEndArrives() throws Exception {
    MeetingLog log = new MeetingLog();
    try (MeetingPlace caller = DirectCaller.dial(listener.localAddress(), log)) {
      Call call = nextCall();
      assertThat(log.next()).isEqualTo("peer");
      call.place().send(p3(5));
      call.place().dead();
      assertThat(call.log().next()).isEqualTo("closed DEAD");
      assertThat(log.message()).isEqualTo(p3(5));
      assertThat(log.next()).isEqualTo("closed PEER_GONE");
      assertThat(caller.send(p3(1))).isFalse();
    }
  }

  @Test
  void aRunThatIsOverEndsTheConnection() throws Exception {
    connect();
    Call call = nextCall();
    call.place().next(p0(2));
    assertThat(call.log().next()).isEqualTo("closed RUN_OVER");
    assertThat(sockets.get(0).getInputStream().read()).isNegative();
  }

  @Test
  void framesAreALengthAndJson() throws Exception {
    Socket socket = connect();
    Call call = nextCall();
    call.place().send(p0(1));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] json = in.readNBytes(in.readUnsignedShort());
    assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo(PairingJson.write(p0(1)));
    byte[] frame = frame(PairingJson.write(p3(1)));
    for (byte one : frame) {
      socket.getOutputStream().write(one);
    }
    assertThat(call.log().message()).isEqualTo(p3(1));
  }

  @Test
  void garbageIsMalformedAndWhatFollowsIsRead() throws Exception {
    Socket socket = connect();
    Call call = nextCall();
    socket.getOutputStream().write(frame("GET / HTTP/1.1"));
    socket.getOutputStream().write(frame("{\"t\":\"p3\",\"tag\":\"short\"}"));
    socket.getOutputStream().write(frame("x".repeat(PairingJson.MAX_LENGTH + 1)));
    socket.getOutputStream().write(frame(PairingJson.write(p3(1))));
    assertThat(call.log().next()).isEqualTo("malformed");
    assertThat(call.log().next()).isEqualTo("malformed");
    assertThat(call.log().next()).isEqualTo("malformed");
    assertThat(call.log().message()).isEqualTo(p3(1));
  }

  @Test
  void whoSaysTooMuchIsCutOff() throws Exception {
    Socket socket = connect();
    Call call = nextCall();
    byte[] frame = frame(PairingJson.write(p3(1)));
    for (int i = 0; i <= MessageBudget.UNPAIRED_MESSAGES; i++) {
      socket.getOutputStream().write(frame);
    }
    for (int i = 0; i < MessageBudget.UNPAIRED_MESSAGES; i++) {
      assertThat(call.log().next()).isEqualTo("message");
    }
    assertThat(call.log().next()).isEqualTo("closed PROTOCOL");
  }

  @Test
  void pairedOnesMaySayMore() throws Exception {
    Socket socket = connect();
    Call call = nextCall();
    call.place().send(p0(1));
    call.place().paired();
    socket.getInputStream().read(); // what was posted before is done before this arrives
    byte[] frame = frame(PairingJson.write(p3(1)));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readNBytes(frame(PairingJson.write(p0(1))).length - 1);
    call.place().send(p0(2));
    in.readUnsignedShort();
    for (int i = 0; i < 2 * MessageBudget.UNPAIRED_MESSAGES; i++) {
      socket.getOutputStream().write(frame);
    }
    for (int i = 0; i < 2 * MessageBudget.UNPAIRED_MESSAGES; i++) {
      assertThat(call.log().next()).isEqualTo("message");
    }
  }

  @Test
  void theNinthCallerTakesThePlaceOfTheFirst() throws Exception {
    List<Call> unconfirmed = new ArrayList<>();
    for (int i = 0; i < DirectListener.MAX_UNCONFIRMED; i++) {
      connect();
      unconfirmed.add(nextCall());
    }
    unconfirmed.get(0).place().send(p0(1));
    assertThat(sockets.get(0).getInputStream().read()).isNotNegative();
    connect();
    Call ninth = nextCall();
    assertThat(unconfirmed.get(0).log().next()).isEqualTo("closed PEER_GONE");
    assertThat(unconfirmed.get(1).place().send(p0(1))).isTrue();
    assertThat(ninth.place().send(p0(1))).isTrue();
  }

  @Test
  void whoHasSpokenKeepsItsPlaceAndOnceAllHaveTheNextIsNotLetIn() throws Exception {
    List<Call> unconfirmed = new ArrayList<>();
    for (int i = 0; i < DirectListener.MAX_UNCONFIRMED; i++) {
      connect().getOutputStream().write(frame(PairingJson.write(p3(i))));
      unconfirmed.add(nextCall());
      assertThat(unconfirmed.get(i).log().message()).isEqualTo(p3(i));
    }
    assertThat(connect().getInputStream().read()).isNegative();
    unconfirmed.get(7).place().close();
    assertThat(unconfirmed.get(7).log().next()).isEqualTo("closed CLOSED");
    connect();
    Call silent = nextCall();
    connect();
    nextCall();
    assertThat(silent.log().next()).isEqualTo("closed PEER_GONE");
    for (Call speaker : unconfirmed.subList(0, 7)) {
      assertThat(speaker.place().send(p0(1))).isTrue();
    }
  }

  @Test
  void whoIsPairedCountsNoLongerAndOutlivesTheListener() throws Exception {
    Socket socket = connect();
    Call paired = nextCall();
    paired.place().paired();
    paired.place().send(p0(1));
    byte[] behind = frame(PairingJson.write(p0(1)));
    assertThat(socket.getInputStream().readNBytes(behind.length)).isEqualTo(behind);
    for (int i = 0; i < DirectListener.MAX_UNCONFIRMED; i++) {
      connect();
      nextCall();
    }
    Socket tenth = connect();
    nextCall();
    listener.close();
    assertThat(tenth.getInputStream().read()).isNegative();
    socket.getOutputStream().write(frame(PairingJson.write(p3(1))));
    assertThat(paired.log().message()).isEqualTo(p3(1));
    paired.place().close();
    assertThat(paired.log().next()).isEqualTo("closed CLOSED");
    assertThat(socket.getInputStream().read()).isNegative();
  }

  @Test
  void aSlowCallerHasToGo() throws Exception {
    listener.close();
    listener = listen(Duration.ofMillis(200));
    Socket slow = connect();
    Call call = nextCall();
    slow.getOutputStream().write(0);
    assertThat(call.log().next()).isEqualTo("closed PEER_GONE");
  }

  @Test
  void aClosedListenerDropsItsCallersAndAcceptsNobody() throws Exception {
    connect();
    Call call = nextCall();
    listener.close();
    listener.close();
    assertThat(call.log().next()).isEqualTo("closed CLOSED");
    assertThat(sockets.get(0).getInputStream().read()).isNegative();
    MeetingLog log = new MeetingLog();
    MeetingPlace caller = DirectCaller.dial(listener.localAddress(), log);
    String news = log.next();
    while (!news.startsWith("closed")) {
      news = log.next(); // the system may still connect for a moment
    }
    assertThat(calls).isEmpty();
    caller.close();
    assertThat(caller.send(p3(1))).isFalse();
  }

  @Test
  void theSameJoinerDialsAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      MeetingLog log = new MeetingLog();
      try (MeetingPlace caller = DirectCaller.dial(listener.localAddress(), log)) {
        Call call = nextCall();
        assertThat(log.next()).isEqualTo("peer");
        assertThat(caller.send(p3(i))).isTrue();
        assertThat(call.log().message()).isEqualTo(p3(i));
      }
    }
  }

  @Test
  void aHostWithoutAnAddressCannotBeReached() throws Exception {
    MeetingLog log = new MeetingLog();
    MeetingPlace caller =
        DirectCaller.dial(InetSocketAddress.createUnresolved("nobody.invalid", 1), log);
    assertThat(log.next()).isEqualTo("closed UNREACHABLE");
    assertThat(caller.send(p3(1))).isFalse();
    caller.close();
  }

  @Test
  void anAddressInUseCannotBeListenedOn() {
    assertThatThrownBy(
            () -> DirectListener.open(listener.localAddress(), place -> new MeetingLog()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void whoDoesNotReadIsLeft() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, ANY.getAddress())) {
      MeetingLog log = new MeetingLog();
      MeetingPlace caller =
          DirectCaller.dial(new InetSocketAddress(ANY.getAddress(), deaf.getLocalPort()), log);
      assertThat(log.next()).isEqualTo("peer");
      while (!log.closed.isDone()) {
        caller.send(sealed(0));
      }
      assertThat(log.next()).isEqualTo("closed PEER_GONE");
      caller.close();
    }
  }
}
