package dev.sotto.bench;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnection;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One peer of libwebrtc and its channel. */
final class LibwebrtcPeer implements Link.End, PeerConnectionObserver, RTCDataChannelObserver {
  private final RTCPeerConnection connection;
  private final Executor signalling;
  private final CompletableFuture<LibwebrtcPeer> takesCandidates;
  private final CompletableFuture<RTCDataChannel> used = new CompletableFuture<>();
  private final CompletableFuture<RTCDataChannel> open = new CompletableFuture<>();
  private volatile Consumer<byte[]> receiver = message -> {};

  private final Semaphore changed = new Semaphore(0);

  /** The sender's: it can be no more than this. */
  private long mostBuffered;

  LibwebrtcPeer(
      PeerConnectionFactory factory,
      Executor signalling,
      CompletableFuture<LibwebrtcPeer> takesCandidates) {
    this.signalling = signalling;
    this.takesCandidates = takesCandidates;
    this.connection = factory.createPeerConnection(new RTCConfiguration(), this);
  }

  RTCPeerConnection connection() {
    return connection;
  }

  void use(RTCDataChannel channel) {
    used.complete(channel);
    channel.registerObserver(this);
    onStateChange();
  }

  void awaitOpen() {
    open.join();
  }

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    signalling.execute(() -> takesCandidates.join().connection.addIceCandidate(candidate));
  }

  @Override
  public void onDataChannel(RTCDataChannel channel) {
    use(channel);
  }

  @Override
  public void onStateChange() {
    RTCDataChannel channel = used.join();
    if (channel.getState() == RTCDataChannelState.OPEN) {
      open.complete(channel);
    }
  }

  @Override
  public void onMessage(RTCDataChannelBuffer buffer) {
    byte[] message = new byte[buffer.data.remaining()];
    buffer.data.get(message);
    receiver.accept(message);
  }

  @Override
  public void receiver(Consumer<byte[]> next) {
    receiver = next;
  }

  @Override
  public void onBufferedAmountChange(long previous) {
    changed.release();
  }

  @Override
  public void send(byte[] message) {
    RTCDataChannel channel = open.join();
    try {
      awaitRoom(channel, message.length);
      channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(message), true));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks as seldom as can be, since each question waits for a thread of libwebrtc. */
  private void awaitRoom(RTCDataChannel channel, int length) throws InterruptedException {
    mostBuffered += length;
    if (mostBuffered <= Link.HIGH_WATER) {
      return;
    }
    changed.drainPermits();
    while (channel.getBufferedAmount() > Link.LOW_WATER) {
      changed.tryAcquire(1, TimeUnit.MILLISECONDS);
      changed.drainPermits();
    }
    mostBuffered = Link.LOW_WATER + length;
  }
}
