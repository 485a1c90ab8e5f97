package dev.sotto.ice;

import dev.sotto.net.CandidateKind;
import dev.sotto.net.Path;
import dev.sotto.sdp.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * What was done to find a path, what came of it, and why it is not a better one. Facts, not
 * guesses: each step is something that happened.
 *
 * @param steps what happened, in order
 * @param localCandidates what the peer was told of us
 * @param remoteCandidates what the peer told us of itself and was of use
 * @param pairs every way that was tried, in the order of the first try
 * @param path the way in use, if there is one
 * @param whyNotDirect in plain words what stands against a direct path; empty when the path is
 *     direct or there is nothing to say yet
 */
public record ConnectivityReport(
    List<Step> steps,
    List<Candidate> localCandidates,
    List<Candidate> remoteCandidates,
    List<Way> pairs,
    Optional<Path> path,
    List<String> whyNotDirect) {

  /** Copies the lists. */
  public ConnectivityReport {
    steps = List.copyOf(steps);
    localCandidates = List.copyOf(localCandidates);
    remoteCandidates = List.copyOf(remoteCandidates);
    pairs = List.copyOf(pairs);
    whyNotDirect = List.copyOf(whyNotDirect);
  }

  /**
   * Something that happened.
   *
   * @param millis when, in milliseconds since gathering began
   * @param stage what it belongs to, a word or two: {@code host}, {@code mapping}, {@code stun},
   *     {@code turn udp}, {@code candidate}, {@code path}
   * @param what what happened, a few words without addresses
   */
  public record Step(long millis, String stage, String what) {}

  /**
   * A pair of addresses that was tried.
   *
   * @param transport what carries the packets from us, to the peer or to our relay
   * @param local where packets leave from: {@code host} for a socket of ours, {@code relay} for a
   *     relay
   * @param remote where the address that was tried comes from
   * @param answered whether the peer answered authentically
   */
  public record Way(
      Path.Transport transport, CandidateKind local, CandidateKind remote, boolean answered) {}
}
