package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.net.Loop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without a link in use: what there is to see without multicast. */
@Timeout(60)
class MdnsNamesTest {
  private static final String NAME = "7d3c5a0e-1111-4222-8333-444455556666.local";

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Loop loop = new Loop("names", failures::add);

  @AfterEach
  void close() {
    loop.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void nothingIsFoundAndNothingIsNamedWithoutALink() {
    CompletableFuture<List<Object>> told = new CompletableFuture<>();
    loop.execute(
        () -> {
          List<Object> results = new ArrayList<>();
          MdnsNames names = new MdnsNames(loop, new Random(1));
          names.use(List.of());
          names.resolve(NAME, results::add);
          names.resolve("printer.local", results::add);
          results.add(names.register(InetAddress.getLoopbackAddress()));
          names.unregister(NAME);
          names.unregister("printer.local");
          names.close();
          names.close();
          names.resolve(NAME, results::add);
          told.complete(results);
        });
    assertThat(told.join()).containsExactly(List.of(), List.of(), Optional.empty(), List.of());
  }
}
