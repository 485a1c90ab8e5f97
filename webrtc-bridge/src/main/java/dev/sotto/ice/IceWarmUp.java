package dev.sotto.ice;

import dev.sotto.address.TransportAddress;
import dev.sotto.ice.RemoteCandidates.RemoteAddress;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateType;
import dev.sotto.sdp.IceParameters;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spares the first connection the second that ice4j needs to load itself: lets two agents find each
 * other in memory, without a socket.
 */
public final class IceWarmUp {
  private static final long PATIENCE_SECONDS = 5;

  private IceWarmUp() {}

  /**
   * Warms up; takes about a second, the next time a few milliseconds. From any thread that may
   * block. Gives up after 5 s or when interrupted.
   *
   * @return whether it worked; if not, the first connection is slower or will tell why
   */
  public static boolean run() {
    SecureRandom random = new SecureRandom();
    IceParameters mine = IceParameters.random(random);
    IceParameters yours = IceParameters.random(random);
    CountDownLatch found = new CountDownLatch(2);
    Base here = base(1);
    Base there = base(2);
    End a = new End(found);
    End b = new End(found);
    try {
      a.other = b;
      b.other = a;
      a.open(new Checker.Setup(mine, yours, new IceRole(true, 1), List.of(here)));
      b.open(new Checker.Setup(yours, mine, new IceRole(false, 2), List.of(there)));
      a.start(candidate(there));
      b.start(candidate(here));
      return found.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (SocketException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      a.close();
      b.close();
    }
  }

  private static Base base(int port) {
    return new Base(Carrier.UDP, Pair.socketAddress(TransportAddress.of("127.0.0.1", port)));
  }

  private static RemoteAddress candidate(Base base) {
    InetSocketAddress address = base.address();
    long priority = Candidate.priority(CandidateType.HOST, 1, Candidate.DATA);
    return new RemoteAddress(
        Candidate.udp("1", priority, Pair.address(address), CandidateType.HOST, null), address);
  }

  /** One agent, wired to another. */
  private static final class End implements Checker.Output {
    private final CountDownLatch found;
    private volatile @Nullable Checker checker;
    private volatile @Nullable End other;

    End(CountDownLatch found) {
      this.found = found;
    }

    void open(Checker.Setup setup) throws SocketException {
      checker = new Checker(setup, new Lane(Runnable::run, failure -> onFailed()), this);
    }

    void start(RemoteAddress peer) {
      Checker current = checker;
      if (current != null) {
        current.start(List.of(peer));
      }
    }

    void close() {
      Checker current = checker;
      if (current != null) {
        current.close();
      }
    }

    @Override
    public void send(Pair pair, byte[] packet) {
      End receiver = other;
      Checker current = receiver == null ? null : receiver.checker;
      if (current != null) {
        Base there = new Base(Carrier.UDP, pair.remote());
        current.deliver(new Pair(there, pair.local().address()), packet);
      }
    }

    @Override
    public void onValid(Pair pair) {
      Checker current = checker;
      if (current != null) {
        current.nominate(pair);
      }
    }

    @Override
    public void onRole() {
      // Both ends know theirs.
    }

    @Override
    public void onSelected(Pair pair, boolean controlling) {
      found.countDown();
    }

    @Override
    public void onFailed() {
      found.countDown();
    }
  }
}
