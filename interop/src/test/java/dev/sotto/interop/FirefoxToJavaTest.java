package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.IceOptions;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our peer connection with Firefox's own. */
@InNamespace
@NeedsFirefox
@Timeout(300)
class FirefoxToJavaTest {
  @Test
  void messagesGoBothWays() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (WebServer server = WebServer.start(WebOptions.local(0));
        Firefox firefox = Firefox.start();
        FirefoxPage page = firefox.open(server.url().toString());
        PeerConnectionFactory factory =
            new PeerConnectionFactory(
                PeerConfiguration.defaults().withIce(IceOptions.defaults()), bug -> {});
        PeerConnection java = factory.create(new Echo(heard))) {
      String offer =
          page.evaluate(
                  """
                  (async () => {
                    window.peer = new RTCPeerConnection();
                    window.heard = new Promise((resolve) => {
                      const channel = window.peer.createDataChannel('talk');
                      channel.onopen = () => channel.send('grüezi');
                      channel.onmessage = ({ data }) => resolve(data);
                    });
                    await window.peer.setLocalDescription();
                    await new Promise((resolve) => {
                      window.peer.onicecandidate = ({ candidate }) =>
                        candidate === null && resolve();
                    });
                    return window.peer.localDescription.sdp;
                  })()
                  """)
              .asText();
      Patience.await(
          java.setRemoteDescription(new SessionDescription(SessionDescription.Type.OFFER, offer)));
      Patience.await(java.setLocalDescription(Patience.await(java.createAnswer())));
      String answer = Patience.await(java.completeLocalDescription()).sdp();
      page.evaluate(
          "window.peer.setRemoteDescription({ type: 'answer', sdp: `%s` })".formatted(answer));

      assertThat(Patience.next(heard)).isEqualTo("grüezi");
      assertThat(page.evaluate("window.heard").asText()).isEqualTo("grüezi");
    }
  }

  /** Sends back whatever comes. */
  private record Echo(BlockingQueue<String> heard) implements PeerListener {
    @Override
    public void onDataChannel(DataChannel channel) {
      channel.listener(
          new DataChannelListener() {
            @Override
            public void onText(String text) {
              heard.add(text);
              channel.send(text);
            }
          });
    }
  }
}
