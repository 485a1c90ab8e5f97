package dev.sotto.peer;

import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelEvent;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.dtls.LocalCertificate;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.IceOptions;
import dev.sotto.ice.IceState;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.net.Path;
import dev.sotto.sdp.Candidate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one peer (W3C RTCPeerConnection, data channels only). Made by a {@link
 * PeerConnectionFactory}.
 *
 * <p>Every method may be called from any thread, also from inside a listener; the work is done on
 * the factory's network thread. Futures complete on an application thread of the factory, so what
 * depends on them may block.
 *
 * <p>Descriptions and candidates are for the application to carry; whoever can change them on their
 * way can take the peer's place, so they belong on an authenticated path.
 */
public final class PeerConnection implements AutoCloseable {
  private final PeerContext context;
  private final PeerListener listener;
  private final Executor inOrder;
  private final Executor application;
  private final Consumer<PeerConnection> onEnd;

  private volatile PeerConnectionState state = PeerConnectionState.NEW;
  private volatile @Nullable PeerFailure failure;
  private volatile @Nullable Path path;
  private volatile long peerMaxMessageSize = Long.MAX_VALUE;

  // Below: the loop's alone.
  private final PeerTransport transport;
  private final Negotiation negotiation;
  private final ConnectionChannels channels;
  private final CompletableFuture<Void> gathered = new CompletableFuture<>();
  private boolean started;
  private boolean restartWanted;
  private Negotiation.@Nullable Agreement inUse;
  private boolean peerHasNoMoreCandidates;
  private boolean ended;

  PeerConnection(
      PeerContext context,
      LocalCertificate certificate,
      PeerListener listener,
      Executor inOrder,
      Executor application,
      Consumer<PeerConnection> onEnd) {
    this.context = context;
    this.listener = listener;
    this.inOrder = inOrder;
    this.application = application;
    this.onEnd = onEnd;
    this.transport = new PeerTransport(context, certificate, new TransportObserver());
    this.channels = new ConnectionChannels(this, listener, transport);
    this.negotiation =
        new Negotiation(
            transport.localIce(),
            certificate.fingerprint(),
            context.configuration().maxMessageSize(),
            context.random());
  }

  /**
   * Describes our side for a peer that has not described its own yet.
   *
   * @return the offer, with the candidates found until now
   */
  public CompletableFuture<SessionDescription> createOffer() {
    return onLoop(
        () -> {
          if (restartWanted && started) {
            restartWanted = false;
            takeFreshCredentials();
          }
          return negotiation.createOffer();
        });
  }

  /**
   * Describes our side in reply to the peer's offer.
   *
   * @return the answer, with the candidates found until now; fails with {@link
   *     IllegalStateException} when there is no offer to answer
   */
  public CompletableFuture<SessionDescription> createAnswer() {
    return onLoop(negotiation::createAnswer);
  }

  /**
   * Takes a description of ours into use: candidates are looked for from now on, and the first may
   * be told before this future is done. Browsers want a description before its candidates: send it
   * first, and set it then.
   *
   * @param description what {@link #createOffer} or {@link #createAnswer} gave, unchanged
   * @return done when it is in use; fails with {@link IllegalStateException} when it does not fit
   *     what went before
   */
  public CompletableFuture<Void> setLocalDescription(SessionDescription description) {
    return onLoop(
        () -> {
          negotiation.setLocal(description);
          startIfAgreed();
          transport.gather();
          return null;
        });
  }

  /**
   * Takes the peer's description into use.
   *
   * @param description what the peer sent
   * @return done when it is in use; fails with {@link IllegalArgumentException} when it describes
   *     nothing we can connect to, with {@link IllegalStateException} when it does not fit what
   *     went before
   */
  public CompletableFuture<Void> setRemoteDescription(SessionDescription description) {
    return onLoop(
        () -> {
          if (negotiation.isRestarting()) {
            peerHasNoMoreCandidates = false; // what was said until now was about the path in use
          }
          negotiation.setRemote(description);
          if (negotiation.wantsCredentials()) {
            takeFreshCredentials(); // now, because the peer's next candidates belong to it
          }
          startIfAgreed();
          return null;
        });
  }

  /**
   * Adds a candidate of the peer. Kinds that we do not know are ignored, as the standards ask;
   * candidates may come before the description, and more than 64 are ignored too.
   *
   * @param candidate what the peer sent
   * @return done when it is added
   */
  public CompletableFuture<Void> addIceCandidate(IceCandidate candidate) {
    return onLoop(
        () -> {
          if (candidate.isEnd()) {
            peerHasNoMoreCandidates = true;
            endOfRemoteCandidates();
          } else {
            Candidate.parse(candidate.candidate()).ifPresent(transport::addRemoteCandidate);
          }
          return null;
        });
  }

