package dev.sotto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of README.md, run; the text there is the text here. */
class OpenAChannelTest {
  /** Carries a description to the other side and brings back its answer. */
  interface Signalling {
    CompletableFuture<SessionDescription> exchange(SessionDescription offer);
  }

  // example begin
  static CompletableFuture<String> askSomething(
      PeerConnectionFactory factory, Signalling signalling) {
    CompletableFuture<String> reply = new CompletableFuture<>();
    PeerConnection connection = factory.create(new PeerListener() {});
    DataChannel channel = connection.createDataChannel("chat");
    channel.listener(
        new DataChannelListener() {
          @Override
          public void onOpen() {
            channel.send("how are you?");
          }

          @Override
          public void onText(String text) {
            reply.complete(text);
            connection.close();
          }
        });
    CompletableFuture<Void> connected =
        connection
            .createOffer()
            .thenCompose(connection::setLocalDescription)
            .thenCompose(set -> connection.completeLocalDescription())
            .thenCompose(signalling::exchange)
            .thenCompose(connection::setRemoteDescription);
    return connected.thenCompose(set -> reply);
  }

  // example end

  @Test
  void opensAChannelAndGetsAReply() {
    try (PeerConnectionFactory factory = localFactory();
        PeerConnectionFactory other = localFactory()) {
      CompletableFuture<String> reply = askSomething(factory, offer -> answer(other, offer));

      assertThat(reply.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo("fine");
    }
  }

  private static PeerConnectionFactory localFactory() {
    return new PeerConnectionFactory(PeerPair.localOnly(), AssertionError::new);
  }

  private static CompletableFuture<SessionDescription> answer(
      PeerConnectionFactory factory, SessionDescription offer) {
    PeerConnection connection =
        factory.create(
            new PeerListener() {
              @Override
              public void onDataChannel(DataChannel channel) {
                channel.listener(
                    new DataChannelListener() {
                      @Override
                      public void onText(String text) {
                        channel.send("fine");
                      }
                    });
              }
            });
    return connection
        .setRemoteDescription(offer)
        .thenCompose(set -> connection.createAnswer())
        .thenCompose(connection::setLocalDescription)
        .thenCompose(set -> connection.completeLocalDescription());
  }

  @Test
  void isWhatTheReadmeShows() throws IOException {
    Path source = Path.of("src/test/java/dev/sotto/peer/OpenAChannelTest.java");
    List<String> lines = Files.readAllLines(source);
    String example =
        lines
            .subList(lines.indexOf("  // example begin") + 1, lines.indexOf("  // example end"))
            .stream()
            .map(line -> line.startsWith("  ") ? line.substring(2) : line)
            .collect(Collectors.joining("\n"))
            .strip();

    assertThat(Files.readString(Path.of("../README.md"))).contains(example);
  }
}
