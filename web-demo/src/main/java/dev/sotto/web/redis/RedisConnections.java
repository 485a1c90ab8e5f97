package dev.sotto.web.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The two connections to a Redis, one for commands and one on which it wakes us; both are made
 * again by themselves. Commands fail at once while there is no connection, and none is ever sent
 * twice: a message would be said twice. Safe for use by several threads.
 */
final class RedisConnections implements AutoCloseable {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final Duration RECONNECT_EVERY = Duration.ofMillis(500);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
  private static final int THREADS = 2;
  private static final int MOST_UNDER_WAY = 20_000;

  private final ClientResources resources;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> commands;
  private final StatefulRedisPubSubConnection<String, String> channels;

  private volatile boolean connected = true;

  private RedisConnections(
      ClientResources resources,
      RedisClient client,
      StatefulRedisConnection<String, String> commands,
      StatefulRedisPubSubConnection<String, String> channels) {
    this.resources = resources;
    this.client = client;
    this.commands = commands;
    this.channels = channels;
  }

  static RedisConnections open(RedisAddress address) throws IOException {
    ClientResources resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE) // Names as for the JVM.
            .reconnectDelay(Delay.constant(RECONNECT_EVERY))
            .nettyCustomizer(
                new NettyCustomizer() {
                  @Override
                  public void afterChannelInitialized(Channel channel) {
                    guard(channel);
                  }
                })
            .build();
    RedisClient client = RedisClient.create(resources, uri(address));
    try {
      client.setOptions(options(address));
      return new RedisConnections(resources, client, client.connect(), client.connectPubSub());
    } catch (RedisConnectionException e) {
      shutDown(client, resources);
      throw new IOException("cannot reach the Redis at " + address + reason(e), e);
    } catch (RuntimeException e) {
      shutDown(client, resources);
      throw new IOException("cannot use the Redis at " + address, e);
    }
  }

  private static void guard(Channel channel) {
    channel
        .pipeline()
        .addBefore(channel.pipeline().context(CommandHandler.class).name(), null, new ReplyGuard());
  }

  private static RedisURI uri(RedisAddress address) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withDatabase(address.database())
            .withTimeout(CONNECT_WITHIN)
            .withSsl(address.secure())
            .withVerifyPeer(SslVerifyMode.FULL);
    char[] password = address.password().map(String::toCharArray).orElse(null);
    if (password != null && address.user().isPresent()) {
      uri.withAuthentication(address.user().get(), password);
    } else if (password != null) {
      uri.withPassword(password);
    }
    return uri.build();
  }

  private static ClientOptions options(RedisAddress address) {
    SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().protocols("TLSv1.3", "TLSv1.2");
    address.authorities().ifPresent(file -> tls.trustManager(file.toFile()));
    return ClientOptions.builder()
        .protocolVersion(ProtocolVersion.RESP2)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(MOST_UNDER_WAY)
        .timeoutOptions(TimeoutOptions.enabled(ANSWER_WITHIN))
        .socketOptions(
            SocketOptions.builder().connectTimeout(CONNECT_WITHIN).keepAlive(true).build())
        .sslOptions(tls.build())
        .build();
  }

  /** In words of ours: Redis's own may repeat what it was told. */
  private static String reason(RedisConnectionException e) {
    StringBuilder causes = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      causes.append(cause);
    }
    String all = causes.toString();
    if (all.contains("WRONGPASS") || all.contains("NOAUTH")) {
      return ": wrong user or password";
    } else if (all.contains("SSLHandshake") || all.contains("CertPath")) {
      return ": its certificate is not to be trusted";
    }
    return "";
  }

  StatefulRedisConnection<String, String> commands() {
    return commands;
  }

  StatefulRedisPubSubConnection<String, String> channels() {
    return channels;
  }

  /** Whether commands are possible now. */
  boolean isConnected() {
    return connected;
  }

  /** Calls this whenever commands are possible again. */
  void onConnected(Runnable then) {
    commands.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            connected = true;
            then.run();
          }

          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            connected = false;
          }
        });
  }

  @Override
  public void close() {
    shutDown(client, resources);
  }

  private static void shutDown(RedisClient client, ClientResources resources) {
    client.shutdown(Duration.ZERO, STOP_WITHIN);
    resources.shutdown(0, STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
