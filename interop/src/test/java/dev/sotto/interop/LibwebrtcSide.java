package dev.sotto.interop;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.Reliability;
import dev.sotto.peer.IceCandidate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The side of libwebrtc, by webrtc-java. Its callbacks come on threads of libwebrtc, in which it
 * must not be called: they only queue.
 */
final class LibwebrtcSide implements Side, PeerConnectionObserver {
  private final BlockingQueue<IceCandidate> candidates = new LinkedBlockingQueue<>();
  private final BlockingQueue<RTCPeerConnectionState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<Wire> announced = new LinkedBlockingQueue<>();
  private final HeadlessAudioDeviceModule noSound = new HeadlessAudioDeviceModule();
  private final PeerConnectionFactory factory = new PeerConnectionFactory(noSound);
  private final RTCPeerConnection connection =
      factory.createPeerConnection(new RTCConfiguration(), this);
  private boolean closed;

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    candidates.add(new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex));
  }

  @Override
  public void onIceGatheringChange(RTCIceGatheringState state) {
    if (state == RTCIceGatheringState.COMPLETE) {
      candidates.add(IceCandidate.end());
    }
  }

  @Override
  public void onConnectionChange(RTCPeerConnectionState state) {
    states.add(state);
  }

  @Override
  public void onDataChannel(RTCDataChannel channel) {
    announced.add(LibwebrtcWire.on(channel));
  }

  @Override
  public Wire open(ChannelOptions options) {
    RTCDataChannelInit init = new RTCDataChannelInit();
    init.ordered = options.ordered();
    init.protocol = options.protocol();
    if (options.reliability() instanceof Reliability.MaxRetransmits limit) {
      init.maxRetransmits = limit.count();
    } else if (options.reliability() instanceof Reliability.MaxPacketLifeTime limit) {
      init.maxPacketLifeTime = limit.millis();
    }
    options
        .negotiatedId()
        .ifPresent(
            id -> {
              init.negotiated = true;
              init.id = id;
            });
    return LibwebrtcWire.on(connection.createDataChannel(options.label(), init));
  }

  @Override
  public Wire nextAnnounced() {
    // It tells of a channel before the channel takes messages.
    return Patience.next(announced).awaitOpen();
  }

  @Override
  public String offer() {
    return describe(made -> connection.createOffer(new RTCOfferOptions(), made));
  }

  @Override
  public String answer(String offer) {
    setRemote(RTCSdpType.OFFER, offer);
    return describe(made -> connection.createAnswer(new RTCAnswerOptions(), made));
  }

  @Override
  public void accept(String answer) {
    setRemote(RTCSdpType.ANSWER, answer);
  }

  private String describe(Consumer<CreateSessionDescriptionObserver> create) {
    Made made = new Made(new CompletableFuture<>());
    create.accept(made);
    RTCSessionDescription description = Patience.await(made.description());
    Done done = new Done(new CompletableFuture<>());
    connection.setLocalDescription(description, done);
    Patience.await(done.future());
    return description.sdp;
  }

  private void setRemote(RTCSdpType type, String sdp) {
    Done done = new Done(new CompletableFuture<>());
    connection.setRemoteDescription(new RTCSessionDescription(type, sdp), done);
    Patience.await(done.future());
  }

  @Override
  public BlockingQueue<IceCandidate> candidates() {
    return candidates;
  }

  @Override
  public void add(IceCandidate candidate) {
    if (!candidate.isEnd()) {
      connection.addIceCandidate(
          new RTCIceCandidate(
              candidate.sdpMid(), candidate.sdpMLineIndex(), candidate.candidate()));
    }
  }

  @Override
  public void awaitConnected() {
    RTCPeerConnectionState seen = Patience.next(states);
    while (seen != RTCPeerConnectionState.CONNECTED) {
      seen = Patience.next(states);
    }
  }

  /** Closes the connection as an application would. It can be closed only once. */
  void closeConnection() {
    if (!closed) {
      closed = true;
      connection.close();
    }
  }

  @Override
  public void close() {
    closeConnection();
    factory.dispose();
    noSound.dispose();
  }

  private record Made(CompletableFuture<RTCSessionDescription> description)
      implements CreateSessionDescriptionObserver {
    @Override
    public void onSuccess(RTCSessionDescription made) {
      description.complete(made);
    }

    @Override
    public void onFailure(String error) {
      description.completeExceptionally(new AssertionError(error));
    }
  }

  private record Done(CompletableFuture<Boolean> future) implements SetSessionDescriptionObserver {
    @Override
    public void onSuccess() {
      future.complete(true);
    }

    @Override
    public void onFailure(String error) {
      future.completeExceptionally(new AssertionError(error));
    }
  }

  private record LibwebrtcWire(RTCDataChannel channel, WireEvents events)
      implements Wire, RTCDataChannelObserver {
    static LibwebrtcWire on(RTCDataChannel channel) {
      LibwebrtcWire wire = new LibwebrtcWire(channel, new WireEvents());
      channel.registerObserver(wire);
      wire.onStateChange();
      return wire;
    }

    @Override
    public void onStateChange() {
      RTCDataChannelState state = channel.getState();
      if (state == RTCDataChannelState.OPEN) {
        events.onOpen();
      } else if (state == RTCDataChannelState.CLOSED) {
        events.onClose();
      }
    }

    @Override
    public void onBufferedAmountChange(long previous) {}

    /** The buffer is libwebrtc's again when this returns. */
    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
      byte[] bytes = new byte[buffer.data.remaining()];
      buffer.data.get(bytes);
      events.onMessage(buffer.binary ? bytes : new String(bytes, StandardCharsets.UTF_8));
    }

    /** webrtc-java says 0 for a limit that is not set, and null for an empty text. */
    @Override
    public Options options() {
      int lifeTime = channel.getMaxPacketLifeTime() > 0 ? channel.getMaxPacketLifeTime() : -1;
      boolean countsRetransmits = !channel.isReliable() && lifeTime < 0;
      return new Options(
          Objects.requireNonNullElse(channel.getLabel(), ""),
          Objects.requireNonNullElse(channel.getProtocol(), ""),
          channel.isOrdered(),
          countsRetransmits ? channel.getMaxRetransmits() : -1,
          lifeTime);
    }

    @Override
    public int id() {
      return channel.getId();
    }

    @Override
    public void send(String text) {
      send(text.getBytes(StandardCharsets.UTF_8), false);
    }

    @Override
    public void send(byte[] data) {
      send(data, true);
    }

    private void send(byte[] data, boolean binary) {
      try {
        channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(data), binary));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      channel.close();
    }
  }
}
