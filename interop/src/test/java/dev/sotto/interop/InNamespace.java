package dev.sotto.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class where there is no namespace around it, so that no packet ever gets out. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InNamespace.Condition.class)
public @interface InNamespace {

  /** Looks for the interface that only our namespace has. */
  final class Condition implements ExecutionCondition {
    private static final String ONLY_THERE = "sotto0";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        return NetworkInterface.getByName(ONLY_THERE) != null
            ? ConditionEvaluationResult.enabled("inside the namespace")
            : ConditionEvaluationResult.disabled(
                "not inside a network namespace: that takes ip, unshare and the right to use them");
      } catch (SocketException e) {
        return ConditionEvaluationResult.disabled("the interfaces cannot be listed: " + e);
      }
    }
  }
}
