package dev.sotto.web.rooms;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rooms. Each operation is atomic: two that happen at once give the same as one after the other
 * (over Redis, each is one script). A room is a state, not a stream of events: whoever sits in it
 * is told only that something has changed ({@link #watch}) and reads what it is ({@link #read}), so
 * a wake-up that comes twice or for nothing does no harm.
 *
 * <pre>
 *   a room:   run 1, 2, 3 .. of a code -- paired -> a session -> ended
 *                  |  next: the joiner is out, the next one may come
 *                  +- dead, expired, used up, inviter gone -> ended
 *   a run:    P0 (inviter) is the first message of the direction to the joiner;
 *             a log for each direction, numbered from 1, kept until the run is over
 *   a seat:   free -> present -- away -> free (not resumed in time)
 * </pre>
 *
 * <p>A joiner that comes after the joiner of the current run has left waits for the next run: its
 * {@link Seat#run()} is one ahead of the inviter's, and nobody is present for it until then.
 *
 * <p>A seat in a room that the store does not know any more reads {@link Ending#GONE}, or {@link
 * Ending#LOST} from a store that may have been started anew.
 *
 * <p>Stages complete on any thread, also before they are returned. They complete exceptionally when
 * the store itself fails; what a peer did wrong is an {@link Ending}. Payloads are JSON text that
 * no store looks into. Safe for use by several threads.
 */
public interface RoomStore extends AutoCloseable {
  /**
   * Opens a room under a new random number: of a space at least 1,000 times the rooms open, at
   * least 4 digits, none of which was used within {@link RoomRules#notReused()}.
   *
   * @param key the digest of the inviter's key ({@link SeatKey#digest()})
   * @param p0 the inviter's first message for the joiner of run 1
   * @return the inviter's seat, or {@link Ending#BUSY}
   */
  CompletionStage<Entry> open(String key, String p0);

  /**
   * Takes the joiner's seat of an open room with a number.
   *
   * @param room the room; of a meeting room, {@link Ending#GONE}
   * @param key the digest of the joiner's key
   * @return the seat; {@link Ending#GONE} when there is no such room, {@link Ending#TAKEN} when the
   *     seat is used (present, or may still be resumed) or the room paired
   */
  CompletionStage<Entry> join(RoomName room, String key);

  /**
   * Takes a seat of a meeting room, which need not be there yet. Whoever sat on it is out ({@link
   * Ending#TAKEN}). An inviter begins a new run unless the current one has no P0 yet; with it the
   * joiner of a run that had begun is out ({@link Ending#RUN_ENDED}). A joiner that takes over the
   * seat of a run that had begun waits for the next run.
   *
   * @param room the room; of a room with a number, {@link Ending#GONE}
   * @param role the seat
   * @param key the digest of the key
   * @param p0 the inviter's first message; empty exactly for a joiner
   * @return the seat, or {@link Ending#BUSY}
   */
  CompletionStage<Entry> meet(RoomName room, Role role, String key, Optional<String> p0);

  /**
   * Takes a seat back, whether or not its former socket is known to have ended; that one is out
   * ({@link Ending#TAKEN}).
   *
   * @param room the room
   * @param key the digest of the key told when the seat was taken
   * @param seen how many messages of the other, P0 included, this peer has of the current run; at
   *     least 0
   * @return the seat; else why it is gone, as {@link #read} would say it; {@link Ending#GONE} also
   *     when {@code seen} is more than there were or less than what is still kept
   */
  CompletionStage<Entry> resume(RoomName room, String key, int seen);

  /**
   * A message for the other side: behind the last one of the log of this run and direction.
   *
   * @param seat who says it
   * @param payload the message
   * @return empty when it was taken, else why the seat is no more; {@link Ending#USED_UP} when a
   *     limit of the rules is reached: the room is over then
   */
  CompletionStage<Optional<Ending>> append(Seat seat, String payload);

  /**
   * The room as this seat sees it.
   *
   * @param seat who looks
   * @param seen how many messages of the other, P0 included, it has in the run of the seat
   * @return what there is
   */
  CompletionStage<RoomView> read(Seat seat, int seen);

  /**
   * The inviter begins the next run: the logs are emptied, the joiner is out.
   *
   * @param seat the inviter's
   * @param p0 the first message for the next joiner
   * @return the inviter's new seat; {@link Ending#GONE} from a joiner or in a paired room
   */
  CompletionStage<Entry> next(Seat seat, String p0);

  /**
   * The inviter burns the code: the room is over, and its seats read {@link Ending#DEAD}.
   *
   * @param seat the inviter's
   * @return empty when done
   */
  CompletionStage<Optional<Ending>> dead(Seat seat);

  /**
   * The inviter says that the code was used: nobody new may come, and the room lives longer.
   *
   * @param seat the inviter's
   * @return empty when done
   */
  CompletionStage<Optional<Ending>> paired(Seat seat);

  /**
   * The socket has ended. Without effect for a stale seat.
   *
   * <p>For good: in a paired room, and of an inviter in a room with a number, the room is over and
   * the other reads {@link Ending#OTHER_LEFT}; otherwise the seat is free. Not for good: the seat
   * may be resumed for a time of the rules, after which it is as if it had been for good.
   *
   * @param seat whose
   * @param forGood whether it said goodbye instead of breaking
   * @return completes when it is done
   */
  CompletionStage<Void> leave(Seat seat, boolean forGood);

  /**
   * Says that the socket is still there; called more often than {@link RoomRules#presence()}. A
   * store that outlives a server takes a seat that nobody speaks for any more as left.
   *
   * @param seat whose
   * @return completes when it is done
   */
  CompletionStage<Void> renew(Seat seat);

  /**
   * Asks to be woken when something happens in a room.
   *
   * @param room the room
   * @param changed called on any thread, also within an operation; does not block
   * @return completes when no later change is missed, or when that cannot be had now: then it is
   *     asked for again, and {@code changed} is called once it can
   */
  CompletionStage<Watch> watch(RoomName room, Runnable changed);

  /** Ends being woken. */
  interface Watch extends AutoCloseable {
    /** Calls that have begun may still end after this one; harmless when repeated. */
    @Override
    void close();
  }

  /**
   * Forgets what is over; called about once a second. Stores whose entries expire by themselves
   * need not do anything.
   */
  default void sweep() {}

  /**
   * How many rooms are open, for display.
   *
   * @return the number as last known, without waiting
   */
  long openRooms();

  /** Lets go of threads and connections; the rooms of a shared store stay. */
  @Override
  void close();
}
