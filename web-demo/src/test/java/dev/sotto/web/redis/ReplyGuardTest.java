package dev.sotto.web.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyGuardTest {
  private static boolean passes(String reply, int atATime) {
    EmbeddedChannel channel = new EmbeddedChannel(new ReplyGuard());
    byte[] bytes = reply.getBytes(US_ASCII);
    for (int at = 0; at < bytes.length && channel.isOpen(); at += atATime) {
      int length = Math.min(atATime, bytes.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
    }
    boolean open = channel.isOpen();
    channel.finishAndReleaseAll();
    return open;
  }

  @Test
  void answersOfUsualLengthPassHoweverTheyAreCut() {
    String text = "$999999999\r\n*999999\r\n"; // What is in a string is no length.
    String replies =
        "+OK\r\n:17\r\n$-1\r\n*-1\r\n*3\r\n$5\r\nended\r\n$4\r\ngone\r\n$"
            + text.length()
            + "\r\n"
            + text
            + "\r\n-ERR what\r\n$0\r\n\r\n:0\r\n";
    for (int atATime : List.of(1, 2, 3, 7, 1_000)) {
      assertThat(passes(replies.repeat(3), atATime)).isTrue();
    }
  }

  @Test
  void whatIsAnnouncedAsTooLongEndsTheConnectionBeforeItComes() {
    for (String reply :
        List.of(
            "$65537\r\n",
            "$536870912\r\n",
            "$99999999999999\r\n",
            "*257\r\n",
            "+OK\r\n*2\r\n$1\r\na\r\n$70000\r\n",
            "-" + "x".repeat(5_000))) {
      assertThat(passes(reply, 1)).as(reply.substring(0, 5)).isFalse();
      assertThat(passes(reply, 10_000)).as(reply.substring(0, 5)).isFalse();
    }
  }
}
