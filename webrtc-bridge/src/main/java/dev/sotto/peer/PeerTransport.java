package dev.sotto.peer;

import dev.sotto.datachannel.Channel;
import dev.sotto.datachannel.ChannelCommand;
import dev.sotto.datachannel.ChannelEvent;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.ChannelState;
import dev.sotto.datachannel.DataChannels;
import dev.sotto.dtls.DtlsFailure;
import dev.sotto.dtls.DtlsOptions;
import dev.sotto.dtls.DtlsRole;
import dev.sotto.dtls.DtlsSession;
import dev.sotto.dtls.LocalCertificate;
import dev.sotto.ice.ConnectivityReport;
import dev.sotto.ice.IceState;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.net.Path;
import dev.sotto.net.Timer;
import dev.sotto.sctp.AbortCause;
import dev.sotto.sctp.Association;
import dev.sotto.sctp.AssociationEvent;
import dev.sotto.sctp.AssociationOptions;
import dev.sotto.sctp.MessageReceiver;
import dev.sotto.sctp.SendResult;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.Fingerprint;
import dev.sotto.sdp.IceFragment;
import dev.sotto.sdp.IceParameters;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection's protocols, one above the other: ICE, DTLS, SCTP, data channels. Moves bytes from
 * one to the next; none of them knows another.
 *
 * <pre>
 *   in:   ice.onPacket -> dtls.handlePacket, receive -> association.handlePacket -> channels
 *   out:  channels -> association.send, poll -> dtls.protect -> ice.send
 * </pre>
 *
 * <p>Confined to the loop's thread. The output is written once a turn, after all that arrived in it
 * was handled.
 */
final class PeerTransport {
  /** Then the loop serves the other connections first. */
  private static final int PACKETS_A_TURN = 64;

  private final PeerContext context;
  private final Observer observer;
  private final LocalCertificate certificate;
  private final IceSession ice;
  private final Timer timer;
  private final DataChannels channels;
  private final RestartChannel restarts;
  private final AtomicInteger consumed = new AtomicInteger();

  private @Nullable DtlsSession dtls;
  private @Nullable Association association;
  private AssociationOptions sctpOptions;
  private boolean dtlsClient;
  private boolean dtlsStarted;
  private boolean dtlsConnected;
  private boolean flushPosted;
  private boolean closed;

  /** What the connection learns; called on the loop's thread. */
  interface Observer extends IceObserver {
    /** The peer is proved, or the path's state changed. */
    void onProgress();

    void onFailure(PeerFailure failure);

    /** The peer ended the connection. */
    void onPeerClosed();

    void onChannelEvent(ChannelEvent event);

    void onMessage(Channel channel, boolean text, byte[] message, int charge);

    /** Packets have left: what is buffered may have become less. */
    void onFlushed();

    /** The path is silent or lost, or a restart was asked for: descriptions can agree on one. */
    void onRestartWanted();
  }

  /** The part that ICE tells as it is. */
  interface IceObserver {
    void onLocalCandidate(Candidate candidate);

    void onGatheringComplete();

    void onPath(Path path);
  }

  PeerTransport(PeerContext context, LocalCertificate certificate, Observer observer) {
    this.context = context;
    this.observer = observer;
    this.certificate = certificate;
    this.ice = new IceSession(context, new IceListener());
    this.restarts = new RestartChannel(ice, this::sendText);
    this.channels =
        new DataChannels(
            (channel, text, message, charge) -> {
              drainEvents();
              int due = charge == 0 ? 0 : Association.charge(charge);
              if (restarts.isFor(channel)) {
                restarts.onMessage(message);
                release(due);
              } else {
                observer.onMessage(channel, text, message, due);
              }
            });
    this.timer = context.loop().timer(this::onTimer);
    this.sctpOptions = context.sctpOptions();
  }

  IceParameters localIce() {
    return ice.local();
  }

  /** Fresh credentials for a restart that descriptions agree on. */
  IceParameters restartIce() {
    return ice.restart();
  }

  /** The peer's credentials for that restart are known. */
  void startRestart(boolean controlling, IceParameters peer) {
    ice.startRestart(controlling, peer);
  }

