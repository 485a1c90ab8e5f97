package dev.sotto.bench;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.ice.AddressFilter;
import dev.sotto.ice.IceOptions;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Ours. Each side has a factory, and so a network thread, of its own. */
final class SottoStack implements Stack {
  private final PeerConnectionFactory offering;
  private final PeerConnectionFactory answering;

  SottoStack(AddressFilter.Loopback loopback) {
    this(configuration(loopback), configuration(loopback));
  }

  SottoStack(PeerConfiguration ofOffering, PeerConfiguration ofAnswering) {
    offering = new PeerConnectionFactory(ofOffering, Throwable::printStackTrace);
    answering = new PeerConnectionFactory(ofAnswering, Throwable::printStackTrace);
    offering.warmUp().join();
    answering.warmUp().join();
  }

  private static PeerConfiguration configuration(AddressFilter.Loopback loopback) {
    return PeerConfiguration.defaults()
        .withIce(IceOptions.defaults().withLoopback(loopback))
        .withMaxBufferedAmount(Link.HIGH_WATER);
  }

  @Override
  public String name() {
    return "sotto";
  }

  @Override
  public Link connect() {
    Peer near = new Peer(offering);
    Peer far = new Peer(answering);
    near.candidates.complete(far.connection);
    far.candidates.complete(near.connection);
    near.bind(near.connection.createDataChannel(ChannelOptions.reliable("bench"), near));
    SessionDescription offer = near.connection.createOffer().join();
    near.connection.setLocalDescription(offer).join();
    far.connection.setRemoteDescription(offer).join();
    SessionDescription answer = far.connection.createAnswer().join();
    far.connection.setLocalDescription(answer).join();
    near.connection.setRemoteDescription(answer).join();
    near.open.join();
    far.open.join();
    return new SottoLink(near, far);
  }

  @Override
  public void close() {
    offering.close();
    answering.close();
  }

  private record SottoLink(Peer near, Peer far) implements Link {
    @Override
    public void close() {
      near.connection.close();
      far.connection.close();
    }
  }

  private static final class Peer implements Link.End, PeerListener, DataChannelListener {
    final PeerConnection connection;
    final CompletableFuture<PeerConnection> candidates = new CompletableFuture<>();
    final CompletableFuture<DataChannel> open = new CompletableFuture<>();
    private final CompletableFuture<DataChannel> bound = new CompletableFuture<>();
    private volatile Consumer<byte[]> receiver = message -> {};

    Peer(PeerConnectionFactory factory) {
      connection = factory.create(this);
    }

    void bind(DataChannel channel) {
      channel.bufferedAmountLowThreshold(Link.LOW_WATER);
      bound.complete(channel);
    }

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      // One that comes too late, when the connection is closed already, may fail.
      var unused = candidates.join().addIceCandidate(candidate);
    }

    @Override
    public void onDataChannel(DataChannel channel) {
      channel.listener(this);
      bind(channel);
      onOpen();
    }

    @Override
    public void onOpen() {
      open.complete(bound.join());
    }

    @Override
    public void onBinary(byte[] data) {
      receiver.accept(data);
    }

    @Override
    public void receiver(Consumer<byte[]> next) {
      receiver = next;
    }

    @Override
    public void send(byte[] message) {
      DataChannel channel = open.join();
      while (!channel.send(message)) {
        channel.whenBufferedAmountLow().join();
      }
    }
  }
}
