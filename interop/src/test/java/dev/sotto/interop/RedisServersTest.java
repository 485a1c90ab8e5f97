package dev.sotto.interop;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of {@code sotto serve} with one Redis. */
@InNamespace
@NeedsRedis
@Timeout(300)
class RedisServersTest {
  private static final String P0 = "{'v':[0,'zero']}";

  @TempDir Path scratch;

  @Test
  void aPairingGoesOnAtTheOtherServerWhenItsOwnIsKilled() throws Exception {
    Path password = Files.writeString(scratch.resolve("password"), "sesame\n");
    try (RedisProcess redis = RedisProcess.start(scratch, "--requirepass", "sesame");
        SottoProcess one = serve(redis, password);
        SottoProcess two = serve(redis, password)) {
      int portOfOne = portOf(one);
      RoomPeer inviter = RoomPeer.opening(portOfOne, P0);
      RoomPeer joiner = RoomPeer.joining(portOf(two), inviter.room());
      inviter.hears("{'t':'peer'}");
      joiner.hears("{'t':'peer'}");
      joiner.hears("{'t':'from','m':" + P0 + "}");
      joiner.to("['p1']");
      inviter.hears("{'t':'from','m':['p1']}");

      two.kill();
      inviter.to("['p2']");
      RoomPeer again = joiner.resumingAt(portOfOne, 1);
      again.hears("{'t':'resumed','seen':1}");
      again.hears("{'t':'peer'}");
      again.hears("{'t':'from','m':['p2']}");
      again.to("['p3']");
      inviter.hears("{'t':'from','m':['p3']}");
      inviter.says("{'t':'paired'}");
      inviter.leaves();
      again.hears("4007 ");
    }
  }

  private static SottoProcess serve(RedisProcess redis, Path password) throws Exception {
    return SottoProcess.start(
        "serve",
        "--bind",
        "127.0.0.1",
        "--port",
        "0",
        "--redis",
        redis.url(),
        "--redis-password-file",
        password.toString(),
        "--json");
  }

  private static int portOf(SottoProcess server) throws InterruptedException {
    return URI.create(server.await("listening").path("url").asText()).getPort();
  }
}