  /**
   * Waits until our candidates are found, for an exchange that has no way to add them later: 2 s at
   * most, or until the TURN servers have answered (10 s at most) where nothing else would let
   * anybody beyond this network reach us.
   *
   * @return the description in use, with all candidates; fails with {@link IllegalStateException}
   *     before {@link #setLocalDescription} and when the connection is closed first
   */
  public CompletableFuture<SessionDescription> completeLocalDescription() {
    return onLoop(
            () -> {
              SessionDescription inUse = negotiation.local();
              transport.hurry();
              return inUse;
            })
        .thenCompose(inUse -> gathered)
        .thenCompose(done -> onLoop(negotiation::local));
  }

  /**
   * Opens a reliable, ordered channel. Its listener is set afterwards, which may be too late for
   * {@link DataChannelListener#onOpen()} when the connection stands already: use {@link
   * #createDataChannel(ChannelOptions, DataChannelListener)} then.
   *
   * @param label its name
   * @return the channel; messages can be sent once it is open
   */
  public DataChannel createDataChannel(String label) {
    return createDataChannel(ChannelOptions.reliable(label), ConnectionChannels.NOBODY);
  }

  /**
   * Opens a channel.
   *
   * @param options what kind of channel
   * @param events told what happens on it
   * @return the channel; messages can be sent once it is open, and it closes at once when it cannot
   *     be had
   */
  public DataChannel createDataChannel(ChannelOptions options, DataChannelListener events) {
    return channels.create(options, events);
  }

  /**
   * Looks for a path anew, beside the one in use, which is left when the new one is there: for
   * instance because another network is better now. Two peers of our own kind begin by themselves;
   * with any other the listener is told {@link PeerListener#onRestartNeeded()}, and the offer that
   * is created next restarts ICE. The same happens without this call when the path falls silent or
   * this machine loses the address that it uses.
   */
  public void restartIce() {
    post(
        () -> {
          if (!ended && started) {
            transport.wantRestart();
          }
        });
  }

  /**
   * Other STUN and TURN servers, or the same with other credentials, are asked from the next
   * gathering or restart on, and by what of this gathering has not begun (W3C
   * RTCPeerConnection.setConfiguration). What was found stays. Connections that share a port share
   * the servers as well.
   *
   * @param stun the STUN servers, at most 4
   * @param turn the TURN servers, at most 8
   * @throws IllegalArgumentException if there are too many
   */
  public void setIceServers(List<StunServer> stun, List<TurnServer> turn) {
    IceOptions checked = context.configuration().ice().withServers(stun, turn);
    post(
        () -> {
          if (!ended) {
            transport.useServers(checked.stunServers(), checked.turnServers());
          }
        });
  }

  /** The machine's addresses are not what they were. */
  void onNetworkChanged() {
    post(
        () -> {
          if (!ended) {
            transport.onNetworkChanged();
          }
        });
  }

  /**
   * Where the connection is in its life.
   *
   * @return its state now
   */
  public PeerConnectionState state() {
    return state;
  }

  /**
   * Why it failed.
   *
   * @return the failure, present in state {@link PeerConnectionState#FAILED} and after
   */
  public Optional<PeerFailure> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * The path that packets take.
   *
   * @return the path, once there is one
   */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  /**
   * What was done to find a path, what came of it, and why it is not a better one.
   *
   * @return the facts as they are when it completes, or as they were at the end of the connection
   */
  public CompletableFuture<ConnectivityReport> connectivityReport() {
    CompletableFuture<ConnectivityReport> result = new CompletableFuture<>();
    if (!post(() -> complete(() -> result.complete(transport.report())))) {
      result.completeExceptionally(closed());
    }
    return result;
  }

  /**
   * Closes the connection: the peer is told, what is buffered is dropped, threads and sockets are
   * freed. Harmless when closed already. To have everything delivered first, close the channels and
   * wait for their {@link DataChannelListener#onClose()}.
   */
  @Override
  public void close() {
    // Each call posts: of two at once the other's may come after the factory has closed the loop.
    post(() -> end(PeerConnectionState.CLOSED));
  }

  ConnectionChannels channels() {
    return channels;
  }

  PeerConfiguration configuration() {
    return context.configuration();
  }

  long peerMaxMessageSize() {
    return peerMaxMessageSize;
  }

  /** Tells the listener something, after all it was told before. */
  void tell(Runnable event) {
    inOrder.execute(event);
  }

