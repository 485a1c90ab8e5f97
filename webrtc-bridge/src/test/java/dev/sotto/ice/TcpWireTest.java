package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two ends of TCP: one that opens connections, one that accepts them. */
@Timeout(60)
class TcpWireTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("wires", failures::add);
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  private record Arrival(Wire wire, InetSocketAddress source, String text) {}

  @AfterEach
  void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void carriesDatagramsBothWays(String address) throws Exception {
    TcpPassiveWire passive = passive(address, 16);
    TcpActiveWire active = active(address, 16);
    assertThat(send(active, passive.base().address(), "first")).isTrue();
    assertThat(send(active, passive.base().address(), "second")).isTrue();
    Arrival first = next();
    assertThat(first.wire()).isEqualTo(passive);
    assertThat(first.text()).isEqualTo("first");
    assertThat(next().text()).isEqualTo("second");

    assertThat(send(passive, first.source(), "back")).isTrue();
    Arrival back = next();
    assertThat(back.wire()).isEqualTo(active);
    assertThat(back.source()).isEqualTo(passive.base().address());
    assertThat(back.text()).isEqualTo("back");
  }

  @Test
  void sendsToNobodyWhoHasNotConnected() throws Exception {
    TcpPassiveWire passive = passive("127.0.0.1", 16);
    assertThat(send(passive, new InetSocketAddress(literal("127.0.0.1"), 4711), "hello")).isFalse();
  }

  @Test
  void opensNoMoreConnectionsThanAllowed() throws Exception {
    TcpActiveWire active = active("127.0.0.1", 1);
    TcpPassiveWire one = passive("127.0.0.1", 16);
    TcpPassiveWire other = passive("127.0.0.1", 16);
    assertThat(send(active, one.base().address(), "one")).isTrue();
    assertThat(send(active, other.base().address(), "other")).isFalse();
    assertThat(send(active, one.base().address(), "one again")).isTrue();
  }

  @Test
  void keepsOnlyALittleForAConnectionThatIsNotThereYet() throws Exception {
    TcpPassiveWire passive = passive("127.0.0.1", 16);
    TcpActiveWire active = active("127.0.0.1", 16);
    boolean[] taken = new boolean[9];
    call(
        () -> {
          for (int i = 0; i < taken.length; i++) {
            taken[i] = active.send(passive.base().address(), bytes("" + i), 0, 1);
          }
          return taken;
        });
    assertThat(taken).containsExactly(true, true, true, true, true, true, true, true, false);
    for (int i = 0; i < 8; i++) {
      assertThat(next().text()).isEqualTo("" + i);
    }
  }

  /** What a peer closes is opened again, but not in the same moment. */
  @Test
  void restsBeforeItConnectsAgain() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, literal("127.0.0.1"))) {
      InetSocketAddress remote =
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
      TcpActiveWire active = active("127.0.0.1", 16);
      assertThat(send(active, remote, "one")).isTrue();
      server.accept().close();
      while (send(active, remote, "two")) {
        // Until the loop has seen that it is over; then nothing is opened for a while.
        pass();
      }
      while (!send(active, remote, "three")) {
        pass();
      }
      try (Socket again = server.accept()) {
        assertThat(again.getInputStream().readNBytes(2)).isNotEmpty();
      }
    }
  }

  @Test
  void keepsNoMoreKnownPeersThanAllowed() throws Exception {
    TcpPassiveWire passive = passive("127.0.0.1", 1);
    TcpActiveWire one = active("127.0.0.1", 16);
    TcpActiveWire other = active("127.0.0.1", 16);
    send(one, passive.base().address(), "one");
    InetSocketAddress first = next().source();
    send(other, passive.base().address(), "other");
    InetSocketAddress second = next().source();
    call(
        () -> {
          passive.trust(first);
          passive.trust(second);
          return first;
        });
    // The one too many remains a stranger: its time ends, and the other's does not.
    while (send(passive, second, "still there")) {
      pass();
    }
    assertThat(send(passive, first, "known")).isTrue();
    Arrival arrival = next();
    while (!arrival.text().equals("known")) {
      arrival = next();
    }
    assertThat(arrival.wire()).isEqualTo(one);
  }

  @Test
  void isNoBaseAtThePortThatMeansNone() throws Exception {
    InetSocketAddress address = new InetSocketAddress(literal("127.0.0.1"), Base.DISCARD);
    String refusal =
        call(
            () -> {
              try {
                new TcpPassiveWire(loop, address, () -> 1, this::arrived).close();
                return "bound";
              } catch (IOException e) {
                return "refused";
              }
            });
    assertThat(refusal).isEqualTo("refused");
  }

  private TcpPassiveWire passive(String address, int most) throws Exception {
    InetSocketAddress local = new InetSocketAddress(literal(address), 0);
    return call(() -> new TcpPassiveWire(loop, local, () -> most, this::arrived));
  }

  private TcpActiveWire active(String address, int most) throws Exception {
    InetAddress local = literal(address);
    return call(() -> new TcpActiveWire(loop, local, () -> most, this::arrived));
  }

  private static InetAddress literal(String address) throws IOException {
    return InetAddress.getAllByName(address)[0];
  }

  private void arrived(Wire wire, InetSocketAddress source, byte[] buffer, int offset, int length) {
    String text = new String(buffer, offset, length, StandardCharsets.UTF_8);
    arrivals.add(new Arrival(wire, source, text));
  }

  private Arrival next() throws InterruptedException {
    Arrival next = arrivals.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  /** A little time goes by. */
  private void pass() throws Exception {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    Timer timer = call(() -> loop.timer(() -> passed.complete(null)));
    call(
        () -> {
          timer.schedule(loop.now().plus(Duration.ofMillis(50)).nanos());
          return timer;
        });
    passed.get(30, TimeUnit.SECONDS);
  }

  private boolean send(Wire wire, InetSocketAddress remote, String text) throws Exception {
    byte[] packet = bytes(text);
    return call(() -> wire.send(remote, packet, 0, packet.length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private <T> T call(Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result.get(30, TimeUnit.SECONDS);
  }
}
