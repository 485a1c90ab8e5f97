package dev.sotto.ice;

import dev.sotto.ice.RemoteCandidates.RemoteAddress;
import dev.sotto.net.Loop;
import dev.sotto.net.Timer;
import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bases that are checked together: has ice4j do it, with one agent after another.
 *
 * <p>ice4j's failure is final for an agent, and comes 11 s after the first check when the
 * candidates known by then are dead, whatever is trickled afterwards. So a new agent with the same
 * credentials takes its place, until the transport loses patience. To the peer it is all one agent.
 *
 * <p>On the loop thread. Ends with the first path: keeping it is not its job.
 */
final class CheckGroup {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MAX_HELD = 32;

  private final Loop loop;
  private final Lane lane;
  private final List<Base> bases;
  private final Supplier<List<RemoteAddress>> remotes;
  private final Output output;
  private final HeldPackets held = new HeldPackets(MAX_HELD, MAX_HELD * StunGate.MAX_LENGTH);
  private final Timer retry;
  private Checker.@Nullable Setup setup;
  private @Nullable Checker checker;
  private boolean found;

  /**
   * Waits to be started.
   *
   * @param bases where packets leave from, all of one carrier
   * @param remotes gives the peer's addresses that these can reach
   */
  CheckGroup(
      Loop loop,
      Executor blocking,
      List<Base> bases,
      Supplier<List<RemoteAddress>> remotes,
      Output output) {
    this.loop = loop;
    this.lane = new Lane(blocking, this::broke);
    this.bases = List.copyOf(bases);
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

    /** The peer answered on a pair. */
    void onValid(CheckGroup group, Pair pair);

    /** What was valid or nominated in it is not any more: another agent takes over. */
    void onBegunAgain(CheckGroup group);

    /** We nominate from now on, or do not any more. */
    void onRole();

    /** A pair is valid and nominated. */
    void onFound(Pair pair, boolean controlling);
  }

  List<Base> bases() {
    return bases;
  }

  /** Whether checking has begun. */
  boolean isStarted() {
    return setup != null;
  }

  /** Starts, once. */
  void start(Checker.Setup with) {
    if (setup == null) {
      setup = with;
      search();
    }
  }

  /** Nominates a valid pair; the first one counts. */
  void nominate(Pair pair) {
    Checker current = checker;
    if (current == null) {
      return;
    }
    try {
      current.nominate(pair);
    } catch (RejectedExecutionException e) {
      // No threads are left just now; the next agent finds it valid again.
      searchAgain();
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
  boolean controlling(boolean usually) {
    Checker current = checker;
    return current == null ? usually : current.controlling();
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
      made.start(remotes.get());
      held.release(pair -> true, made::deliver);
    } catch (SocketException | RejectedExecutionException e) {
      // No descriptors or no threads are left just now.
      searchAgain();
    }
  }

  private void searchAgain() {
    closeChecker();
    if (!found) {
      output.onBegunAgain(this);
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
    public void onValid(Pair pair) {
      post(() -> output.onValid(CheckGroup.this, pair));
    }

    @Override
    public void onRole() {
      post(output::onRole);
    }

    @Override
    public void onSelected(Pair pair, boolean controlling) {
      post(
          () -> {
            found = true;
            output.onFound(pair, controlling);
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

    private void post(Runnable task) {
      try {
        loop.execute(
            () -> {
              if (checker != null && checker == CheckGroup.this.checker) {
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
