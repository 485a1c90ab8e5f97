package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.datachannel.Reliability;
import dev.sotto.net.Path;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Our side. */
final class SottoSide implements Side, PeerListener {
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<IceCandidate> candidates = new LinkedBlockingQueue<>();
  private final BlockingQueue<PeerConnectionState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> restartsNeeded = new LinkedBlockingQueue<>();
  private final BlockingQueue<Path> paths = new LinkedBlockingQueue<>();
  private final BlockingQueue<Wire> announced = new LinkedBlockingQueue<>();
  private final PeerConnectionFactory factory;
  private final PeerConnection connection;

  SottoSide() {
    this(PeerConfiguration.defaults());
  }

  SottoSide(PeerConfiguration configuration) {
    factory = new PeerConnectionFactory(configuration, failures::add);
    connection = factory.create(this);
  }

  @Override
  public void onIceCandidate(IceCandidate candidate) {
    candidates.add(candidate);
  }

  @Override
  public void onConnectionState(PeerConnectionState state) {
    states.add(state);
  }

  @Override
  public void onRestartNeeded() {
    restartsNeeded.add("needed");
  }

  @Override
  public void onPath(Path path) {
    paths.add(path);
  }

  @Override
  public void onDataChannel(DataChannel channel) {
    WireEvents events = new WireEvents();
    channel.listener(new Told(events));
    events.onOpen();
    announced.add(new SottoWire(channel, events));
  }

  @Override
  public Wire open(ChannelOptions options) {
    WireEvents events = new WireEvents();
    return new SottoWire(connection.createDataChannel(options, new Told(events)), events);
  }

  @Override
  public Wire nextAnnounced() {
    return Patience.next(announced);
  }

  @Override
  public String offer() {
    SessionDescription offer = Patience.await(connection.createOffer());
    Patience.await(connection.setLocalDescription(offer));
    return offer.sdp();
  }

  @Override
  public String answer(String offer) {
    Patience.await(
        connection.setRemoteDescription(
            new SessionDescription(SessionDescription.Type.OFFER, offer)));
    SessionDescription answer = Patience.await(connection.createAnswer());
    Patience.await(connection.setLocalDescription(answer));
    return answer.sdp();
  }

  @Override
  public void accept(String answer) {
    Patience.await(
        connection.setRemoteDescription(
            new SessionDescription(SessionDescription.Type.ANSWER, answer)));
  }

  @Override
  public BlockingQueue<IceCandidate> candidates() {
    return candidates;
  }

  @Override
  public void add(IceCandidate candidate) {
    Patience.await(connection.addIceCandidate(candidate));
  }

  @Override
  public void awaitConnected() {
    awaitState(PeerConnectionState.CONNECTED);
  }

  /** Our description with all candidates in it. */
  SessionDescription complete() {
    return Patience.await(connection.completeLocalDescription());
  }

  void awaitState(PeerConnectionState wanted) {
    PeerConnectionState seen = Patience.next(states);
    while (seen != wanted) {
      seen = Patience.next(states);
    }
  }

  void awaitRestartNeeded() {
    Patience.next(restartsNeeded);
  }

  /** The next path that packets take. */
  Path nextPath() {
    return Patience.next(paths);
  }

  PeerConnection connection() {
    return connection;
  }

  @Override
  public void close() {
    factory.close();
    assertThat(failures).isEmpty();
  }

  private record Told(WireEvents events) implements DataChannelListener {
    @Override
    public void onOpen() {
      events.onOpen();
    }

    @Override
    public void onText(String text) {
      events.onMessage(text);
    }

    @Override
    public void onBinary(byte[] data) {
      events.onMessage(data);
    }

    @Override
    public void onClose() {
      events.onClose();
    }
  }

  private record SottoWire(DataChannel channel, WireEvents events) implements Wire {
    @Override
    public Options options() {
      ChannelOptions options = channel.options();
      int retransmits =
          options.reliability() instanceof Reliability.MaxRetransmits limit ? limit.count() : -1;
      int lifeTime =
          options.reliability() instanceof Reliability.MaxPacketLifeTime limit
              ? limit.millis()
              : -1;
      return new Options(
          options.label(), options.protocol(), options.ordered(), retransmits, lifeTime);
    }

    @Override
    public int id() {
      return channel.id().orElse(-1);
    }

    @Override
    public void send(String text) {
      assertThat(channel.send(text)).as("taken").isTrue();
    }

    @Override
    public void send(byte[] data) {
      assertThat(channel.send(data)).as("taken").isTrue();
    }

    @Override
    public void close() {
      channel.close();
    }
  }
}
