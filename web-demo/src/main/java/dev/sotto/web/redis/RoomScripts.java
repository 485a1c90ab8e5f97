package dev.sotto.web.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.web.rooms.RoomRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** What Redis runs: the rules, what all operations share, and the operation. */
final class RoomScripts {
  private static final int MOST_NUMBERS_REMEMBERED = 1_000_000;

  /** The operations, by the names of their files. */
  enum Operation {
    OPEN,
    JOIN,
    MEET,
    RESUME,
    APPEND,
    READ,
    NEXT,
    DEAD,
    PAIRED,
    LEAVE,
    RENEW
  }

  /**
   * One script.
   *
   * @param text its source
   * @param digest the SHA-1 by which Redis knows it, in lower-case hex
   */
  record Script(String text, String digest) {}

  private final Map<Operation, Script> scripts = new EnumMap<>(Operation.class);

  RoomScripts(RoomRules rules) {
    String before = table(rules) + resource("room");
    for (Operation operation : Operation.values()) {
      String text = before + resource(operation.name().toLowerCase(Locale.ROOT));
      scripts.put(operation, new Script(text, sha1(text)));
    }
  }

  Script of(Operation operation) {
    Script script = scripts.get(operation);
    if (script == null) {
      throw new AssertionError(operation);
    }
    return script;
  }

  private static String table(RoomRules rules) {
    return """
        local RULES = {
          rooms = %d, life = %d, pairedLife = %d, meetingIdle = %d,
          resumeAlone = %d, resumeInRun = %d, resumePaired = %d, presence = %d,
          runMessages = %d, runBytes = %d, unpairedMessages = %d, unpairedBytes = %d,
          pairedMessages = %d, pairedBytes = %d, logMessages = %d, logBytes = %d,
          notReused = %d, usedRemembered = %d
        }
        """
        .formatted(
            rules.rooms(),
            rules.life().toMillis(),
            rules.pairedLife().toMillis(),
            rules.meetingIdle().toMillis(),
            rules.resumeAlone().toMillis(),
            rules.resumeInRun().toMillis(),
            rules.resumePaired().toMillis(),
            rules.presence().toMillis(),
            rules.runMessages(),
            rules.runBytes(),
            rules.unpairedMessages(),
            rules.unpairedBytes(),
            rules.pairedMessages(),
            rules.pairedBytes(),
            rules.logMessages(),
            rules.logBytes(),
            rules.notReused().toMillis(),
            MOST_NUMBERS_REMEMBERED);
  }

  private static String resource(String name) {
    try (InputStream in = RoomScripts.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new AssertionError("no script " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }
}