  /** A restart is wanted: at once if it was prepared, else the application is asked for one. */
  void wantRestart() {
    ice.wantRestart();
  }

  /** Other servers are asked from the next time on. */
  void useServers(List<StunServer> stun, List<TurnServer> turn) {
    ice.useServers(stun, turn);
  }

  void onNetworkChanged() {
    ice.onNetworkChanged();
  }

  void gather() {
    ice.gather();
  }

  /** All stages of gathering at once: the description is to have all candidates in it. */
  void hurry() {
    ice.hurry();
  }

  ConnectivityReport report() {
    return ice.report();
  }

  void addRemoteCandidate(Candidate candidate) {
    ice.addRemoteCandidate(candidate);
  }

  void endOfRemoteCandidates() {
    ice.endOfRemoteCandidates();
  }

  IceState iceState() {
    return ice.state();
  }

  boolean dtlsConnected() {
    return dtlsConnected;
  }

  @Nullable Path path() {
    return ice.path();
  }

  /**
   * Everything needed to connect is known: checks start, and the handshake once a path is there.
   */
  void start(
      boolean controlling,
      IceParameters remoteIce,
      DtlsRole role,
      List<Fingerprint> expected,
      AssociationOptions options,
      boolean preparesRestarts) {
    if (preparesRestarts) {
      restarts.open(channels);
    }
    dtlsClient = role == DtlsRole.CLIENT;
    sctpOptions = options;
    dtls =
        new DtlsSession(
            context.dtls(),
            role,
            certificate,
            expected,
            new DtlsOptions(
                DtlsOptions.DEFAULTS.sendLimit(),
                DtlsOptions.DEFAULTS.receiveLimit(),
                context.configuration().handshakeTimeout(),
                DtlsOptions.DEFAULTS.resend()),
            context.handshakes(),
            new DtlsListener());
    ice.start(controlling, remoteIce);
  }

  Channel open(ChannelOptions options) {
    Channel channel = channels.open(options);
    postFlush();
    return channel;
  }

  /** Hands a message to the association. */
  SendResult send(Channel channel, boolean text, byte[] message) {
    Association up = association;
    if (up == null || channel.state() != ChannelState.OPEN) {
      return SendResult.NOT_OPEN;
    }
    carryOutCommands(up);
    ChannelCommand.Send framed = channels.frame(channel, text, message);
    postFlush();
    return send(up, framed);
  }

  private void sendText(Channel channel, byte[] message) {
    send(channel, true, message);
  }

  void close(Channel channel) {
    channels.close(channel);
    postFlush();
  }

  long bufferedAmount(Channel channel) {
    Association up = association;
    return up == null || channel.id() < 0 ? 0 : up.bufferedAmount(channel.id());
  }

  int bufferedMessages(Channel channel) {
    Association up = association;
    return up == null || channel.id() < 0 ? 0 : up.bufferedMessages(channel.id());
  }

  /** The application is done with bytes that {@code onMessage} charged. From any thread. */
  void release(int charge) {
    if (charge > 0 && consumed.getAndAdd(charge) == 0) {
      try {
        context.loop().execute(this::releaseConsumed);
      } catch (RejectedExecutionException e) {
        consumed.set(0); // the factory is closed, and with it this connection
      }
    }
  }

  private void releaseConsumed() {
    int bytes = consumed.getAndSet(0);
    if (association != null && bytes > 0) {
      association.release(bytes, context.loop().now());
      postFlush();
    }
  }

  /** Says goodbye to the peer if it is there, and frees everything. */
  void close() {
    if (closed) {
      return;
    }
    if (association != null && dtlsConnected) {
      association.abort("closed", context.loop().now());
      writePackets(association, Integer.MAX_VALUE);
    }
    closed = true;
    timer.cancel();
    channels.terminate();
    drainEvents();
    if (dtls != null) {
      dtls.close();
    }
    ice.close();
  }

  private void onPacket(byte[] packet, int offset, int length) {
    if (dtls == null || closed) {
      return;
    }
    dtls.handlePacket(packet, offset, length);
    readRecords(dtls);
  }

