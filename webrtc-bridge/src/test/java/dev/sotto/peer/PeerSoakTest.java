package dev.sotto.peer;

import static dev.sotto.peer.PeerPair.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.peer.PeerPair.End;
import dev.sotto.peer.PeerPair.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second hour of use: what only shows after many connections or many bytes. */
@Tag("long")
@Timeout(900)
class PeerSoakTest {
  @Test
  void aThousandConnectionsInTurnLeaveNothingBehind() throws Exception {
    try (PeerPair pair = new PeerPair()) {
      connectAndClose(pair, 50); // what is made once is made
      long descriptors = openDescriptors();
      int threads = Thread.getAllStackTraces().size();

      connectAndClose(pair, 1000);

      assertThat(openDescriptors()).as("file descriptors").isLessThanOrEqualTo(descriptors + 8);
      assertThat(Thread.getAllStackTraces().size()).as("threads").isLessThanOrEqualTo(threads + 16);
    }
  }

  private static void connectAndClose(PeerPair pair, int times) {
    for (int i = 0; i < times; i++) {
      End ours = pair.offerer.again();
      End theirs = pair.answerer.again();
      Wire channel = ours.open("chat");
      PeerPair.negotiate(ours, theirs);
      channel.awaitOpen().channel.send("hello " + i);
      assertThat(theirs.nextAnnounced().next()).isEqualTo("hello " + i);
      ours.connection.close();
      theirs.awaitState(PeerConnectionState.CLOSED);
    }
  }

  private static long openDescriptors() throws Exception {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void aGigabyteArrivesUnchangedWhileTheOtherDirectionChats() throws Exception {
    int size = 65_536;
    int count = 16_384;
    try (PeerPair pair = new PeerPair()) {
      Wire bulk = pair.offerer.open("bulk");
      Wire chat = pair.offerer.open("chat");
      pair.negotiate();
      Wire theirBulk = pair.answerer.nextAnnounced();
      Wire theirChat = pair.answerer.nextAnnounced();
      bulk.awaitOpen();
      chat.awaitOpen();

      MessageDigest received = MessageDigest.getInstance("SHA-256");
      AtomicLong bytes = new AtomicLong();
      CompletableFuture<Void> all = new CompletableFuture<>();
      theirBulk.channel.listener(
          new DataChannelListener() {
            @Override
            public void onBinary(byte[] data) {
              received.update(data);
              if (bytes.addAndGet(data.length) == (long) size * count) {
                all.complete(null);
              }
            }
          });

      MessageDigest sent = MessageDigest.getInstance("SHA-256");
      Random random = new Random(1);
      byte[] message = new byte[size];
      for (int i = 0; i < count; i++) {
        random.nextBytes(message);
        sent.update(message);
        while (!bulk.channel.send(message)) {
          await(bulk.channel.whenBufferedAmountLow());
        }
        if (i % 256 == 0) {
          assertThat(chat.channel.send("ping " + i)).isTrue();
          assertThat(theirChat.next()).isEqualTo("ping " + i);
          assertThat(theirChat.channel.send("pong " + i)).isTrue();
          assertThat(chat.next()).isEqualTo("pong " + i);
        }
      }
      all.get();
      assertThat(received.digest()).isEqualTo(sent.digest());
    }
  }
}
