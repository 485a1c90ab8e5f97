package dev.sotto.messenger;

import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.MeetingEnd;
import dev.sotto.signal.MeetingListener;
import dev.sotto.signal.MeetingPlace;

/**
 * The way of one side to keys that only the right peer has too: opens its place or places, runs the
 * exchange there as often as the rules allow, and stops at the first success. Confined to the
 * course.
 */
interface Pairing extends AutoCloseable {
  /** What comes of it. */
  interface Outcome {
    /** The inviter has a code for the peer. */
    void onCode(PairingCode code);

    /** Nobody is there yet, or not any more. */
    void onWaiting();

    /** The peer is there: the time to a connection runs. */
    void onPeer();

    /** The server has servers for us; may come before and after the success. */
    void onIceServers(IceServers servers);

    /**
     * The peer has the code. What happens at the place from now on goes to the inbox.
     *
     * @param keys the owner's to close
     * @param place the owner's to close
     */
    void onPaired(PairingKeys keys, MeetingPlace place, Inbox inbox);

    /** There will be no success. */
    void onFailed(SessionEnd end);
  }

  /** What a place gives after the pairing; nothing is lost before somebody listens. */
  final class Inbox {
    private MeetingListener listener = new MeetingListener() {};

    /** Whoever wants to have it from now on; set at once by who is told of the success. */
    void to(MeetingListener next) {
      listener = next;
    }

    MeetingListener listener() {
      return listener;
    }
  }

  /** Begins. */
  void start();

  /** Ends without an outcome. Harmless when over. */
  @Override
  void close();

  /** A place that was closed, in the words of a session. */
  static SessionEnd ended(MeetingEnd end) {
    SessionEnd.Kind kind =
        switch (end.reason()) {
          case CLOSED -> SessionEnd.Kind.DONE;
          case UNREACHABLE, STOPPED, BUSY -> SessionEnd.Kind.NO_PATH;
          case TAKEN, GONE, RUN_OVER, DEAD, PEER_GONE, LIMIT, EXPIRED, TOKEN, REFUSED ->
              SessionEnd.Kind.REFUSED;
          case PROTOCOL -> SessionEnd.Kind.PROTOCOL;
        };
    return SessionEnd.of(kind, end.sentence());
  }
}
