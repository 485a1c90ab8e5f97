package dev.sotto.messenger;

import dev.sotto.ice.ConnectivityReport;
import dev.sotto.net.Path;
import dev.sotto.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What happens in a session. All calls for one session come one after another, in order, on an
 * application thread; they may block, which slows the peer down. An exception thrown here is
 * reported to the messenger's failure handler and changes nothing else. Whatever comes from the
 * peer is hostile text: escape it before it is shown.
 */
public interface SessionListener {
  /**
   * The inviter's: this is to be read to the other person.
   *
   * @param code the code; a secret, for people only
   */
  default void onCode(PairingCode code) {}

  /**
   * In a manual session: this line is to be carried to the other person.
   *
   * @param line one line of at most 400 characters typically
   */
  default void onManualLine(String line) {}

  /**
   * The one who listens without a server: this is where.
   *
   * @param address the bound address
   */
  default void onListening(InetSocketAddress address) {}

  /** Nobody else is there yet. Told again when a peer came and failed without spending a guess. */
  default void onWaiting() {}

  /** The peer knew the code: a path is being looked for. */
  default void onConnecting() {}

  /**
   * The peer is proved and has said its name: lines can be sent.
   *
   * @param peer who it is
   * @param path the path that packets take
   * @param took from both being there until now
   */
  default void onConnected(PeerIdentity peer, Path path, Duration took) {}

  /**
   * Something about the peer changed: it was pinned or verified, or it came back after a break less
   * protected than before. What it calls itself never changes in a session.
   *
   * @param peer who it is now
   */
  default void onPeer(PeerIdentity peer) {}

  /**
   * Packets take another path from now on.
   *
   * @param path the path
   */
  default void onPath(Path path) {}

  /**
   * What was done for a path, and what came of it: after connecting, and before the end if there
   * was no path.
   *
   * @param report the facts
   */
  default void onReport(ConnectivityReport report) {}

  /**
   * The peer wrote a line; each is told once, in the peer's order.
   *
   * @param id the peer's number of the line, 1, 2, 3..
   * @param from the peer's name, see {@link PeerIdentity#name()}; hostile
   * @param text what it wrote; hostile, at most {@link Session#MAX_TEXT_BYTES} in UTF-8
   */
  default void onText(long id, String from, String text) {}

  /**
   * A line of ours has arrived and was shown.
   *
   * @param id what {@link Session#send} gave for it
   */
  default void onDelivered(long id) {}

  /**
   * The peer is typing a line, or not any more: it said so, it sent the line, or six seconds went
   * by.
   *
   * @param on whether it is
   */
  default void onTyping(boolean on) {}

  /**
   * The peer offers files. It may be answered now or at any later time, also after a break; nothing
   * of it has been read or written.
   *
   * @param offer what it offers; all names are hostile
   */
  default void onOffer(Offer offer) {}

  /**
   * An offer that was not answered yet was taken back, or its sender is gone.
   *
   * @param offer which, as in {@link #onOffer}
   */
  default void onWithdrawn(Offer offer) {}

  /**
   * The peer has a stream for us.
   *
   * @param offer to be accepted or declined, now or later
   */
  default void onPipe(PipeOffer offer) {}

  /**
   * The peer does not answer; another path, or the peer itself, is looked for. Lines can be sent
   * and wait.
   *
   * @param reason why, in a few words of ours
   */
  default void onReconnecting(String reason) {}

  /**
   * It goes on after {@link #onReconnecting}; what waited is on its way.
   *
   * @param path the path that packets take
   */
  default void onBack(Path path) {}

  /**
   * It is over. Told once; nothing comes after it.
   *
   * @param end how it ended
   */
  default void onClosed(SessionEnd end) {}
}