  private void readRecords(DtlsSession session) {
    byte[] plaintext = context.plaintext();
    int length;
    while (dtlsConnected && !closed && (length = session.receive(plaintext, 0)) > 0) {
      if (association != null) {
        association.handlePacket(plaintext, 0, length, context.loop().now());
        drainEvents();
      }
    }
    postFlush();
  }

  private void onTimer() {
    if (association != null && !closed) {
      association.handleTimeout(context.loop().now());
      drainEvents();
      postFlush();
    }
  }

  private void onHandshakeDone() {
    DtlsSession session = dtls;
    if (session == null) {
      return;
    }
    dtlsConnected = true;
    MessageReceiver receiver =
        (stream, ppid, message) -> {
          // The packet that established the association may carry the first messages too.
          drainEvents();
          if (!channels.onMessage(stream, ppid, message)) {
            release(Association.charge(message.length));
          }
        };
    association = new Association(sctpOptions, context.random(), receiver);
    // RFC 8841 section 9.3: both sides may send INIT; the association resolves the collision.
    association.connect(context.loop().now());
    observer.onProgress();
    readRecords(session);
  }

  private void onHandshakeFailed(DtlsFailure reason, String text) {
    PeerFailure.Reason kind =
        switch (reason) {
          case BAD_CERTIFICATE, NO_CERTIFICATE -> PeerFailure.Reason.AUTHENTICATION;
          case TIMEOUT -> PeerFailure.Reason.TIMEOUT;
          default -> PeerFailure.Reason.PROTOCOL;
        };
    observer.onFailure(new PeerFailure(kind, text));
  }

  /** Hands on what has happened, until nothing new comes of it. */
  private void drainEvents() {
    if (association != null) {
      for (AssociationEvent event; (event = association.pollEvent()) != null; ) {
        onAssociationEvent(event);
      }
    }
    for (ChannelEvent event; (event = channels.pollEvent()) != null; ) {
      if (restarts.isFor(event.channel())) {
        restarts.onEvent(event);
      } else {
        observer.onChannelEvent(event);
      }
    }
  }

  private void onAssociationEvent(AssociationEvent event) {
    if (event instanceof AssociationEvent.Connected connected) {
      channels.established(
          dtlsClient, Math.min(connected.outboundStreams(), connected.inboundStreams()));
    } else if (event instanceof AssociationEvent.IncomingStreamsReset reset) {
      channels.onIncomingReset(reset.streamIds());
    } else if (event instanceof AssociationEvent.OutgoingStreamsReset reset) {
      channels.onOutgoingReset(reset.streamIds());
    } else if (event instanceof AssociationEvent.OutgoingResetFailed failed) {
      channels.onResetFailed(failed.streamIds());
    } else if (event instanceof AssociationEvent.Aborted aborted) {
      onAborted(aborted);
    } else if (event instanceof AssociationEvent.Closed) {
      post(observer::onPeerClosed);
    } else if (event instanceof AssociationEvent.Restarted) {
      // All streams begin anew: no channel of before means anything to the peer.
      post(
          () ->
              observer.onFailure(
                  new PeerFailure(
                      PeerFailure.Reason.PROTOCOL, "the peer began a new association")));
    }
  }

  private void onAborted(AssociationEvent.Aborted aborted) {
    if (closed) {
      return;
    }
    if (aborted.cause() == AbortCause.PEER) {
      post(observer::onPeerClosed);
    } else {
      post(
          () -> observer.onFailure(new PeerFailure(PeerFailure.Reason.PROTOCOL, aborted.reason())));
    }
  }

  /** Does what may close this connection outside of the calls of the engines. */
  private void post(Runnable task) {
    try {
      context
          .loop()
          .execute(
              () -> {
                if (!closed) {
                  task.run();
                }
              });
    } catch (RejectedExecutionException e) {
      // The loop is closing, and closes this connection.
    }
  }

  /** Writes soon what there is to write; any number of calls in a turn give one write. */
  void postFlush() {
    if (flushPosted || closed) {
      return;
    }
    flushPosted = true;
    try {
      context.loop().execute(this::flush);
    } catch (RejectedExecutionException e) {
      flushPosted = false; // the loop is closing, and closes this connection
    }
  }

