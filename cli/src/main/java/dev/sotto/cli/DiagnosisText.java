package dev.sotto.cli;

import dev.sotto.diagnose.Diagnosis;
import dev.sotto.diagnose.LocalAddress;
import dev.sotto.diagnose.MappingFinding;
import dev.sotto.diagnose.RelayFinding;
import dev.sotto.diagnose.ServerFinding;
import dev.sotto.diagnose.Verdict;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.nat.ServerAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis as lines for people: the verdict first, then what it rests on. */
final class DiagnosisText {
  private final List<String> lines = new ArrayList<>();
  private String heading = "";

  private DiagnosisText() {}

  static List<String> of(Diagnosis facts) {
    DiagnosisText text = new DiagnosisText();
    text.verdict(facts.verdict());
    text.part("Addresses of this machine");
    facts.addresses().forEach(text::address);
    text.part("Ports opened by the gateway");
    facts.mappings().forEach(text::mapping);
    text.behaviour("UDP over IPv4", facts.ipv4());
    text.behaviour("UDP over IPv6", facts.ipv6());
    text.part("Relays");
    facts.relays().forEach(text::relay);
    text.part("Rendezvous server");
    facts.rendezvous().ifPresent(text::server);
    return text.lines.stream().map(PeerText::line).toList();
  }

  private void verdict(Verdict verdict) {
    lines.add(direct(verdict.direct()));
    verdict.reasons().forEach(reason -> lines.add("- " + reason));
    verdict.gaps().forEach(gap -> lines.add("? " + gap));
  }

  private static String direct(Verdict.Outlook outlook) {
    return switch (outlook) {
      case LIKELY -> "A direct path is likely.";
      case POSSIBLE -> "A direct path is possible, to some peers.";
      case UNLIKELY -> "A direct path is unlikely.";
      case UNKNOWN -> "Whether there is a direct path is not known.";
    };
  }

  private void address(LocalAddress address) {
    row(address.network(), address.ip() + " (" + address.kind().label() + ")");
  }

  private void mapping(MappingFinding finding) {
    String family = finding.ipv4() ? "" : " IPv6";
    row(finding.protocol().label() + family, outcome(finding));
  }

  private static String outcome(MappingFinding finding) {
    String gateway = finding.gateway().map(ip -> "gateway " + ip + " ").orElse("");
    if (gateway.isEmpty()) {
      return "no gateway";
    }
    return gateway
        + switch (finding.outcome()) {
          case MAPPED ->
              "opened " + finding.external().map(Object::toString).orElse("") + ", given back";
          case SILENT -> "does not answer";
          case UNREACHABLE, NOT_SUPPORTED -> "does not speak it";
          case REFUSED -> "refused (code " + finding.code() + ")";
          case UNUSABLE_ADDRESS -> "has no public address itself";
        };
  }

  private void behaviour(String title, NatBehaviour behaviour) {
    part(title);
    if (behaviour.servers().isEmpty()) {
      return;
    }
    behaviour.servers().forEach(this::answer);
    row("NAT", DiagnosisJson.word(behaviour.translated()));
    row("mapping", behaviour.mapping().label());
    row("filtering", behaviour.filtering().label());
    row("hairpinning", DiagnosisJson.word(behaviour.hairpinning()));
  }

  private void answer(ServerAnswer answer) {
    String seen =
        answer
            .mapped()
            .map(mapped -> "sees " + mapped + ", " + answer.time().toMillis() + " ms")
            .orElse(answer.answered() ? "refused" : "does not answer");
    row("STUN " + answer.server(), seen);
  }

  private void relay(RelayFinding finding) {
    row(
        IceServerUri.of(finding.server()),
        finding.works()
            ? "relays at "
                + String.join(" and ", finding.relayed().stream().map(Object::toString).toList())
                + (", " + finding.time().toMillis() + " ms")
            : finding.reason());
  }

  private void server(ServerFinding finding) {
    row(
        finding.url().toString(),
        finding.answered() ? "answers, " + finding.time().toMillis() + " ms" : finding.reason());
  }

  /** A part in which nothing is said is not there. */
  private void part(String title) {
    heading = title;
  }

  private void row(String what, String value) {
    if (!heading.isEmpty()) {
      lines.add("");
      lines.add(heading);
      heading = "";
    }
    lines.add(String.format(Locale.ROOT, "  %-14s %s", what, value));
  }
}
