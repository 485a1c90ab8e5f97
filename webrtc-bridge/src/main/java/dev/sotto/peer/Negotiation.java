package dev.sotto.peer;

import dev.sotto.dtls.DtlsRole;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.DataChannelDescription;
import dev.sotto.sdp.DtlsSetup;
import dev.sotto.sdp.Fingerprint;
import dev.sotto.sdp.IceDescription;
import dev.sotto.sdp.IceParameters;
import dev.sotto.sdp.Origin;
import dev.sotto.sdp.SctpParameters;
import dev.sotto.sdp.SdpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The offer and the answer of one connection (RFC 9429 section 3.2): who described what, and what
 * both agreed on.
 *
 * <pre>
 *             setLocal(offer)                     setRemote(answer)
 *   STABLE ------------------> HAVE_LOCAL_OFFER ------------------> STABLE
 *     |     setRemote(offer)                      setLocal(answer)    ^
 *     +----------------------> HAVE_REMOTE_OFFER ---------------------+
 * </pre>
 *
 * <p>What was agreed first holds: a later exchange may repeat it, or restart ICE with fresh
 * credentials on both sides (RFC 8839 section 4.4.1.1.1), and change nothing else. Confined to the
 * loop's thread.
 */
final class Negotiation {
  static final int SCTP_PORT = SctpParameters.DEFAULT_PORT;

  private enum State {
    STABLE,
    HAVE_LOCAL_OFFER,
    HAVE_REMOTE_OFFER
  }

  /** What two descriptions come to. */
  record Agreement(
      boolean controlling,
      IceParameters ice,
      boolean preparesRestarts,
      List<Candidate> candidates,
      boolean endOfCandidates,
      DtlsRole role,
      List<Fingerprint> fingerprints,
      int sctpPort,
      long maxMessageSize) {}

  private IceParameters ice;
  private final Fingerprint fingerprint;
  private final int maxMessageSize;
  private final List<Candidate> candidates = new ArrayList<>();

  private State state = State.STABLE;
  private final Origin origin;
  private boolean gathered;
  private boolean restarting;
  private @Nullable String created;
  private @Nullable DataChannelDescription remote;
  private @Nullable DataChannelDescription localInUse;
  private SessionDescription.@Nullable Type localType;
  private @Nullable Agreement agreement;
  private @Nullable IceParameters agreedIce;

  Negotiation(
      IceParameters ice, Fingerprint fingerprint, int maxMessageSize, RandomGenerator random) {
    this.ice = ice;
    this.fingerprint = fingerprint;
    this.maxMessageSize = maxMessageSize;
    this.origin = Origin.random(random);
  }

  SessionDescription createOffer() {
    if (state == State.HAVE_REMOTE_OFFER) {
      throw new IllegalStateException("the peer's offer wants an answer");
    }
    return create(SessionDescription.Type.OFFER, offer());
  }

  SessionDescription createAnswer() {
    if (state != State.HAVE_REMOTE_OFFER) {
      throw new IllegalStateException("there is no offer to answer");
    }
    return create(SessionDescription.Type.ANSWER, answer());
  }

  private SessionDescription create(SessionDescription.Type type, DataChannelDescription made) {
    SessionDescription description = new SessionDescription(type, made.toSdp());
    created = description.sdp();
    return description;
  }

  void setLocal(SessionDescription description) {
    boolean offer = description.type() == SessionDescription.Type.OFFER;
    if (offer ? state == State.HAVE_REMOTE_OFFER : state != State.HAVE_REMOTE_OFFER) {
      throw new IllegalStateException("a local " + description.type() + " in state " + state);
    }
    if (!description.sdp().equals(created)) {
      throw new IllegalArgumentException("not the description that was created last");
    }
    localInUse = offer ? offer() : answer();
    localType = description.type();
    state = offer ? State.HAVE_LOCAL_OFFER : State.STABLE;
    if (!offer) {
      agree(false);
    }
  }

