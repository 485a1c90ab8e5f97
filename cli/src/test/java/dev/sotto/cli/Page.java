package dev.sotto.cli;

import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.IceCandidate;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerConnectionState;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import dev.sotto.signal.RendezvousClient;
import dev.sotto.signal.RendezvousEnd;
import dev.sotto.signal.RendezvousListener;
import dev.sotto.signal.SignalMessage;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Plays the page: comes into the room of a link, offers if it is the second there, answers if it is
 * offered something, and chats; on the loopback interface. As with a browser, a restart of ICE
 * takes descriptions.
 */
final class Page implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failure -> {});
  private final PeerConnection connection = factory.create(new ConnectionEvents());
  private final DataChannel channel = connection.createDataChannel("chat");
  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final CompletableFuture<RendezvousEnd> roomClosed = new CompletableFuture<>();
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final RendezvousClient room;

  private Page(String link) {
    channel.listener(new ChannelEvents());
    URI address = URI.create(link);
    room = RendezvousClient.join(address, address.getFragment(), new RoomEvents());
  }

  /** Opens a link as a browser does. */
  static Page open(String link) {
    return new Page(link);
  }

  void awaitJoined() {
    joined.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  void awaitOpen() {
    open.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Waits until the other side has closed the connection. */
  void awaitGone() {
    gone.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  RendezvousEnd awaitRoomClosed() {
    return roomClosed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  void say(String text) {
    if (!channel.send(text)) {
      throw new AssertionError("the buffer is full");
    }
  }

  void say(byte[] data) {
    if (!channel.send(data)) {
      throw new AssertionError("the buffer is full");
    }
  }

  String text() throws InterruptedException {
    String text = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("no message");
    }
    return text;
  }

  /** Looks for another path. */
  void restart() {
    connection.restartIce();
  }

  /** Asks the side that offered for another path. */
  void askForRestart() {
    room.send(new SignalMessage.Restart());
  }

  /** Leaves the room only; the connection stays. */
  void leaveRoom() {
    room.close();
  }

  @Override
  public void close() {
    connection.close();
    room.close();
    factory.close();
  }

  /** Without what tells two of our own kind that they can restart by themselves. */
  private static SessionDescription plain(SessionDescription description) {
    return new SessionDescription(
        description.type(), description.sdp().replace(" sotto-restart", ""));
  }

  private void offer() {
    CompletableFuture<Void> unused =
        connection
            .createOffer()
            .thenCompose(
                offer -> {
                  room.send(new SignalMessage.Description(plain(offer)));
                  return connection.setLocalDescription(offer);
                });
  }

  private void answer() {
    CompletableFuture<Void> unused =
        connection
            .createAnswer()
            .thenCompose(
                answer -> {
                  room.send(new SignalMessage.Description(plain(answer)));
                  return connection.setLocalDescription(answer);
                });
  }

  private final class RoomEvents implements RendezvousListener {
    @Override
    public void onJoined(int peers) {
      joined.complete(null);
      if (peers == 2) {
        offer();
      }
    }

    @Override
    public void onMessage(SignalMessage message) {
      CompletableFuture<Void> unused = null;
      if (message instanceof SignalMessage.Candidate candidate) {
        unused = connection.addIceCandidate(candidate.candidate());
      } else if (message instanceof SignalMessage.Description description) {
        unused = connection.setRemoteDescription(plain(description.description()));
        if (description.description().type() == SessionDescription.Type.OFFER) {
          answer();
        }
      }
    }

    @Override
    public void onClosed(RendezvousEnd end) {
      roomClosed.complete(end);
    }
  }

  private final class ConnectionEvents implements PeerListener {
    @Override
    public void onIceCandidate(IceCandidate candidate) {
      room.send(new SignalMessage.Candidate(candidate));
    }

    @Override
    public void onRestartNeeded() {
      offer();
    }

    @Override
    public void onDataChannel(DataChannel opened) {
      opened.listener(new ChannelEvents());
    }

    @Override
    public void onConnectionState(PeerConnectionState state) {
      if (state == PeerConnectionState.CLOSED || state == PeerConnectionState.FAILED) {
        gone.complete(null);
      }
    }
  }

  private final class ChannelEvents implements DataChannelListener {
    @Override
    public void onOpen() {
      open.complete(null);
    }

    @Override
    public void onText(String text) {
      texts.add(text);
    }
  }
}
