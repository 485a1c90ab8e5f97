package dev.sotto.signal;

import dev.sotto.peer.SessionDescription;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.DataChannelDescription;
import dev.sotto.sdp.DtlsSetup;
import dev.sotto.sdp.Fingerprint;
import dev.sotto.sdp.IceDescription;
import dev.sotto.sdp.IceParameters;
import dev.sotto.sdp.Origin;
import dev.sotto.sdp.SctpParameters;
import dev.sotto.sdp.SdpException;
import java.util.List;

/**
 * What a description of a session comes to, without its text ({@code docs/protocol.md}, "SEAL"):
 * peers tell each other these fields, and each builds the text from them itself, so that none can
 * put lines into the other's. A value; printed, it shows no password.
 *
 * @param ice the ICE credentials; for a restart fresh ones
 * @param fingerprint SHA-256 of the certificate, the only one of the session
 * @param maxMessageSize the largest message that is taken, in bytes, 0 to 2^32 - 1; 0 for any
 * @param preparesRestarts whether restarts without descriptions are understood
 * @param candidates those found until now, at most {@link #MAX_CANDIDATES}
 */
public record DescriptionFields(
    IceParameters ice,
    Fingerprint fingerprint,
    long maxMessageSize,
    boolean preparesRestarts,
    List<Candidate> candidates) {
  /** The most candidates in one description. */
  public static final int MAX_CANDIDATES = IceDescription.MAX_CANDIDATES;

  /** The hash of every fingerprint here. */
  static final String HASH = "sha-256";

  private static final long MOST_MAX_MESSAGE_SIZE = 0xffff_ffffL;

  /** Nobody compares it: these descriptions never meet another of the same session as text. */
  private static final Origin ORIGIN = new Origin(1, 1);

  /** Copies the list and refuses what is out of its range. */
  public DescriptionFields {
    candidates = List.copyOf(candidates);
    if (!fingerprint.hashFunction().equals(HASH)) {
      throw new IllegalArgumentException("a fingerprint by " + fingerprint.hashFunction());
    }
    if (maxMessageSize < 0 || maxMessageSize > MOST_MAX_MESSAGE_SIZE) {
      throw new IllegalArgumentException("messages of " + maxMessageSize + " bytes");
    }
    if (candidates.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException(candidates.size() + " candidates");
    }
  }

  /**
   * Takes a description of our own apart.
   *
   * @param own what a peer connection of ours gave
   * @return its fields
   * @throws IllegalArgumentException if it is not one of ours: not to be read, or without exactly
   *     one fingerprint by SHA-256
   */
  public static DescriptionFields of(SessionDescription own) {
    DataChannelDescription parsed;
    try {
      parsed = DataChannelDescription.parse(own.sdp());
    } catch (SdpException e) {
      throw new IllegalArgumentException("not a description of ours: " + e.getMessage(), e);
    }
    if (parsed.dtls().fingerprints().size() != 1) {
      throw new IllegalArgumentException(parsed.dtls().fingerprints().size() + " fingerprints");
    }
    return new DescriptionFields(
        parsed.ice().parameters(),
        parsed.dtls().fingerprints().get(0),
        parsed.sctp().maxMessageSize(),
        parsed.ice().preparesRestarts(),
        parsed.ice().candidates());
  }

  /**
   * The same session with other credentials and no candidates: what an ICE restart describes.
   *
   * @param fresh the credentials of the restart
   * @return the changed fields
   */
  public DescriptionFields restarted(IceParameters fresh) {
    return new DescriptionFields(fresh, fingerprint, maxMessageSize, preparesRestarts, List.of());
  }

  /**
   * The same with other candidates.
   *
   * @param others all of them
   * @return the changed fields
   */
  public DescriptionFields withCandidates(List<Candidate> others) {
    return new DescriptionFields(ice, fingerprint, maxMessageSize, preparesRestarts, others);
  }

  /**
   * The text that the joiner's fields stand for: an offer with {@code setup:actpass}.
   *
   * @return the offer
   */
  public SessionDescription offer() {
    return new SessionDescription(SessionDescription.Type.OFFER, offered().toSdp());
  }

  /**
   * The text that the inviter's fields stand for: an answer with {@code setup:active}.
   *
   * @return the answer
   */
  public SessionDescription answer() {
    DataChannelDescription answer =
        offered().answer(ORIGIN, iceDescription(), DtlsSetup.ACTIVE, fingerprint, sctp());
    return new SessionDescription(SessionDescription.Type.ANSWER, answer.toSdp());
  }

  private DataChannelDescription offered() {
    return DataChannelDescription.offer(ORIGIN, iceDescription(), fingerprint, sctp());
  }

  private IceDescription iceDescription() {
    return new IceDescription(ice, false, true, preparesRestarts, candidates, false);
  }

  private SctpParameters sctp() {
    return SctpParameters.of(maxMessageSize);
  }
}