  private void flush() {
    flushPosted = false;
    Association up = association;
    if (up == null || closed || !dtlsConnected) {
      drainEvents();
      return;
    }
    carryOutCommands(up);
    boolean more = writePackets(up, PACKETS_A_TURN);
    drainEvents();
    observer.onFlushed();
    // The mailbox would come back to this before the loop has read its sockets; a timer does not.
    timer.schedule(more ? context.loop().now().nanos() : up.nextTimeout());
  }

  private void carryOutCommands(Association up) {
    for (ChannelCommand command; (command = channels.pollCommand()) != null; ) {
      if (command instanceof ChannelCommand.Send send) {
        if (send(up, send) == SendResult.TOO_LARGE) {
          // The peer cannot be told of a channel whose label is longer than what it takes.
          channels.onResetFailed(List.of(send.streamId()));
        }
      } else if (command instanceof ChannelCommand.Reset reset) {
        up.resetStream(reset.streamId(), context.loop().now());
      }
    }
  }

  private SendResult send(Association up, ChannelCommand.Send send) {
    byte[] payload = send.payload();
    return up.send(
        send.streamId(), send.ppid(), payload, 0, payload.length, send.how(), context.loop().now());
  }

  /** Whether there may be more than the budget allowed. */
  private boolean writePackets(Association up, int budget) {
    DtlsSession session = dtls;
    byte[] packet = context.packet();
    byte[] record = context.record();
    for (int written = 0; written < budget; written++) {
      int length = up.poll(packet, 0, context.loop().now());
      if (length == 0 || session == null) {
        return false;
      }
      int size = session.protect(packet, 0, length, record, 0);
      if (size == 0) {
        return false; // the peer has ended the DTLS connection
      }
      // What the system does not take is lost, as on any network; SCTP sends it again.
      ice.send(record, 0, size);
    }
    return true;
  }

  private final class IceListener implements IceSession.Output {
    @Override
    public void onLocalCandidate(Candidate candidate) {
      observer.onLocalCandidate(candidate);
    }

    @Override
    public void onGatheringComplete() {
      observer.onGatheringComplete();
    }

    @Override
    public void onIceState(IceState state) {
      if (closed) {
        return;
      }
      if (state == IceState.CONNECTED && dtls != null && !dtlsStarted) {
        dtlsStarted = true;
        dtls.start();
      }
      if (state == IceState.FAILED) {
        observer.onFailure(
            new PeerFailure(
                PeerFailure.Reason.NO_PATH,
                dtlsStarted ? "the path died" : "no path to the peer was found"));
      } else {
        observer.onProgress();
      }
    }

    @Override
    public void onRestored() {
      if (association != null && !closed) {
        association.pathRestored(context.loop().now());
        drainEvents();
        postFlush();
      }
    }

    @Override
    public void onRestartWanted() {
      observer.onRestartWanted();
    }

    @Override
    public void tellPrepared(IceFragment fragment, boolean begun) {
      restarts.tell(fragment, begun);
    }

    @Override
    public void onPath(Path path) {
      observer.onPath(path);
    }

    @Override
    public void onPacket(byte[] packet, int offset, int length) {
      PeerTransport.this.onPacket(packet, offset, length);
    }
  }

  /** The handshake runs on a thread of its own; what it tells is posted to the loop. */
  private final class DtlsListener implements DtlsSession.Listener {
    @Override
    public void onHandshakePacket(byte[] datagram) {
      if (context.loop().inLoop()) {
        ice.send(datagram, 0, datagram.length);
      } else {
        post(() -> ice.send(datagram, 0, datagram.length));
      }
    }

    @Override
    public void onConnected() {
      post(PeerTransport.this::onHandshakeDone);
    }

    @Override
    public void onFailed(DtlsFailure reason, String text) {
      post(() -> onHandshakeFailed(reason, text));
    }

    @Override
    public void onClosed() {
      post(observer::onPeerClosed);
    }
  }
}
