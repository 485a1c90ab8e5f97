package dev.sotto.ice;

import dev.sotto.ice.RemoteCandidates.RemoteAddress;
import dev.sotto.sdp.IceParameters;
import java.beans.PropertyChangeEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.CandidateHarvester;
import org.ice4j.ice.harvest.HarvestStatistics;
import org.ice4j.socket.IceUdpSocketWrapper;
import org.ice4j.stack.StunStack;
import org.jspecify.annotations.Nullable;

/**
 * Checks pairs and nominates one: an ice4j agent, short-lived, that never sees a real socket.
 *
 * <p>It knows only bases, and takes all of them for host addresses and datagrams, also those of a
 * relay or of TCP: what carries the packets is not its business. Server-reflexive candidates are
 * not paired but replaced by their base (RFC 8445 section 6.1.2.4), so it has no use for them.
 *
 * <p>Its own calls come from the loop thread; ice4j is used on the lane only, because making an
 * agent may take a second and freeing it waits for threads.
 */
final class Checker {
  private static final int TA_MILLIS = 5;
  private static final int MAX_REMOTES = 128;

  private final Setup setup;
  private final Lane lane;
  private final Output output;
  private final Map<InetSocketAddress, VirtualSocket> sockets = new HashMap<>();
  private final Set<Pair> heard = new HashSet<>();
  private final Map<Pair, CandidatePair> valid = new ConcurrentHashMap<>();
  private volatile @Nullable Agent agent;
  private volatile @Nullable Component component;
  private volatile boolean closed;

  /** Prepares an agent; nothing happens before {@link #start}. */
  Checker(Setup setup, Lane lane, Output output) throws SocketException {
    this.setup = setup;
    this.lane = lane;
    this.output = output;
    for (Base base : setup.bases()) {
      sockets.put(base.address(), new VirtualSocket(base, output::send));
    }
  }

  /**
   * What an agent works with.
   *
   * @param local our credentials
   * @param remote the peer's
   * @param role which end we are
   * @param bases where our packets leave from, all of one carrier
   */
  record Setup(IceParameters local, IceParameters remote, IceRole role, List<Base> bases) {}

  /** Where its results go, on threads of ice4j or of the lane. */
  interface Output {
    /** A datagram to send; never after {@link #close} was called on the same thread. */
    void send(Pair pair, byte[] packet);

    /** The peer answered on a pair. */
    void onValid(Pair pair);

    /** We nominate from now on, or do not any more. */
    void onRole();

    /** A pair was nominated and is valid. */
    void onSelected(Pair pair, boolean controlling);

    /** All checks failed, or ice4j did; ice4j does not try again. */
    void onFailed();
  }

  /** Makes the agent and starts checking. */
  void start(List<RemoteAddress> remotes) {
    lane.execute(
        () -> {
          try {
            open(remotes);
          } catch (IOException e) {
            output.onFailed();
          }
        });
  }

  /** Adds a candidate that came late. */
  void add(RemoteAddress remote) {
    lane.execute(
        () -> {
          Component target = component;
          if (target != null) {
            target.addUpdateRemoteCandidates(remoteCandidate(target, remote));
            target.updateRemoteCandidates();
          }
        });
  }

  /** Hands over a STUN message that was let in, in an array of its own. */
  void deliver(Pair pair, byte[] packet) {
    VirtualSocket socket = sockets.get(pair.local().address());
    if (socket != null && !closed && isWelcome(pair)) {
      socket.deliver(pair.remote(), packet);
    }
  }

  /** A peer may ask from any number of addresses; ice4j would remember them all. */
  private boolean isWelcome(Pair pair) {
    return heard.contains(pair) || (heard.size() < MAX_REMOTES && heard.add(pair));
  }

  /** Which role the agent has come to have. */
  boolean controlling() {
    Agent current = agent;
    return current == null ? setup.role().controlling() : current.isControlling();
  }

  /** Frees everything; harmless when repeated. */
  void close() {
    closed = true;
    try {
      lane.execute(this::free);
    } catch (RejectedExecutionException e) {
      // The threads are gone already, and with them whoever could be using the agent.
      free();
    }
  }

  private void open(List<RemoteAddress> remotes) throws IOException {
    if (closed) {
      return;
    }
    Ice4jSettings.apply();
    Agent made = new CredentialedAgent(setup, output::onRole);
    agent = made;
    made.setTieBreaker(setup.role().tieBreaker());
    made.setControlling(setup.role().controlling());
    made.setTa(TA_MILLIS);
    made.setTrickling(true);
    made.setUseDynamicPorts(false);
    // Its own nominator waits for better than a relay on a thread that keeps the process alive.
    made.setNominationStrategy(NominationStrategy.NONE);
    made.addCandidateHarvester(new Bases(sockets.values()));
    IceMediaStream stream = made.createMediaStream("data");
    stream.setRemoteUfrag(setup.remote().ufrag());
    stream.setRemotePassword(setup.remote().pwd());
    Component data = made.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
    component = data;
    remotes.forEach(remote -> data.addRemoteCandidate(remoteCandidate(data, remote)));
    made.addStateChangeListener(this::agentChanged);
    stream.addPairChangeListener(this::pairChanged);
    made.startConnectivityEstablishment();
  }

