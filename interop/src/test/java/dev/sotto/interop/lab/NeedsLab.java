package dev.sotto.interop.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class where a lab cannot be built, and says what is missing. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsLab.Condition.class)
public @interface NeedsLab {

  /** Looks for the programs, and for the right to make a namespace. */
  final class Condition implements ExecutionCondition {
    private static final List<String> PROGRAMS =
        List.of("unshare", "nsenter", "ip", "nft", "turnserver", "miniupnpd");
    private static final String RULES = "table inet probe { }";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      List<String> missing = PROGRAMS.stream().filter(program -> !isThere(program)).toList();
      if (!missing.isEmpty()) {
        return ConditionEvaluationResult.disabled("not installed: " + String.join(", ", missing));
      }
      try (Namespace probe = Namespace.create()) {
        probe.run("nft '" + RULES + "'");
        return ConditionEvaluationResult.enabled("namespaces can be made");
      } catch (IllegalStateException e) {
        return ConditionEvaluationResult.disabled(
            "namespaces and nftables cannot be used here, which takes root: " + e.getMessage());
      }
    }

    private static boolean isThere(String program) {
      return Stream.of(System.getenv("PATH").split(":"))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
  }
}
