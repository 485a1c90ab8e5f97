package dev.sotto.messenger;

import dev.sotto.files.FileTree;
import dev.sotto.net.Path;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A conversation with one peer, from the first meeting to the end, over as many connections as it
 * takes. Begun by a {@link Messenger}.
 *
 * <p>Every method may be called from any thread, also from inside the listener; none blocks.
 * Futures complete on application threads.
 */
public final class Session implements AutoCloseable {
  /** The longest line of chat, in bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 64 << 10;

  private final Conversation conversation;

  Session(Conversation conversation) {
    this.conversation = conversation;
  }

  /**
   * Sends a line. What is sent while the connection is away, or not there yet, waits.
   *
   * @param text at most {@link #MAX_TEXT_BYTES} in UTF-8
   * @return the number of the line, which {@link SessionListener#onDelivered} will tell; empty when
   *     too many lines wait for their receipt: nothing was taken, try again after {@link
   *     #whenWritable()}
   * @throws IllegalArgumentException when it is longer
   * @throws IllegalStateException when the session is closing or over
   */
  public OptionalLong send(String text) {
    OptionalLong id = conversation.lines().add(text);
    if (id.isPresent()) {
      conversation.linesAdded();
    }
    return id;
  }

  /**
   * Waits for room for another line.
   *
   * @return done when {@link #send} takes one; failed with {@link IllegalStateException} when the
   *     session ends first
   */
  public CompletableFuture<Void> whenWritable() {
    return conversation.lines().whenWritable();
  }

  /**
   * Offers files and folders to the peer. They are looked through on another thread; nothing is
   * offered if one of them cannot be sent.
   *
   * @param paths what the user named; a folder goes with all that is in it
   * @param listener told what happens
   * @return the transfer, once all is looked through; failed with {@code
   *     dev.sotto.files.FilesException} when something cannot be read or has a name that cannot be
   *     sent, and with {@link IllegalStateException} when the peer takes no files, nobody was
   *     connected yet, or the session is closing or over
   */
  public CompletableFuture<Transfer> send(
      List<java.nio.file.Path> paths, TransferListener listener) {
    return conversation.outbox().send(paths, listener);
  }

  /**
   * Offers files and folders that were looked through before.
   *
   * @param tree what is offered
   * @param listener told what happens
   * @return the transfer; of more than eight at once the last ends at once, kind refused
   * @throws IllegalStateException when the peer takes no files, nobody was connected yet, or the
   *     session is closing or over
   */
  public Transfer send(FileTree tree, TransferListener listener) {
    return conversation.outbox().send(tree, listener);
  }

  /**
   * Sends the peer a stream, after {@link SessionListener#onConnected}.
   *
   * @param source read on a thread that may block, to its end; not closed
   * @return the pipe
   * @throws IllegalStateException when the peer takes no streams, nobody was connected yet, or the
   *     session is closing or over
   */
  public Pipe openPipe(InputStream source) {
    return conversation.outbox().openPipe(source);
  }

  /**
   * Manual sessions: the line that the other person sent back.
   *
   * @param line what was pasted, from anyone
   * @return whether it is the answer to our line; if not, nothing has changed
   * @throws IllegalStateException when none is waited for
   */
  public boolean answer(String line) {
    return conversation.answer(line);
  }

  /**
   * Who the peer is.
   *
   * @return the peer as it is now; empty before {@link SessionListener#onConnected}
   */
  public Optional<PeerIdentity> peer() {
    return conversation.peer();
  }

  /**
   * The path that packets take.
   *
   * @return the path; empty as long as there is none
   */
  public Optional<Path> path() {
    return conversation.path();
  }

  /**
   * Four words that are the same on both sides exactly if nobody stands in between; to be read
   * aloud, not written in this chat.
   *
   * @return the words; empty before {@link SessionListener#onConnected}
   */
  public Optional<List<String>> phrase() {
    return conversation.phrase();
  }

  /**
   * The people have compared the phrase. If it is the same, the contact is marked as verified (only
   * this session, if either side has no key; nothing, if either side came unprotected). If not, the
   * session ends (kind authentication) and nothing is pinned.
   *
   * @param same whether both read the same words
   * @return done when it is noted, with the peer as it is then; fails with {@link
   *     dev.sotto.identity.IdentityException} when it cannot be stored, and with {@link
   *     IllegalStateException} when nobody is connected or the session ends by it
   */
  public CompletableFuture<PeerIdentity> confirmPhrase(boolean same) {
    return conversation.confirmPhrase(same);
  }

  /**
   * Makes the peer a contact, or gives the contact that it is another name. The user's own
   * decision: it is possible for one that looks like another contact too.
   *
   * @param name the user's name for it
   * @return done when it is stored, with the peer as it is then; fails with {@link
   *     dev.sotto.identity.IdentityException} when it cannot be stored or the name is taken, and
   *     with {@link IllegalStateException} when the peer cannot be pinned: no key that lasts, our
   *     own key, a manual session without a confirmed phrase, or no contacts
   */
  public CompletableFuture<PeerIdentity> pin(String name) {
    return conversation.pin(name);
  }

  /**
   * What the peer takes.
   *
   * @return its abilities; empty before {@link SessionListener#onConnected}
   */
  public Set<Ability> peerCan() {
    return conversation.outbox().peerCan();
  }

  /**
   * Tells the peer whether a line is being typed. May be called at each key: not more is sent than
   * the protocol wants, and nothing is repeated after a break.
   *
   * @param on false when the line was given up or sent
   */
  public void typing(boolean on) {
    conversation.typing(on);
  }

  /** Looks for a better path, for instance because the network changed. */
  public void restartPath() {
    conversation.restartPath();
  }

  /**
   * How it ended.
   *
   * @return done with the end when the session is over; never failed
   */
  public CompletableFuture<SessionEnd> ended() {
    return conversation.ended();
  }

  /**
   * Takes leave: what was sent is delivered first, for at most ten seconds, then the peer is told
   * and everything is freed. {@link #ended()} says when. Harmless when repeated.
   */
  @Override
  public void close() {
    conversation.close();
  }

  /** The connection breaks, as it does when a network dies: for tests. */
  void breakConnection() {
    conversation.breakConnection();
  }

  /** Ends it at once: nothing more is delivered. Harmless when repeated. */
  public void abort() {
    conversation.abort();
  }
}
