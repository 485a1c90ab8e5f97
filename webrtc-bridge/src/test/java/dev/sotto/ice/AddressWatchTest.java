package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.net.Loop;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AddressWatchTest {
  private static final InetAddress ONE = address(192, 0, 2, 1);
  private static final InetAddress OTHER = address(192, 0, 2, 2);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("watch", failures::add);
  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable List<InetAddress>> addresses =
      new AtomicReference<>(List.of(ONE));
  private final AtomicReference<Instant> time = new AtomicReference<>(Instant.EPOCH);
  private final AddressWatch watch =
      new AddressWatch(
          this::list,
          time::get,
          Duration.ofMillis(20),
          loop,
          Runnable::run,
          new AddressWatch.Listener() {
            @Override
            public void onAddressesChanged() {
              news.add("changed");
            }

            @Override
            public void onAwake() {
              news.add("awake");
            }
          });

  @AfterEach
  void end() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void tellsWhenAnAddressTakesThePlaceOfAnother() throws InterruptedException {
    loop.execute(watch::start);
    awaitLook();
    awaitLook();
    assertThat(news).isEmpty();
    addresses.set(List.of(OTHER));
    assertThat(news.poll(60, TimeUnit.SECONDS)).isEqualTo("changed");
    awaitLook();
    awaitLook();
    assertThat(news).isEmpty();
  }

  @Test
  void doesNotTakeARefusalOfTheSystemForAChange() throws InterruptedException {
    loop.execute(watch::start);
    awaitLook();
    addresses.set(null);
    awaitLook();
    awaitLook();
    addresses.set(List.of(ONE));
    awaitLook();
    awaitLook();
    assertThat(news).isEmpty();
  }

  @Test
  void tellsWhenTheMachineHasSlept() throws InterruptedException {
    loop.execute(watch::start);
    awaitLook();
    time.set(Instant.EPOCH.plusSeconds(3600));
    assertThat(news.poll(60, TimeUnit.SECONDS)).isEqualTo("awake");
  }

  private void awaitLook() throws InterruptedException {
    looks.clear();
    assertThat(looks.poll(60, TimeUnit.SECONDS)).isNotNull();
  }

  private List<InetAddress> list() throws SocketException {
    looks.add("look");
    List<InetAddress> now = addresses.get();
    if (now == null) {
      throw new SocketException("not now");
    }
    return now;
  }

  private static InetAddress address(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
