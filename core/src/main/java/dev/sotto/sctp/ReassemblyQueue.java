package dev.sotto.sctp;

import dev.sotto.sctp.wire.ForwardTsnChunk.SkippedStream;
import dev.sotto.sctp.wire.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together and delivers them (RFC 9260 sections 6.5, 6.6 and 6.9), within the receive
 * window.
 *
 * <p>The fragments of a message have consecutive TSNs. Those that continue the cumulative TSN go to
 * the current message; those beyond a gap form runs, found by their first and last TSN in a ring,
 * so that each fragment costs the same however many there are.
 */
final class ReassemblyQueue {
  private static final int SMALL_RING = 16;
  private static final int LARGE_RING = 1024;
  private static final int MAX_WAITING_MESSAGES = 65_536;

  private final AssociationOptions options;
  private final MessageReceiver receiver;
  private final Counters counters;
  private final StreamMap<InboundStream> streams = new StreamMap<>();
  private @Nullable FragmentRun[] ring = new FragmentRun[SMALL_RING];
  private int runs;
  private @Nullable FragmentRun current;
  private int previousSize;
  private int sizeHint;
  private long held;
  private long unreleased;
  private int waitingMessages;
  private boolean violated;

  ReassemblyQueue(AssociationOptions options, MessageReceiver receiver, Counters counters) {
    this.options = options;
    this.receiver = receiver;
    this.counters = counters;
  }

  // --- the window

  /** Bytes that the peer may still send. */
  long window() {
    return Math.max(0, options.receiveWindow() - unreleased - held);
  }

  /** Bytes received that were not delivered, or not released. */
  long buffered() {
    return unreleased + held;
  }

  /**
   * Whether a chunk can be taken. The one that advances the cumulative TSN is taken even without
   * room when it continues a message, or when what fills the window waits for it; otherwise the
   * association would stand still for ever.
   */
  boolean hasRoomFor(Fragment fragment, boolean advances) {
    if (fragment.length() <= window()) {
      return true;
    }
    boolean waitedFor = !fragment.isBeginning() || held > 0 || unreleased == 0;
    return advances && waitedFor && unreleased < options.receiveWindow();
  }

  /** The application is done with some bytes; whether the peer should hear of it at once. */
  boolean release(int bytes, long windowTold) {
    unreleased -= Math.min(bytes, unreleased);
    long whole = options.receiveWindow();
    return windowTold < whole / 2 && window() - windowTold >= whole / 8;
  }

  /** Whether the peer sent more, or longer messages, than it may; nothing is to be kept then. */
  boolean isViolated() {
    return violated;
  }

  // --- fragments

  /**
   * Takes a chunk that is new.
   *
   * @param cumulative the cumulative TSN after it
   */
  void add(Fragment fragment, boolean advances, int cumulative) {
    if (fragment.isBeginning() && fragment.isEnding()) {
      if (advances) {
        discardCurrent();
      }
      addWhole(fragment);
    } else if (advances) {
      continueCurrent(fragment);
    } else {
      addBeyondGap(fragment, cumulative);
    }
    if (advances && (runs > 0 || current != null)) {
      advance(fragment.tsn() + 1, cumulative);
    }
  }

  /** A chunk counts as received but is not kept: what lies beyond it goes on. */
  void passOver(int tsn, int cumulative) {
    discardCurrent();
    if (runs > 0) {
      advance(tsn + 1, cumulative);
    }
  }

  private void addWhole(Fragment fragment) {
    if (fragment.length() > options.maxMessageSize()) {
      violated = true;
      return;
    }
    InboundStream stream = fragment.isOrdered() ? stream(fragment.streamId()) : null;
    if (stream == null) {
      deliver(fragment.streamId(), fragment.ppid(), fragment.toMessage());
    } else if (stream.isNext(fragment.ssn())) {
      stream.advance();
      deliver(fragment.streamId(), fragment.ppid(), fragment.toMessage());
      deliverEarly(stream);
    } else if (!stream.isOld(fragment.ssn())) {
      held += fragment.length();
      keep(stream, fragment.ssn(), fragment.ppid(), fragment.toMessage());
    }
  }

