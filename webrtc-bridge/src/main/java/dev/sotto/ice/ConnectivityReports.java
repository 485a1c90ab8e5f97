package dev.sotto.ice;

import dev.sotto.ice.ConnectivityReport.Step;
import dev.sotto.ice.ConnectivityReport.Way;
import dev.sotto.ice.RemoteCandidates.RemoteAddress;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import dev.sotto.sdp.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts a report together from what the parts of a transport know. */
final class ConnectivityReports {
  private ConnectivityReports() {}

  static ConnectivityReport of(
      IceOptions options,
      List<Step> steps,
      List<Candidate> local,
      RemoteCandidates remotes,
      StunGate gate,
      @Nullable Path path) {
    List<Candidate> remote = remotes.all().stream().map(RemoteAddress::candidate).toList();
    List<Way> ways =
        gate.tried().stream().map(pair -> way(pair, remotes, gate.isValid(pair))).toList();
    return new ConnectivityReport(
        steps,
        local,
        remote,
        ways,
        Optional.ofNullable(path),
        path != null && !path.relayed() ? List.of() : whyNotDirect(options, local, remote, ways));
  }

  private static Way way(Pair pair, RemoteCandidates remotes, boolean answered) {
    Carrier carrier = pair.local().carrier();
    return new Way(
        carrier.transport(),
        carrier.isRelay() ? CandidateKind.RELAY : CandidateKind.HOST,
        remotes.kind(pair),
        answered);
  }

  private static List<String> whyNotDirect(
      IceOptions options, List<Candidate> local, List<Candidate> remote, List<Way> ways) {
    List<String> reasons = new ArrayList<>();
    if (options.policy() == CandidatePolicy.RELAY_ONLY) {
      reasons.add("only relays may be used here (relay only)");
      return reasons;
    }
    List<Way> direct = ways.stream().filter(ConnectivityReports::isDirect).toList();
    if (remote.isEmpty()) {
      reasons.add("the other side told no address that can be used");
    } else if (remote.stream().allMatch(one -> kind(one) == CandidateKind.RELAY)) {
      reasons.add("the other side told addresses of relays only");
    } else if (direct.isEmpty()) {
      reasons.add("no address of the other side is of a family that this machine has");
    } else if (direct.stream().noneMatch(Way::answered)) {
      reasons.add("none of " + direct.size() + " direct ways was answered");
    }
    if (local.stream().noneMatch(one -> kind(one) == CandidateKind.SRFLX && !one.mapped())) {
      reasons.add(
          options.stunServers().isEmpty()
              ? "no STUN server was asked how this machine is seen from outside"
              : "no STUN server answered: UDP may be blocked here, or there is no NAT");
    }
    if (local.stream().noneMatch(Candidate::mapped)) {
      reasons.add("no gateway opened a port here");
    }
    return reasons;
  }

  private static CandidateKind kind(Candidate candidate) {
    return RemoteCandidates.kind(candidate);
  }

  private static boolean isDirect(Way way) {
    return way.local() != CandidateKind.RELAY && way.remote() != CandidateKind.RELAY;
  }
}
