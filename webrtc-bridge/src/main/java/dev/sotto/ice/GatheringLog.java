package dev.sotto.ice;

import dev.sotto.ice.LocalCandidates.LocalCandidate;
import dev.sotto.net.Loop;
import dev.sotto.portmap.MappingReport;
import dev.sotto.portmap.PortMapping;
import java.util.ArrayList;
import java.util.List;

/** What gathering found and when, for {@link ConnectivityReport}. Bounded. On the loop thread. */
final class GatheringLog {
  private static final int MOST = 128;

  private final Loop loop;
  private final List<ConnectivityReport.Step> steps = new ArrayList<>();
  private long start;

  GatheringLog(Loop loop) {
    this.loop = loop;
  }

  void begin() {
    start = loop.now().nanos();
    add("gathering", "begins");
  }

  void hosts(int count) {
    add("host", count == 1 ? "1 address" : count + " addresses");
  }

  void mapped(PortMapping mapping) {
    add("mapping", mapping.protocol() + " opened a port");
  }

  void unmapped(MappingReport report) {
    if (report.gateway().isEmpty()) {
      add("mapping", "no gateway to ask");
    } else {
      report
          .attempts()
          .forEach(attempt -> add("mapping", attempt.protocol() + ": " + attempt.outcome()));
    }
  }

  void stunAsked() {
    add("stun", "asked");
  }

  void reflexive() {
    add("stun", "answered");
  }

  void relay(TurnServer server, String failure) {
    String how = server.transport().name().toLowerCase(java.util.Locale.ROOT);
    add("turn " + how, failure.isEmpty() ? "relays for us" : failure);
  }

  void candidate(LocalCandidate candidate) {
    String carrier = candidate.candidate().transport().isTcp() ? "tcp" : "udp";
    add("candidate", candidate.kind().label() + " over " + carrier);
  }

  /** What was found until now. */
  List<ConnectivityReport.Step> steps() {
    return List.copyOf(steps);
  }

  private void add(String stage, String what) {
    if (steps.size() < MOST) {
      long millis = (loop.now().nanos() - start) / 1_000_000;
      steps.add(new ConnectivityReport.Step(millis, stage, what));
    }
  }
}