  /** Completes a future where its dependents may block. */
  void complete(Runnable completion) {
    try {
      application.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run(); // the factory is closed: better here than never
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> onLoop(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean posted =
        post(
            () -> {
              if (ended) {
                complete(() -> result.completeExceptionally(closed()));
                return;
              }
              try {
                T value = task.get();
                complete(() -> result.complete(value));
              } catch (RuntimeException e) {
                complete(() -> result.completeExceptionally(e));
              }
            });
    if (!posted) {
      result.completeExceptionally(closed());
    }
    return result;
  }

  /** Does something on the loop; false when it is closed, and this connection with it. */
  boolean post(Runnable task) {
    try {
      context.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the connection is closed");
  }

  /** What the description itself names still counts, when the end was told before it. */
  private void endOfRemoteCandidates() {
    if (started && peerHasNoMoreCandidates && !negotiation.isRestarting()) {
      transport.endOfRemoteCandidates();
    }
  }

  private void startIfAgreed() {
    Optional<Negotiation.Agreement> agreed = negotiation.agreement();
    if (agreed.isEmpty() || agreed.get().equals(inUse)) {
      return;
    }
    Negotiation.Agreement agreement = agreed.get();
    inUse = agreement;
    if (started) {
      restart(agreement);
      return;
    }
    started = true;
    peerMaxMessageSize = agreement.maxMessageSize();
    transport.start(
        agreement.controlling(),
        agreement.ice(),
        agreement.role(),
        agreement.fingerprints(),
        context
            .sctpOptions()
            .withPorts(Negotiation.SCTP_PORT, agreement.sctpPort())
            .withMaxSendMessageSize((int) Math.min(agreement.maxMessageSize(), 1 << 30))
            .withMaxSendBuffer(Long.MAX_VALUE / 4),
        agreement.preparesRestarts());
    agreement.candidates().forEach(transport::addRemoteCandidate);
    peerHasNoMoreCandidates |= agreement.endOfCandidates();
    endOfRemoteCandidates();
    progress();
  }

  /** What is described and told from now on, on both sides, is about a restart. */
  private void takeFreshCredentials() {
    negotiation.restart(transport.restartIce());
    peerHasNoMoreCandidates = false;
  }

  /** Both sides have fresh credentials: ICE begins anew beside the path in use. */
  private void restart(Negotiation.Agreement agreement) {
    transport.startRestart(agreement.controlling(), agreement.ice());
    agreement.candidates().forEach(transport::addRemoteCandidate);
    peerHasNoMoreCandidates |= agreement.endOfCandidates();
    endOfRemoteCandidates();
  }

  private void progress() {
    if (ended) {
      return;
    }
    IceState ice = transport.iceState();
    PeerConnectionState next;
    if (ice == IceState.DISCONNECTED) {
      next = PeerConnectionState.DISCONNECTED;
    } else if (transport.dtlsConnected()) {
      next = PeerConnectionState.CONNECTED;
    } else {
      next = started ? PeerConnectionState.CONNECTING : PeerConnectionState.NEW;
    }
    become(next);
  }

  private void become(PeerConnectionState next) {
    if (state != next) {
      state = next;
      tell(() -> listener.onConnectionState(next));
    }
  }

  private void fail(PeerFailure why) {
    if (!ended) {
      failure = why;
      end(PeerConnectionState.FAILED);
    }
  }

  private void end(PeerConnectionState last) {
    if (ended) {
      if (last == PeerConnectionState.CLOSED) {
        become(last); // failed before, and the user has seen it
      }
      return;
    }
    transport.close();
    ended = true;
    channels.end();
    complete(() -> gathered.completeExceptionally(closed()));
    become(last);
    onEnd.accept(this);
  }

  /** Where the transport's news go; all on the loop's thread. */
  private final class TransportObserver implements PeerTransport.Observer {
    @Override
    public void onLocalCandidate(Candidate candidate) {
      negotiation.addLocalCandidate(candidate);
      IceCandidate told = new IceCandidate(candidate.toAttribute(), negotiation.mid(), 0);
      tell(() -> listener.onIceCandidate(told));
    }

    @Override
    public void onGatheringComplete() {
      negotiation.gatheringComplete();
      IceCandidate end = new IceCandidate("", negotiation.mid(), 0);
      tell(() -> listener.onIceCandidate(end));
      complete(() -> gathered.complete(null));
    }

    @Override
    public void onPath(Path selected) {
      path = selected;
      tell(() -> listener.onPath(selected));
    }

    @Override
    public void onRestartWanted() {
      restartWanted = true;
      tell(listener::onRestartNeeded);
    }

    @Override
    public void onProgress() {
      progress();
    }

    @Override
    public void onFailure(PeerFailure why) {
      fail(why);
    }

    @Override
    public void onPeerClosed() {
      end(PeerConnectionState.CLOSED);
    }

    @Override
    public void onChannelEvent(ChannelEvent event) {
      channels.onEvent(event);
    }

    @Override
    public void onMessage(Channel channel, boolean text, byte[] message, int charge) {
      channels.onMessage(channel, text, message, charge);
    }

    @Override
    public void onFlushed() {
      channels.onFlushed();
    }
  }
}
