package dev.sotto.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.ice.ConnectivityReport;
import java.util.Locale;

/** The fields of a {@code report} event, as {@code docs/cli.md} lists them; no addresses. */
final class ReportJson {
  private ReportJson() {}

  static void write(ConnectivityReport report, ObjectNode json) {
    ArrayNode steps = json.putArray("steps");
    report
        .steps()
        .forEach(
            step ->
                steps
                    .addObject()
                    .put("ms", step.millis())
                    .put("stage", step.stage())
                    .put("what", step.what()));
    ArrayNode pairs = json.putArray("pairs");
    report
        .pairs()
        .forEach(
            way ->
                pairs
                    .addObject()
                    .put("transport", way.transport().name().toLowerCase(Locale.ROOT))
                    .put("local", way.local().label())
                    .put("remote", way.remote().label())
                    .put("answered", way.answered()));
    ArrayNode why = json.putArray("whyNotDirect");
    report.whyNotDirect().forEach(why::add);
  }
}
