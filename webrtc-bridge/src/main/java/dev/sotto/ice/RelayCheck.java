package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import dev.sotto.time.Monotonic;
import dev.sotto.turn.AddressFamily;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks a TURN server for a relayed address, and returns it: whether it would relay for us. On the
 * loop thread.
 */
public final class RelayCheck {
  private final Timer deadline;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private @Nullable Relay relay;

  private RelayCheck(Loop loop) {
    deadline = loop.timer(() -> end(List.of(), "no answer"));
  }

  /**
   * What came of it.
   *
   * @param relayed the addresses that the server gave, of either family; empty when it gave none
   * @param reason why it gave none, for people; names no address, no name and no secret
   */
  public record Answer(List<TransportAddress> relayed, String reason) {
    /** Copies the list. */
    public Answer {
      relayed = List.copyOf(relayed);
    }
  }

  /**
   * Asks. From any thread.
   *
   * @param server whom to ask
   * @param patience how long to wait for the answer
   * @param loop the loop that does it
   * @param blocking runs what blocks: name lookup, the arithmetic of a TLS handshake
   * @param random source of transaction ids; must be a secure one outside of tests
   * @return what came of it, completed on the loop thread; never failed
   */
  public static CompletableFuture<Answer> run(
      TurnServer server, Duration patience, Loop loop, Executor blocking, RandomGenerator random) {
    RelayCheck check = new RelayCheck(loop);
    loop.execute(() -> check.start(server, loop.now().plus(patience), loop, blocking, random));
    return check.answer;
  }

  private void start(
      TurnServer server, Monotonic until, Loop loop, Executor blocking, RandomGenerator random) {
    deadline.schedule(until.nanos());
    relay =
        Relay.open(
            server,
            null,
            Set.of(AddressFamily.IPV4, AddressFamily.IPV6),
            loop,
            blocking,
            null,
            random,
            new Relay.Listener() {
              @Override
              public void onAllocated(List<TransportAddress> relayed, TransportAddress mapped) {
                end(relayed, "");
              }

              @Override
              public void onDatagram(
                  TransportAddress relayed,
                  InetSocketAddress peer,
                  byte[] buffer,
                  int offset,
                  int length) {}

              @Override
              public void onFailed(String reason) {
                end(List.of(), reason);
              }

              @Override
              public void onLost() {
                end(List.of(), "lost at once");
              }
            });
  }

  private void end(List<TransportAddress> relayed, String reason) {
    deadline.cancel();
    if (relay != null) {
      relay.close();
    }
    answer.complete(new Answer(relayed, reason));
  }
}
