package dev.sotto.examples;

import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Says back what a browser, or any other WebRTC peer, sends on any of its data channels. How the
 * two descriptions travel (a form, a WebSocket, a file) is the caller's to choose.
 */
final class EchoServer implements AutoCloseable {
  private final PeerConnectionFactory connections;

  EchoServer(PeerConfiguration configuration, Consumer<Throwable> failures) {
    connections = new PeerConnectionFactory(configuration, failures);
  }

  /** Takes the offer of a peer, and gives the answer that it waits for, complete. */
  CompletableFuture<SessionDescription> answer(SessionDescription offer) {
    PeerConnection connection = connections.create(new Guest());
    return connection
        .setRemoteDescription(offer)
        .thenCompose(done -> connection.createAnswer())
        .thenCompose(connection::setLocalDescription)
        .thenCompose(done -> connection.completeLocalDescription());
  }

  @Override
  public void close() {
    connections.close();
  }

  private static final class Guest implements PeerListener {
    @Override
    public void onDataChannel(DataChannel channel) {
      channel.listener(
          new DataChannelListener() {
            @Override
            public void onText(String text) {
              channel.send(text);
            }

            @Override
            public void onBinary(byte[] data) {
              channel.send(data);
            }
          });
    }
  }
}
