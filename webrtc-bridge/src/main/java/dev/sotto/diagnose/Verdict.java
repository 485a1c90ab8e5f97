package dev.sotto.diagnose;

import dev.sotto.nat.FilteringBehaviour;
import dev.sotto.nat.Finding;
import dev.sotto.nat.NatBehaviour;
import dev.sotto.portmap.MappingAttempt.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a diagnosis means for connections.
 *
 * @param direct how likely a direct path is, to a peer behind an ordinary NAT
 * @param relay whether a relay stands in where there is no direct path
 * @param reasons why, in plain English sentences
 * @param gaps what could not be found out and what would help, likewise
 */
public record Verdict(Outlook direct, Finding relay, List<String> reasons, List<String> gaps) {
  /** Copies the lists. */
  public Verdict {
    reasons = List.copyOf(reasons);
    gaps = List.copyOf(gaps);
  }

  /** How likely a direct path is, from nothing known to the best. */
  public enum Outlook {
    /** Too little is known. */
    UNKNOWN("unknown"),
    /** Only inside the local network, or to peers that accept TCP. */
    UNLIKELY("unlikely"),
    /** To some peers: those that let strangers in, or that have IPv6 too. */
    POSSIBLE("possible"),
    /** To nearly every peer. */
    LIKELY("likely");

    private final String label;

    Outlook(String label) {
      this.label = label;
    }

    /**
     * The word for it in events and reports.
     *
     * @return one of {@code unknown unlikely possible likely}
     */
    public String label() {
      return label;
    }
  }

  private record Reason(Outlook outlook, String words) {}

  static Verdict on(Diagnosis facts) {
    List<Reason> reasons =
        Stream.of(network(facts), mapping(facts), ipv6(facts), ipv4(facts))
            .flatMap(Optional::stream)
            .toList();
    Outlook direct =
        reasons.stream()
            .map(Reason::outlook)
            .max(Comparator.naturalOrder())
            .orElse(Outlook.UNKNOWN);
    List<String> words = new ArrayList<>(reasons.stream().map(Reason::words).toList());
    relay(facts).ifPresent(words::add);
    return new Verdict(direct, relays(facts), words, gaps(facts));
  }

  private static Optional<Reason> network(Diagnosis facts) {
    boolean alone =
        facts.addresses().stream().allMatch(address -> address.kind() == AddressKind.LINK_LOCAL);
    return alone
        ? Optional.of(new Reason(Outlook.UNLIKELY, "This machine is on no network."))
        : Optional.empty();
  }

  private static Optional<Reason> mapping(Diagnosis facts) {
    for (MappingFinding finding : facts.mappings()) {
      if (finding.outcome() == Outcome.MAPPED) {
        String what = finding.ipv4() ? "a port" : "an IPv6 pinhole";
        return Optional.of(
            new Reason(
                Outlook.LIKELY,
                ("The gateway opens " + what + " when asked by " + finding.protocol().label())
                    + ": others reach this machine directly, whatever NAT they are behind."));
      }
    }
    boolean inner =
        facts.mappings().stream()
            .anyMatch(finding -> finding.outcome() == Outcome.UNUSABLE_ADDRESS);
    return inner
        ? Optional.of(
            new Reason(
                Outlook.UNKNOWN,
                "The gateway has no public address itself: there is another NAT behind it, so that"
                    + " ports which it opens lead nowhere."))
        : Optional.empty();
  }

  private static Optional<Reason> ipv6(Diagnosis facts) {
    NatBehaviour ipv6 = facts.ipv6();
    if (ipv6.udp() == Finding.NO) {
      return Optional.of(
          new Reason(
              facts.ipv4().udp() == Finding.YES ? Outlook.UNKNOWN : Outlook.UNLIKELY,
              "No STUN server answers over UDP and IPv6: it is blocked here, or leads nowhere."));
    }
    if (ipv6.udp() == Finding.YES) {
      return Optional.of(
          new Reason(
              Outlook.POSSIBLE,
              ipv6.translated() == Finding.NO
                  ? "IPv6 works without a NAT: a direct path to every peer that has IPv6 too."
                  : "IPv6 works, through a NAT."));
    }
    return Optional.empty();
  }