  private void continueCurrent(Fragment fragment) {
    FragmentRun run = current;
    if (run != null && run.continuesWith(fragment)) {
      run.append(fragment);
      held += fragment.length();
      checkSize(run);
    } else {
      discardCurrent();
      if (!fragment.isBeginning()) {
        // Its beginning was given up by the peer.
        return;
      }
      held += fragment.length();
      current = new FragmentRun(fragment, Math.max(fragment.length(), sizeHint));
    }
    completeCurrent();
  }

  private void addBeyondGap(Fragment fragment, int cumulative) {
    int tsn = fragment.tsn();
    growRing(tsn - cumulative, cumulative);
    held += fragment.length();
    FragmentRun left = endingAt(tsn - 1);
    FragmentRun run;
    if (left != null && left.continuesWith(fragment)) {
      remove(left);
      left.append(fragment);
      run = left;
    } else {
      run = new FragmentRun(fragment, fragment.length());
    }
    FragmentRun right = startingAt(tsn + 1);
    if (right != null && run.continuesWith(right)) {
      remove(right);
      run.append(right);
    }
    if (run.isComplete()) {
      complete(run);
    } else {
      checkSize(run);
      insert(run);
    }
  }

  /** Goes on through what lies beyond: runs that continue the current message, or follow it. */
  private void advance(int from, int cumulative) {
    int tsn = from;
    while (Serial.atMost(tsn, cumulative)) {
      FragmentRun run = startingAt(tsn);
      if (run == null) {
        // A whole message that was delivered before: what precedes it can never be completed.
        discardCurrent();
        tsn++;
        continue;
      }
      remove(run);
      tsn = run.last() + 1;
      if (current != null && current.continuesWith(run)) {
        current.append(run);
        checkSize(current);
      } else {
        discardCurrent();
        if (run.hasBeginning()) {
          current = run;
        } else {
          held -= run.size();
        }
      }
      completeCurrent();
    }
    if (runs == 0 && ring.length > LARGE_RING) {
      ring = new FragmentRun[SMALL_RING];
    }
  }

  private void checkSize(FragmentRun run) {
    violated |= run.size() > options.maxMessageSize();
  }

  private void discardCurrent() {
    if (current != null) {
      held -= current.size();
      current = null;
      // Else a peer could make one large array after another be made, for a byte each.
      sizeHint = 0;
    }
  }

  private void completeCurrent() {
    FragmentRun run = current;
    if (run != null && run.isComplete()) {
      current = null;
      complete(run);
    }
  }

  private void complete(FragmentRun run) {
    checkSize(run);
    if (violated) {
      return;
    }
    // Messages of one size in a row, as of a file, are assembled where they are delivered from.
    sizeHint = run.size() == previousSize ? run.size() : 0;
    previousSize = run.size();
    InboundStream stream = run.isOrdered() ? stream(run.streamId()) : null;
    if (stream == null || stream.isNext(run.ssn())) {
      held -= run.size();
      if (stream != null) {
        stream.advance();
      }
      deliver(run.streamId(), run.ppid(), run.toMessage());
      if (stream != null) {
        deliverEarly(stream);
      }
    } else if (stream.isOld(run.ssn())) {
      held -= run.size();
    } else {
      keep(stream, run.ssn(), run.ppid(), run.toMessage());
    }
  }

  // --- the ring of runs

  private @Nullable FragmentRun startingAt(int tsn) {
    FragmentRun run = ring[tsn & (ring.length - 1)];
    return run != null && run.first() == tsn ? run : null;
  }

  private @Nullable FragmentRun endingAt(int tsn) {
    FragmentRun run = ring[tsn & (ring.length - 1)];
    return run != null && run.last() == tsn ? run : null;
  }

  private void insert(FragmentRun run) {
    ring[run.first() & (ring.length - 1)] = run;
    ring[run.last() & (ring.length - 1)] = run;
    runs++;
  }

  private void remove(FragmentRun run) {
    ring[run.first() & (ring.length - 1)] = null;
    ring[run.last() & (ring.length - 1)] = null;
    runs--;
  }

