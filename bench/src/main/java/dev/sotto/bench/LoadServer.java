package dev.sotto.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sotto.web.DoorRules;
import dev.sotto.web.Network;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import dev.sotto.web.redis.RedisAddress;
import dev.sotto.web.redis.RedisRooms;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.util.List;

/**
 * The rendezvous server of {@link RendezvousLoad}, in a process of its own until its standard input
 * ends. Its rules are the usual ones, except that all together may open as many rooms as the load
 * does. It believes the addresses that the clients claim, so that they count as many.
 */
public final class LoadServer {
  private static final int ENOUGH = 1_000_000;

  private LoadServer() {}

  /**
   * Runs it: prints its port, and for each line of input what heap it uses after a collection, in
   * bytes, how many threads it has, and its processor time so far, in nanoseconds.
   *
   * @param arguments the address of a Redis, or nothing for rooms in memory
   * @throws IOException when it cannot listen, or there is no such Redis
   */
  public static void main(String[] arguments) throws IOException {
    DoorRules usual = DoorRules.standard();
    RendezvousLimits limits =
        RendezvousLimits.standard()
            .withDoor(
                new DoorRules(
                    usual.failedJoins(),
                    usual.failedJoinsInAll(),
                    usual.opens(),
                    ENOUGH,
                    usual.meetings(),
                    usual.workBits(),
                    usual.relayCredentials()));
    WebOptions options =
        WebOptions.local(0)
            .withLimits(limits)
            .withTrustedProxies(List.of(Network.parse("127.0.0.0/8")));
    if (arguments.length > 0 && !arguments[0].isEmpty()) {
      RedisAddress redis = RedisAddress.parse(arguments[0]);
      options = options.withStore(RedisRooms.connect(redis, limits.rooms(), new SecureRandom()));
    }
    OperatingSystemMXBean processor =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (WebServer server = WebServer.start(options)) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        System.gc();
        System.out.println(
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + " "
                + ManagementFactory.getThreadMXBean().getThreadCount()
                + " "
                + processor.getProcessCpuTime());
      }
    }
    System.exit(0);
  }
}