  private void free() {
    Agent current = agent;
    agent = null;
    component = null;
    if (current != null) {
      current.free();
    }
    // The agent has closed those that it came to use.
    sockets.values().forEach(VirtualSocket::close);
  }

  private void agentChanged(PropertyChangeEvent event) {
    Component data = component;
    if (closed || data == null) {
      return;
    }
    if (event.getNewValue() == IceProcessingState.FAILED) {
      output.onFailed();
    } else if (event.getNewValue() == IceProcessingState.COMPLETED) {
      CandidatePair pair = data.getSelectedPair();
      output.onSelected(pair(pair), data.getParentStream().getParentAgent().isControlling());
    }
  }

  private void pairChanged(PropertyChangeEvent event) {
    if (IceMediaStream.PROPERTY_PAIR_VALIDATED.equals(event.getPropertyName())
        && event.getSource() instanceof CandidatePair candidates) {
      Pair pair = pair(candidates);
      valid.put(pair, candidates);
      output.onValid(pair);
    }
  }

  /** Nominates a pair that is valid, if that is ours to do. ice4j does it once. */
  void nominate(Pair pair) {
    lane.execute(
        () -> {
          Agent nominator = agent;
          CandidatePair candidates = valid.get(pair);
          if (!closed && nominator != null && nominator.isControlling() && candidates != null) {
            nominator.nominate(candidates);
          }
        });
  }

  private Pair pair(CandidatePair pair) {
    // All bases of an agent are of one carrier.
    Carrier carrier = setup.bases().get(0).carrier();
    return new Pair(
        new Base(carrier, plain(pair.getLocalCandidate().getBase().getTransportAddress())),
        plain(pair.getRemoteCandidate().getTransportAddress()));
  }

  private static InetSocketAddress plain(TransportAddress address) {
    return new InetSocketAddress(address.getAddress(), address.getPort());
  }

  private static RemoteCandidate remoteCandidate(Component component, RemoteAddress remote) {
    return new RemoteCandidate(
        new TransportAddress(remote.address(), Transport.UDP),
        component,
        type(remote),
        remote.candidate().foundation(),
        remote.candidate().priority(),
        null);
  }

  private static CandidateType type(RemoteAddress remote) {
    return switch (remote.candidate().type()) {
      case HOST -> CandidateType.HOST_CANDIDATE;
      case SRFLX -> CandidateType.SERVER_REFLEXIVE_CANDIDATE;
      case PRFLX -> CandidateType.PEER_REFLEXIVE_CANDIDATE;
      case RELAY -> CandidateType.RELAYED_CANDIDATE;
    };
  }

  /**
   * An agent with the credentials that were signalled. ice4j makes its own and lets them be asked
   * for, not given; and it prints the password wherever an agent is printed.
   */
  private static final class CredentialedAgent extends Agent {
    private final Setup setup;
    private final Runnable roleChanged;

    CredentialedAgent(Setup setup, Runnable roleChanged) {
      this.setup = setup;
      this.roleChanged = roleChanged;
    }

    @Override
    public String getLocalUfrag() {
      return setup.local().ufrag();
    }

    @Override
    public String getLocalPassword() {
      return setup.local().pwd();
    }

    @Override
    public void setControlling(boolean controlling) {
      super.setControlling(controlling);
      // Pairs that were valid before wait for a nomination that is now ours to make.
      roleChanged.run();
    }

    @Override
    public String toString() {
      return "agent";
    }
  }

  /** Shows our sockets to ice4j as its host candidates. */
  private static final class Bases implements CandidateHarvester {
    private final HarvestStatistics statistics = new HarvestStatistics();
    private final Collection<VirtualSocket> sockets;

    Bases(Collection<VirtualSocket> sockets) {
      this.sockets = sockets;
    }

    @Override
    public Collection<LocalCandidate> harvest(Component component) {
      List<IceUdpSocketWrapper> wrapped = sockets.stream().map(IceUdpSocketWrapper::new).toList();
      wrapped.forEach(socket -> component.addLocalCandidate(new HostCandidate(socket, component)));
      // Only now: what arrives is looked up in the list of candidates, which has no lock.
      StunStack stack = component.getParentStream().getParentAgent().getStunStack();
      wrapped.forEach(stack::addSocket);
      return component.getLocalCandidates();
    }

    @Override
    public HarvestStatistics getHarvestStatistics() {
      return statistics;
    }

    @Override
    public boolean isHostHarvester() {
      return true;
    }
  }
}
