package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be seen without a group: these sockets join none, and nothing leaves loopback. */
@Timeout(60)
class GroupSocketTest {
  private static final String IPV4_GROUP = "224.0.0.251";
  private static final String IPV6_GROUP = "ff02::fb";

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("groups", failures::add);
  private final BlockingQueue<InetSocketAddress> sources = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  private <T> T call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result.join();
  }

  private GroupSocket open(String group, int port) {
    return call(
        () ->
            GroupSocket.open(
                loop,
                new InetSocketAddress(address(group), port),
                (socket, source, buffer, offset, length) -> {
                  byte[] heard = Arrays.copyOfRange(buffer, offset, offset + length);
                  socket.send(source, heard, 0, length);
                  sources.add(source);
                }));
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  private static int freePort() throws Exception {
    try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(0))) {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }
  }

  @Test
  void sharesItsPort() throws Exception {
    int port = freePort();
    GroupSocket first = open(IPV4_GROUP, port);
    GroupSocket second = open(IPV4_GROUP, port);
    GroupSocket third = open(IPV6_GROUP, port);
    call(
        () -> {
          first.close();
          second.close();
          third.close();
          third.close();
          return null;
        });
  }

  @Test
  void answersWhoAsksByUnicast() throws Exception {
    int port = freePort();
    open(IPV4_GROUP, port);
    InetAddress loopback = address("127.0.0.1");
    try (DatagramChannel asking = DatagramChannel.open()) {
      asking.bind(new InetSocketAddress(loopback, 0));
      asking.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), new InetSocketAddress(loopback, port));
      ByteBuffer answer = ByteBuffer.allocate(100);
      asking.receive(answer);
      assertThat(answer.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
  }

  @Test
  void hearsNothingOfTheOtherFamily() throws Exception {
    int port = freePort();
    open(IPV6_GROUP, port);
    try (DatagramChannel asking = DatagramChannel.open()) {
      asking.send(ByteBuffer.wrap(new byte[1]), new InetSocketAddress(address("127.0.0.1"), port));
      asking.send(ByteBuffer.wrap(new byte[1]), new InetSocketAddress(address("::1"), port));
      assertThat(sources.take().getAddress()).isNotInstanceOf(Inet4Address.class);
    }
    assertThat(sources).isEmpty();
  }
}