  void setRemote(SessionDescription description) {
    boolean offer = description.type() == SessionDescription.Type.OFFER;
    if (offer ? state == State.HAVE_LOCAL_OFFER : state != State.HAVE_LOCAL_OFFER) {
      throw new IllegalStateException("a remote " + description.type() + " in state " + state);
    }
    DataChannelDescription parsed;
    try {
      parsed = DataChannelDescription.parse(description.sdp());
    } catch (SdpException e) {
      throw new IllegalArgumentException("the peer's description: " + e.getMessage(), e);
    }
    if (!offer && !parsed.dtls().setup().answers(DtlsSetup.ACTPASS)) {
      throw new IllegalArgumentException("the peer's answer leaves the DTLS role open");
    }
    requireUnchanged(parsed);
    if (!offer && restarting && !restarts(parsed)) {
      throw new IllegalArgumentException("the peer's answer does not restart ICE");
    }
    remote = parsed;
    state = offer ? State.HAVE_REMOTE_OFFER : State.STABLE;
    if (!offer) {
      agree(true);
    }
  }

  /** RFC 8842 section 5.1: another certificate begins a new session, and is no repeat. */
  private void requireUnchanged(DataChannelDescription next) {
    if (remote != null
        && agreement != null
        && !remote.dtls().fingerprints().equals(next.dtls().fingerprints())) {
      throw new IllegalStateException("the peer changed its certificate: connect anew instead");
    }
  }

  /** RFC 8445 section 9: fresh credentials restart ICE. */
  private boolean restarts(DataChannelDescription next) {
    return agreedIce != null && !agreedIce.equals(next.ice().parameters());
  }

  /** Whether the peer's offer asks for a restart that our answer has no credentials for yet. */
  boolean wantsCredentials() {
    return state == State.HAVE_REMOTE_OFFER && !restarting && restarts(remote());
  }

  /** Whether a restart has begun that is not agreed on yet. */
  boolean isRestarting() {
    return restarting;
  }

  /** From now on our descriptions have other credentials. */
  void restart(IceParameters fresh) {
    ice = fresh;
    restarting = true;
    candidates.clear();
    gathered = false;
  }

  private void agree(boolean weOffered) {
    DataChannelDescription peer = remote();
    Agreement before = agreement;
    if (before != null && !restarting) {
      return;
    }
    restarting = false;
    agreedIce = peer.ice().parameters();
    DtlsSetup theirs = peer.dtls().setup();
    DtlsRole role = theirs == DtlsSetup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
    agreement =
        new Agreement(
            // RFC 8445 section 6.1.1: the offerer controls, and a full agent controls a lite one.
            weOffered || peer.ice().lite(),
            peer.ice().parameters(),
            peer.ice().preparesRestarts(),
            peer.ice().candidates(),
            peer.ice().endOfCandidates(),
            before == null ? role : before.role(),
            peer.dtls().fingerprints(),
            peer.sctp().port(),
            peer.sctp().sendLimit());
  }

  Optional<Agreement> agreement() {
    return Optional.ofNullable(agreement);
  }

  /** Our description in use, with the candidates found until now. */
  SessionDescription local() {
    if (localInUse == null || localType == null) {
      throw new IllegalStateException("no local description is in use");
    }
    DataChannelDescription now =
        new DataChannelDescription(
            localInUse.origin(),
            localInUse.media(),
            describeIce(),
            localInUse.dtls(),
            localInUse.sctp());
    return new SessionDescription(localType, now.toSdp());
  }

  void addLocalCandidate(Candidate candidate) {
    if (candidates.size() < IceDescription.MAX_CANDIDATES) {
      candidates.add(candidate);
    }
  }

  void gatheringComplete() {
    gathered = true;
  }

  /** The section that candidates belong to. */
  String mid() {
    String mid = localInUse == null ? null : localInUse.media().mid();
    return mid == null ? "" : mid;
  }

  private DataChannelDescription offer() {
    return DataChannelDescription.offer(
        origin, describeIce(), fingerprint, SctpParameters.of(maxMessageSize));
  }

  private DataChannelDescription answer() {
    DataChannelDescription offered = remote();
    return offered.answer(
        origin,
        describeIce(),
        setupInAnswer(offered.dtls().setup()),
        fingerprint,
        SctpParameters.of(maxMessageSize));
  }

  /** RFC 8842 section 5.3: a later exchange keeps the roles of the association that stands. */
  private DtlsSetup setupInAnswer(DtlsSetup offered) {
    if (agreement == null || offered != DtlsSetup.ACTPASS) {
      return offered.answer();
    }
    return agreement.role() == DtlsRole.CLIENT ? DtlsSetup.ACTIVE : DtlsSetup.PASSIVE;
  }

  private DataChannelDescription remote() {
    if (remote == null) {
      throw new IllegalStateException("the peer has not described itself");
    }
    return remote;
  }

  private IceDescription describeIce() {
    return IceDescription.trickling(ice, candidates, gathered);
  }
}
