package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.web.WebOptions;
import dev.sotto.web.redis.RedisAddress;
import dev.sotto.web.redis.RedisRooms;
import dev.sotto.web.rooms.RoomRules;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments that have several servers share their rooms. */
final class SharedRooms {
  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "Keep the rooms in this Redis, for several servers behind one name:"
              + " redis://[USER@]HOST[:PORT][/DB], or rediss:// for TLS. Default: in memory.")
  private @Nullable String url;

  @Option(
      names = "--redis-password-file",
      paramLabel = "F",
      description = "File with the password for the Redis in its first line.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--redis-ca-file",
      paramLabel = "F",
      description =
          "PEM file with the certificates that a rediss: server may have. Default: those of Java.")
  private @Nullable Path authorities;

  /**
   * Connects to what was asked for.
   *
   * @return the options with the store, if there is to be one
   * @throws Failure when there is none, or the arguments make no sense
   */
  WebOptions in(WebOptions options, Terminal terminal) {
    String given = url;
    if (given == null) {
      if (passwordFile != null || authorities != null) {
        throw new Failure(Kind.USAGE, "there is no Redis that this is for", "give --redis too");
      }
      return options;
    }
    RedisAddress address = address(given, terminal);
    RoomRules rules = options.limits().rooms();
    try {
      return options.withStore(RedisRooms.connect(address, rules, new SecureRandom()));
    } catch (IOException e) {
      throw new Failure(
          Kind.NO_PATH, String.valueOf(e.getMessage()), "is it there, and for this user?");
    }
  }

  private RedisAddress address(String given, Terminal terminal) {
    try {
      RedisAddress address = RedisAddress.parse(given);
      if (authorities != null && !address.secure()) {
        throw new Failure(Kind.USAGE, "redis:// has no certificate to check", "give rediss://");
      }
      if (passwordFile != null) {
        address = address.withPassword(SecretFile.read(passwordFile, terminal));
      }
      return authorities == null ? address : address.withAuthorities(authorities);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Kind.USAGE,
          String.valueOf(e.getMessage()),
          "redis://[USER@]HOST[:PORT][/DB], and the password by --redis-password-file");
    }
  }
}
