package dev.sotto.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loop that a test calls from outside. */
final class LoopSide implements AutoCloseable {
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final Loop loop = new Loop("streams", failures::add);

  /** The address that a literal names. */
  static InetAddress literal(String address) throws UnknownHostException {
    return InetAddress.getAllByName(address)[0];
  }

  <T> T call(Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result.get();
  }

  void run(Runnable task) throws Exception {
    call(
        () -> {
          task.run();
          return true;
        });
  }

  @Override
  public void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }
}
