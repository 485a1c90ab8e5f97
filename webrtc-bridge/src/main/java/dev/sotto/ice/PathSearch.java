package dev.sotto.ice;

import dev.sotto.ice.RemoteCandidates.RemoteAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Has ice4j search for a path, with one agent after another.
 *
 * <p>ice4j's failure is final for an agent, and comes 11 s after the first check when the
 * candidates known by then are dead, whatever is trickled afterwards. So a new agent with the same
 * credentials takes its place, until the transport loses patience. To the peer it is all one agent.
 *
 * <p>On the loop thread. Ends with the first path: keeping it is not its job.
 */
final class PathSearch {
  private static final Duration RELAY_WAIT = Duration.ofMillis(800);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MAX_HELD = 32;

  private final Loop loop;
  private final Lane lane;
  private final RemoteCandidates remotes;
  private final Output output;
  private final HeldPackets held = new HeldPackets(MAX_HELD, MAX_HELD * StunGate.MAX_LENGTH);
  private final Timer retry;
  private Checker.@Nullable Setup setup;
  private @Nullable Checker checker;
  private boolean found;

  PathSearch(Loop loop, Executor blocking, RemoteCandidates remotes, Output output) {
    this.loop = loop;
    this.lane = new Lane(blocking, this::broke);
    this.remotes = remotes;
    this.output = output;
    this.retry = loop.timer(this::search);
  }

  /** Where its results go, on the loop thread. */
  interface Output {
    /** A request to send, which the gate is to expect an answer to. */
    void ask(Pair pair, TransactionId id, byte[] request);

    /** Anything else to send. */
    void transmit(Pair pair, byte[] packet);

    /** A pair is valid and nominated. */
    void onFound(Pair pair, boolean controlling);
  }

  /** Starts, once there are sockets and the peer is known. */
  void start(Checker.Setup with) {
    if (setup == null) {
      setup = with;
      search();
    }
  }

  /** Adds a candidate, which is among the remote ones already. */
  void add(RemoteAddress remote) {
    Checker current = checker;
    if (current == null) {
      return;
    }
    try {
      current.add(remote);
    } catch (RejectedExecutionException e) {
      // No threads are left just now. The next agent is told all candidates.
      searchAgain();
    }
  }

  /** A message for ice4j came in; what comes before the start is kept until then. */
  void handle(Pair pair, byte[] buffer, int offset, int length) {
    Checker current = checker;
    if (current != null) {
      current.deliver(pair, Arrays.copyOfRange(buffer, offset, offset + length));
    } else if (!found) {
      held.hold(pair, buffer, offset, length);
    }
  }

  /** Whether we nominate, as far as that has been settled. */
  boolean controlling() {
    Checker current = checker;
    return current != null && current.controlling();
  }

  /** Frees everything; harmless when repeated. */
  void close() {
    found = true;
    retry.cancel();
    held.clear();
    closeChecker();
  }

  private void search() {
    Checker.Setup with = setup;
    if (with == null || checker != null || found) {
      return;
    }
    Listener listener = new Listener();
    try {
      Checker made = new Checker(with, lane, listener);
      listener.checker = made;
      checker = made;
      made.start(remotes.all());
      held.release(pair -> true, made::deliver);
    } catch (SocketException | RejectedExecutionException e) {
      // No descriptors or no threads are left just now.
      searchAgain();
    }
  }

  private void searchAgain() {
    closeChecker();
    if (!found) {
      retry.schedule(loop.now().plus(PAUSE).nanos());
    }
  }

  private void closeChecker() {
    Checker current = checker;
    checker = null;
    if (current != null) {
      current.close();
    }
  }

  private void broke(Throwable failure) {
    Runnable report =
        () -> {
          searchAgain();
          throw new IllegalStateException("ice4j failed", failure);
        };
    try {
      loop.execute(report);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it whoever would want a path or a report.
    }
  }

  private static boolean isRequest(byte[] packet) {
    return packet.length >= StunMessage.HEADER_LENGTH && packet[0] == 0 && packet[1] == 1;
  }

  /** Brings what one agent says to the loop; what it says once it is replaced no longer counts. */
  private final class Listener implements Checker.Output {
    private @Nullable Checker checker;

    @Override
    public void send(Pair pair, byte[] packet) {
      post(
          () -> {
            if (isRequest(packet)) {
              output.ask(pair, TransactionId.of(packet, 8), packet);
            } else {
              output.transmit(pair, packet);
            }
          });
    }

    @Override
    public void onSelected(Pair pair, boolean controlling) {
      post(
          () -> {
            if (!found) {
              found = true;
              output.onFound(pair, controlling);
            }
          });
    }

    @Override
    public void onFailed() {
      post(
          () -> {
            if (!found) {
              searchAgain();
            }
          });
    }

    @Override
    public void afterRelayWait(Runnable action) {
      post(() -> loop.timer(action).schedule(loop.now().plus(RELAY_WAIT).nanos()));
    }

    private void post(Runnable task) {
      try {
        loop.execute(
            () -> {
              if (checker != null && checker == PathSearch.this.checker) {
                task.run();
              }
            });
      } catch (RejectedExecutionException e) {
        // The loop has ended, and with it all need for the agent.
        if (checker != null) {
          checker.close();
        }
      }
    }
  }
}