  private static Optional<Reason> ipv4(Diagnosis facts) {
    NatBehaviour ipv4 = facts.ipv4();
    if (ipv4.udp() == Finding.NO) {
      return Optional.of(
          new Reason(
              Outlook.UNLIKELY,
              "No STUN server answers over UDP and IPv4: UDP is blocked here, or the servers are"
                  + " down. What is left is TCP: to a peer that accepts it, or to a relay."));
    }
    if (facts.ipv6().udp() == Finding.YES && !facts.hasIpv4()) {
      return Optional.of(
          new Reason(
              Outlook.UNKNOWN,
              "There is no IPv4 here: to a peer that has nothing else, only a relay leads."));
    }
    if (ipv4.udp() == Finding.UNKNOWN || ipv4.mapped().isEmpty()) {
      return Optional.empty();
    }
    if (ipv4.translated() == Finding.NO) {
      return Optional.of(new Reason(Outlook.LIKELY, withoutNat(ipv4.filtering())));
    }
    if (ipv4.mapping().isDependent()) {
      return Optional.of(
          new Reason(
              Outlook.POSSIBLE,
              "The NAT is a symmetric one (it uses another port for each destination): a direct"
                  + " path only to peers that are open to strangers, by a public address, an open"
                  + " port or a NAT that does not look at ports."));
    }
    return switch (ipv4.mapping()) {
      case ENDPOINT_INDEPENDENT -> Optional.of(new Reason(Outlook.LIKELY, friendly(ipv4)));
      default ->
          Optional.of(
              new Reason(
                  Outlook.UNKNOWN,
                  "UDP works through a NAT, but one server alone does not show of which kind."));
    };
  }

  private static String withoutNat(FilteringBehaviour filtering) {
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT ->
          "There is no NAT and no firewall in the way of UDP: everybody reaches this machine.";
      case ADDRESS_DEPENDENT ->
          "There is no NAT; a firewall lets in only addresses that were sent to, which both sides"
              + " take care of.";
      case ADDRESS_AND_PORT_DEPENDENT ->
          "There is no NAT; a firewall lets in only answers, which works with every peer but those"
              + " behind a symmetric NAT.";
      case UNKNOWN -> "There is no NAT; whether a firewall is in the way is not known.";
    };
  }

  private static String friendly(NatBehaviour ipv4) {
    String nat = "The NAT is a friendly one (it keeps one port for all destinations)";
    return switch (ipv4.filtering()) {
      case ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT ->
          nat + " and does not look at ports: a direct path to nearly every peer.";
      case ADDRESS_AND_PORT_DEPENDENT ->
          nat + ": a direct path to every peer but those behind a symmetric NAT.";
      case UNKNOWN -> nat + ": a direct path to most peers.";
    };
  }

  private static Finding relays(Diagnosis facts) {
    if (facts.relays().isEmpty()) {
      return Finding.UNKNOWN;
    }
    return facts.relays().stream().anyMatch(RelayFinding::works) ? Finding.YES : Finding.NO;
  }

  private static Optional<String> relay(Diagnosis facts) {
    return switch (relays(facts)) {
      case YES -> Optional.of("A relay stands in where there is no direct path.");
      case NO -> Optional.of("No relay works: where there is no direct path, there is none.");
      case UNKNOWN -> Optional.empty();
    };
  }

  private static List<String> gaps(Diagnosis facts) {
    List<String> gaps = new ArrayList<>();
    boolean silent = facts.ipv4().servers().isEmpty() && facts.ipv6().servers().isEmpty();
    if (silent && facts.unresolved().isEmpty()) {
      gaps.add(
          "Without a STUN server it is not known whether UDP gets out and what NAT there is; name"
              + " one with --server or --ice-server.");
    }
    for (String name : facts.unresolved()) {
      gaps.add("The name " + name + " could not be looked up.");
    }
    boolean answered = facts.ipv4().mapped().isPresent();
    if (answered && facts.ipv4().filtering() == FilteringBehaviour.UNKNOWN) {
      gaps.add(
          "Whom the NAT or firewall lets in is not known: no server that was asked has two"
              + " addresses (RFC 5780).");
    }
    boolean hasIpv6 =
        facts.addresses().stream()
            .anyMatch(address -> !address.ip().isIpv4() && address.kind() == AddressKind.GLOBAL);
    if (hasIpv6 && !silent && facts.ipv6().servers().isEmpty()) {
      gaps.add("Whether IPv6 gets out is not known: no server that was asked has it.");
    }
    if (facts.relays().isEmpty()) {
      gaps.add("No TURN server was asked, so it is not known whether a relay would stand in.");
    }
    return gaps;
  }
}