  private void growRing(int distance, int cumulative) {
    if (distance < ring.length) {
      return;
    }
    @Nullable FragmentRun[] old = ring;
    ring = new FragmentRun[Integer.highestOneBit(distance) * 2];
    runs = 0;
    for (int tsn = cumulative + 1; tsn != cumulative + 1 + old.length; tsn++) {
      FragmentRun run = old[tsn & (old.length - 1)];
      if (run != null && run.first() == tsn) {
        insert(run);
      }
    }
  }

  // --- order

  private InboundStream stream(int streamId) {
    return streams.getOrCreate(streamId, InboundStream::new);
  }

  private void deliver(int streamId, int ppid, byte[] message) {
    unreleased += Association.charge(message.length);
    counters.messagesReceived++;
    receiver.onMessage(streamId, ppid & 0xffff_ffffL, message);
  }

  private void keep(InboundStream stream, int ssn, int ppid, byte[] message) {
    if (stream.keep(ssn, new InboundStream.Waiting(ppid, message))) {
      waitingMessages++;
      violated |= waitingMessages > MAX_WAITING_MESSAGES || held > mostHeld();
    } else {
      held -= message.length;
    }
  }

  /** Only a peer that leaves out stream sequence numbers can make more be held. */
  private long mostHeld() {
    return 2 * options.receiveWindow() + options.maxMessageSize();
  }

  private void deliverEarly(InboundStream stream) {
    InboundStream.Waiting message = stream.takeNext();
    while (message != null) {
      stream.advance();
      deliverWaiting(stream, message);
      message = stream.takeNext();
    }
  }

  private void deliverWaiting(InboundStream stream, InboundStream.Waiting message) {
    waitingMessages--;
    held -= message.payload().length;
    deliver(stream.id(), message.ppid(), message.payload());
  }

  // --- what the peer takes back

  /**
   * The peer gave up everything up to a TSN (RFC 3758 section 3.6).
   *
   * @param before the cumulative TSN until now
   * @param newCumulative the TSN that the peer named
   * @param highest the highest TSN that has arrived
   */
  void forget(int before, int newCumulative, int highest) {
    discardCurrent();
    int end = Serial.before(highest, newCumulative) ? highest : newCumulative;
    int tsn = before + 1;
    while (runs > 0 && Serial.atMost(tsn, end)) {
      FragmentRun run = startingAt(tsn);
      if (run != null) {
        remove(run);
        held -= run.size();
        tsn = run.last();
      }
      tsn++;
    }
  }

  /** The cumulative TSN has moved on after {@link #forget}. */
  void forwarded(int newCumulative, int cumulative, List<SkippedStream> skipped) {
    if (runs > 0) {
      advance(newCumulative + 1, cumulative);
    }
    for (SkippedStream skip : skipped) {
      InboundStream stream = streams.get(skip.streamId());
      if (stream != null || skip.ssn() < 0x8000) {
        skipTo(stream(skip.streamId()), skip.ssn());
      }
    }
  }

  /** Delivers what is complete among the skipped, then what follows them. */
  private void skipTo(InboundStream stream, int ssn) {
    if (Serial.before16(ssn, stream.nextSsn())) {
      return;
    }
    InboundStream.Waiting message = stream.takeUpTo(ssn);
    while (message != null) {
      deliverWaiting(stream, message);
      message = stream.takeUpTo(ssn);
    }
    stream.jumpTo(Serial.next16(ssn));
    deliverEarly(stream);
  }

  /** RFC 6525 section 5.2.2: the streams start again at sequence number 0; none named means all. */
  void resetStreams(List<Integer> streamIds) {
    if (streamIds.isEmpty()) {
      streams.forEach(this::reset);
    }
    for (int streamId : streamIds) {
      InboundStream stream = streams.get(streamId);
      if (stream != null) {
        reset(stream);
      }
    }
  }

  private void reset(InboundStream stream) {
    long[] gone = stream.reset();
    waitingMessages -= (int) gone[0];
    held -= gone[1];
  }
}
