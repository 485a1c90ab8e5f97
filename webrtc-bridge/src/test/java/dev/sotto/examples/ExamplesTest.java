package dev.sotto.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Messenger;
import dev.sotto.messenger.MessengerOptions;
import dev.sotto.messenger.PeerIdentity;
import dev.sotto.messenger.Session;
import dev.sotto.messenger.SessionListener;
import dev.sotto.messenger.TransferEnd;
import dev.sotto.net.Path;
import dev.sotto.pairing.PairingCode;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnection;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs that README and documents show do what they say, on the loopback interface. */
@Timeout(120)
class ExamplesTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @TempDir private java.nio.file.Path folder;

  @AfterEach
  void nothingWentWrong() {
    assertThat(failures).isEmpty();
  }

  @Test
  void theEchoServerSaysBackWhatAPeerSends() {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (EchoServer server = new EchoServer(PeerConfiguration.localOnly(), failures::add);
        PeerConnectionFactory browser =
            new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add)) {
      PeerConnection connection = browser.create(new PeerListener() {});
      DataChannel channel = connection.createDataChannel("echo");
      channel.listener(
          new DataChannelListener() {
            @Override
            public void onOpen() {
              channel.send("hello");
            }

            @Override
            public void onText(String text) {
              heard.complete(text);
            }
          });
      SessionDescription offer =
          await(
              connection
                  .createOffer()
                  .thenCompose(connection::setLocalDescription)
                  .thenCompose(done -> connection.completeLocalDescription()));
      await(server.answer(offer).thenCompose(connection::setRemoteDescription));
      assertThat(await(heard)).isEqualTo("hello");
    }
  }

  @Test
  void theBotAnswersWhoHasItsCode() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<PeerIdentity> connected = new CompletableFuture<>();
    try (Messenger hers = messenger("Bot");
        Messenger ours = messenger("Anna")) {
      ChatBot bot = ChatBot.listen(hers, ANY);
      Session session =
          ours.dial(
              await(bot.place()),
              await(bot.code()),
              new SessionListener() {
                @Override
                public void onConnected(PeerIdentity peer, Path path, Duration took) {
                  connected.complete(peer);
                }

                @Override
                public void onText(long id, String from, String text) {
                  answer.complete(text);
                }
              });
      await(connected);
      session.send("good morning");
      assertThat(await(answer)).isEqualTo("You said GOOD MORNING, Anna?");
    }
  }

  @Test
  void aFileGetsThere() throws Exception {
    java.nio.file.Path file = Files.writeString(folder.resolve("hello.txt"), "hello");
    java.nio.file.Path inbox = Files.createDirectory(folder.resolve("inbox"));
    CompletableFuture<PairingCode> code = new CompletableFuture<>();
    CompletableFuture<InetSocketAddress> place = new CompletableFuture<>();
    try (Messenger hers = messenger("Bert");
        Messenger ours = messenger("Anna")) {
      Session receiving = FileDrop.receive(hers, ANY, inbox, code, place);
      TransferEnd end = await(FileDrop.send(ours, await(place), await(code), List.of(file)));
      assertThat(end.complete()).as(end.toString()).isTrue();
      assertThat(inbox.resolve("hello.txt")).hasContent("hello");
      await(receiving.ended());
    }
  }

  private Messenger messenger(String name) {
    MessengerOptions options =
        MessengerOptions.anonymous()
            .withName(name)
            .withAbilities(Set.of(Ability.CHAT, Ability.FILES));
    return new Messenger(PeerConfiguration.localOnly(), options, failures::add);
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
