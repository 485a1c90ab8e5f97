package dev.sotto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.ice.AddressFilter;
import dev.sotto.ice.IceOptions;
import dev.sotto.net.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Two peers in one process, each with a factory of its own, on loopback; what signalling would
 * carry is handed over directly and may be changed on its way.
 */
final class PeerPair implements AutoCloseable {
  /** A guard against hanging, not a measurement. */
  static final long PATIENCE_SECONDS = 60;

  final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  final End offerer;
  final End answerer;

  /** One side: its connection and what it was told. */
  static final class End {
    final PeerConnectionFactory factory;
    final PeerConnection connection;
    final BlockingQueue<IceCandidate> candidates = new LinkedBlockingQueue<>();
    final List<PeerConnectionState> states = new CopyOnWriteArrayList<>();
    final BlockingQueue<PeerConnectionState> stateChanges = new LinkedBlockingQueue<>();
    final BlockingQueue<Wire> announced = new LinkedBlockingQueue<>();
    final BlockingQueue<Path> paths = new LinkedBlockingQueue<>();
    final BlockingQueue<String> restartsNeeded = new LinkedBlockingQueue<>();

    End(PeerConfiguration configuration, ConcurrentLinkedQueue<Throwable> failures) {
      this(new PeerConnectionFactory(configuration, failures::add));
    }

    /** Another connection of the same factory. */
    End again() {
      return new End(factory);
    }

    private End(PeerConnectionFactory factory) {
      this.factory = factory;
      connection =
          factory.create(
              new PeerListener() {
                @Override
                public void onIceCandidate(IceCandidate candidate) {
                  candidates.add(candidate);
                }

                @Override
                public void onConnectionState(PeerConnectionState state) {
                  states.add(state);
                  stateChanges.add(state);
                }

                @Override
                public void onPath(Path path) {
                  paths.add(path);
                }

                @Override
                public void onRestartNeeded() {
                  restartsNeeded.add("needed");
                }

                @Override
                public void onDataChannel(DataChannel channel) {
                  announced.add(new Wire(channel));
                }
              });
    }

    Wire open(String label) {
      return open(ChannelOptions.reliable(label));
    }

    Wire open(ChannelOptions options) {
      return new Wire(events -> connection.createDataChannel(options, events));
    }

    Wire nextAnnounced() {
      return next(announced);
    }

    void awaitState(PeerConnectionState wanted) {
      PeerConnectionState seen = next(stateChanges);
      while (seen != wanted) {
        seen = next(stateChanges);
      }
    }
  }

  /** A channel and what came on it. */
  static final class Wire implements DataChannelListener {
    final DataChannel channel;
    final CompletableFuture<Void> opened = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

    Wire(Function<DataChannelListener, DataChannel> open) {
      channel = open.apply(this);
    }

    Wire(DataChannel announced) {
      channel = announced;
      announced.listener(this);
      opened.complete(null);
    }

    @Override
    public void onOpen() {
      opened.complete(null);
    }

    @Override
    public void onText(String text) {
      messages.add(text);
    }

    @Override
    public void onBinary(byte[] data) {
      messages.add(data);
    }

    @Override
    public void onClose() {
      closed.complete(null);
    }

    Wire awaitOpen() {
      await(opened);
      return this;
    }

    Object next() {
      return PeerPair.next(messages);
    }
  }

  PeerPair() {
    this(localOnly(), localOnly());
  }

  PeerPair(PeerConfiguration offering, PeerConfiguration answering) {
    offerer = new End(offering, failures);
    answerer = new End(answering, failures);
  }

  static PeerConfiguration localOnly() {
    return PeerConfiguration.defaults()
        .withIce(IceOptions.defaults().withLoopback(AddressFilter.Loopback.ONLY));
  }

  PeerPair negotiate() {
    return negotiate(UnaryOperator.identity(), UnaryOperator.identity());
  }

  static void negotiate(End offerer, End answerer) {
    negotiate(offerer, answerer, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** As from a peer that is not of our kind. */
  static String withoutPreparation(String sdp) {
    return sdp.replace(" sotto-restart", "");
  }

  PeerPair negotiate(UnaryOperator<String> changeOffer, UnaryOperator<String> changeAnswer) {
    negotiate(offerer, answerer, changeOffer, changeAnswer);
    return this;
  }

  /** The whole exchange, with trickled candidates. */
  private static void negotiate(
      End offerer,
      End answerer,
      UnaryOperator<String> changeOffer,
      UnaryOperator<String> changeAnswer) {
    SessionDescription offer = await(offerer.connection.createOffer());
    await(offerer.connection.setLocalDescription(offer));
    await(
        answerer.connection.setRemoteDescription(
            new SessionDescription(offer.type(), changeOffer.apply(offer.sdp()))));
    SessionDescription answer = await(answerer.connection.createAnswer());
    await(answerer.connection.setLocalDescription(answer));
    await(
        offerer.connection.setRemoteDescription(
            new SessionDescription(answer.type(), changeAnswer.apply(answer.sdp()))));
    carryCandidates(offerer, answerer);
    carryCandidates(answerer, offerer);
  }

  private static void carryCandidates(End from, End to) {
    IceCandidate candidate;
    do {
      candidate = next(from.candidates);
      await(to.connection.addIceCandidate(candidate).exceptionally(failure -> ended(to, failure)));
    } while (!candidate.isEnd());
  }

  /** With one candidate known it may have met its peer, and refused it, before the next is told. */
  private static Void ended(End end, Throwable failure) {
    if (end.connection.state() != PeerConnectionState.FAILED) {
      throw new CompletionException(failure);
    }
    return null;
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("something within %d s", PATIENCE_SECONDS).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    offerer.factory.close();
    answerer.factory.close();
    assertThat(failures).isEmpty();
  }
}
