package dev.sotto.ice;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * ice4j is configured by system properties, which it reads when its first class is loaded: so they
 * are set here, by whoever is about to use it, and nowhere else. Setting them again is harmless.
 */
final class Ice4jSettings {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          // Otherwise the first agent asks 169.254.169.254 over HTTP whether it runs at Amazon's.
          "ice4j.harvest.mapping.aws.enabled", "false",
          "ice4j.harvest.use-link-local-addresses", "false",
          // After it, checks on other pairs are refused; we let go of the agent long before.
          "ice4j.ice.termination-delay", "24 hours",
          // Nobody needs to know which software this is.
          "ice4j.software", "",
          "ice4j.redact-remote-addresses", "true",
          // Our gate lets nothing unauthenticated through; this is the second lock.
          "org.ice4j.REQUIRE_MESSAGE_INTEGRITY", "true");

  // Held, because the log manager forgets loggers, and their levels, that nobody holds.
  private static final List<Logger> LOGGERS =
      Stream.of("org.ice4j", "org.jitsi", "JitsiConfig").map(Logger::getLogger).toList();

  private Ice4jSettings() {}

  /** Sets what must be set before an agent is made. From any thread. */
  static void apply() {
    PROPERTIES.forEach(System::setProperty);
    // By default it reports each pair, with addresses; whoever wants that sets a level.
    for (Logger logger : LOGGERS) {
      if (logger.getLevel() == null) {
        logger.setLevel(Level.SEVERE);
      }
    }
  }
}
