package dev.sotto.web.rooms;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.time.Monotonic;
import dev.sotto.web.rooms.Entry.Entered;
import dev.sotto.web.rooms.Entry.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One room and its rules, in the terms of {@link RoomStore}. {@link #settle} comes before
 * everything else: it lets happen what time alone brings. Not safe for use by several threads.
 */
final class MemoryRoom {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final RoomName name;
  private final RoomRules rules;
  private final LongSupplier attachments;
  private final Monotonic opened;
  private final MessageLog toJoiner;
  private final MessageLog toInviter;
  private @Nullable Holder inviter;
  private @Nullable Holder joiner;
  private @Nullable Ending ended;
  private @Nullable String lastDropped;
  private Monotonic changed;
  private int run = 1;
  private boolean begun; // A joiner has sat down for this run, so no other one may.
  private boolean paired;
  private int runMessages;
  private long runBytes;
  private int messages;
  private long bytes;

  /** Who has a seat. */
  private static final class Holder {
    private final Role role;
    private final String key;
    private final int forRun;
    private long attachment;
    private @Nullable Monotonic awaySince;
    private long heldUntil = Monotonic.NEVER;

    private Holder(Role role, String key, int forRun) {
      this.role = role;
      this.key = key;
      this.forRun = forRun;
    }

    private boolean isPresent() {
      return awaySince == null;
    }
  }

  /** The numbers of attachments rise beyond those of any former room of the same name. */
  MemoryRoom(RoomName name, RoomRules rules, LongSupplier attachments, Monotonic now) {
    this.name = name;
    this.rules = rules;
    this.attachments = attachments;
    this.opened = now;
    this.changed = now;
    this.toJoiner = new MessageLog(rules);
    this.toInviter = new MessageLog(rules);
  }

  boolean isOpen() {
    return ended == null;
  }

  /** Nobody needs to hear any more how it ended. */
  boolean isForgotten(Monotonic now) {
    return ended != null && now.since(changed).compareTo(REMEMBERED) >= 0;
  }

  long keptBytes() {
    return toJoiner.bytes() + toInviter.bytes();
  }

  /** Lets happen what was due, and says whether anything did. */
  boolean settle(Monotonic now) {
    if (ended != null) {
      return false;
    }
    boolean before = inviter == null;
    boolean beforeJoiner = joiner == null;
    if (now.hasReached(expiry())) {
      end(Ending.EXPIRED, now);
    } else {
      if (inviter != null && now.hasReached(inviter.heldUntil)) {
        free(inviter, now);
      }
      if (ended == null && joiner != null && now.hasReached(joiner.heldUntil)) {
        free(joiner, now);
      }
      if (ended == null && now.hasReached(idleUntil())) {
        end(Ending.GONE, now);
      }
    }
    return ended != null || before != (inviter == null) || beforeJoiner != (joiner == null);
  }

  Entry sitAsInviter(String key, String p0, Monotonic now) {
    paired = false; // Two who meet again in a paired meeting room begin anew.
    if (toJoiner.count() > 0) {
      begin(run + 1);
    }
    inviter = new Holder(Role.INVITER, key, run);
    begun = joiner != null;
    Optional<Ending> refused = count(p0, toJoiner, now);
    return refused.isPresent() ? new Refused(refused.get()) : seat(inviter, 0, now);
  }

  Entry sitAsJoiner(String key, Monotonic now) {
    if (ended != null) {
      return new Refused(Ending.GONE);
    }
    if (!name.isMeeting() && (paired || joiner != null)) {
      return new Refused(Ending.TAKEN);
    }
    paired = false;
    joiner = new Holder(Role.JOINER, key, begun ? run + 1 : run);
    begun |= toJoiner.count() > 0;
    return seat(joiner, 0, now);
  }

  Entry resume(String key, int seen, Monotonic now) {
    if (ended != null) {
      boolean known = holds(inviter, key) || holds(joiner, key);
      return new Refused(known ? ended : Ending.GONE);
    }
    Holder holder = holds(inviter, key) ? inviter : holds(joiner, key) ? joiner : null;
    if (holder == null) {
      return new Refused(key.equals(lastDropped) ? Ending.RUN_ENDED : Ending.GONE);
    }
    if (heard(holder).filter(log -> log.after(seen).isEmpty()).isPresent()) {
      return new Refused(Ending.GONE);
    }
    holder.awaySince = null;
    holder.heldUntil = Monotonic.NEVER;
    return seat(holder, taken(holder), now);
  }

  /** As {@link #append}, where no memory is left for what anybody says. */
  Optional<Ending> overflow(Seat seat, Monotonic now) {
    Optional<Ending> stale = stale(seat);
    if (stale.isEmpty()) {
      end(Ending.BUSY, now);
    }
    return stale.or(() -> Optional.of(Ending.BUSY));
  }

  Optional<Ending> append(Seat seat, String payload, Monotonic now) {
    Optional<Ending> stale = stale(seat);
    if (stale.isPresent()) {
      return stale;
    }
    if (seat.role() == Role.JOINER && seat.run() != run) {
      return Optional.of(Ending.GONE); // It waits; there is no run that it could speak in.
    }
    return count(payload, seat.role() == Role.INVITER ? toJoiner : toInviter, now);
  }

  RoomView read(Seat seat, int seen, Monotonic now) {
    Holder holder = holder(seat);
    if (holder == null) {
      return new RoomView.Ended(stale(seat).orElse(Ending.GONE), List.of());
    }
    Optional<List<String>> unread =
        heard(holder).map(log -> log.after(seen)).orElse(Optional.of(List.of()));
    if (ended != null) {
      return new RoomView.Ended(ended, unread.orElse(List.of()));
    }
    return unread.isEmpty()
        ? new RoomView.Ended(Ending.GONE, List.of())
        : new RoomView.Standing(
            begun && holder.forRun == run,
            paired,
            isOtherPresent(holder),
            unread.get(),
            goodFor(now));
  }

  Entry next(Seat seat, String p0, Monotonic now) {
    Optional<Ending> stale = staleInviter(seat);
    Holder own = inviter;
    if (stale.isPresent() || own == null || paired) {
      return new Refused(stale.orElse(Ending.GONE));
    }
    begin(run + 1);
    Holder again = new Holder(Role.INVITER, own.key, run);
    inviter = again;
    begun = joiner != null;
    Optional<Ending> refused = count(p0, toJoiner, now);
    return refused.isPresent() ? new Refused(refused.get()) : seat(again, 0, now);
  }

  Optional<Ending> dead(Seat seat, Monotonic now) {
    Optional<Ending> stale = staleInviter(seat);
    if (stale.isEmpty()) {
      end(Ending.DEAD, now);
    }
    return stale;
  }

  Optional<Ending> pair(Seat seat) {
    Optional<Ending> stale = staleInviter(seat);
    if (stale.isEmpty()) {
      paired = true;
      hold(joiner, rules.resumePaired());
    }
    return stale;
  }

  void leave(Seat seat, boolean forGood, Monotonic now) {
    Holder holder = holder(seat);
    if (holder == null || ended != null) {
      return;
    }
    changed = now;
    if (forGood) {
      free(holder, now);
      return;
    }
    boolean alone = holder.role == Role.INVITER && joiner == null;
    holder.awaySince = now;
    hold(holder, paired ? rules.resumePaired() : alone ? rules.resumeAlone() : rules.resumeInRun());
  }

  void end(Ending why, Monotonic now) {
    ended = why;
    changed = now;
  }

  private void begin(int next) {
    run = next;
    runMessages = 0;
    runBytes = 0;
    toJoiner.clear();
    toInviter.clear();
    if (joiner != null && joiner.forRun < next) {
      lastDropped = joiner.key;
      joiner = null;
    }
  }

  private Entry seat(Holder holder, int taken, Monotonic now) {
    changed = now;
    holder.attachment = attachments.getAsLong();
    return new Entered(new Seat(name, holder.role, holder.forRun, holder.attachment), taken);
  }

  private Optional<Ending> count(String payload, MessageLog log, Monotonic now) {
    int size = payload.getBytes(UTF_8).length;
    runMessages++;
    runBytes += size;
    messages++;
    bytes += size;
    boolean fits =
        paired
            ? messages <= rules.pairedMessages() && bytes <= rules.pairedBytes()
            : runMessages <= rules.runMessages()
                && runBytes <= rules.runBytes()
                && messages <= rules.unpairedMessages()
                && bytes <= rules.unpairedBytes();
    if (!fits) {
      end(Ending.USED_UP, now);
      return Optional.of(Ending.USED_UP);
    }
    log.add(payload, size);
    return Optional.empty();
  }

  private void free(Holder holder, Monotonic now) {
    changed = now;
    if (paired || (holder.role == Role.INVITER && !name.isMeeting())) {
      end(Ending.OTHER_LEFT, now);
    } else if (holder.role == Role.INVITER) {
      inviter = null;
    } else {
      joiner = null;
    }
  }

  private static void hold(@Nullable Holder holder, Duration time) {
    if (holder != null && holder.awaySince != null) {
      holder.heldUntil = holder.awaySince.plus(time).nanos();
    }
  }

  private @Nullable Holder holder(Seat seat) {
    Holder holder = seat.role() == Role.INVITER ? inviter : joiner;
    return holder != null && holder.attachment == seat.attachment() ? holder : null;
  }

  private Optional<Ending> stale(Seat seat) {
    if (holder(seat) != null) {
      return Optional.ofNullable(ended);
    }
    return Optional.of(
        seat.role() == Role.JOINER && seat.run() < run ? Ending.RUN_ENDED : Ending.TAKEN);
  }

  private Optional<Ending> staleInviter(Seat seat) {
    return seat.role() == Role.INVITER ? stale(seat) : Optional.of(Ending.GONE);
  }

  private static boolean holds(@Nullable Holder holder, String key) {
    return holder != null && holder.key.equals(key);
  }

  /** What there is to hear; nothing for a joiner whose run has not begun. */
  private Optional<MessageLog> heard(Holder holder) {
    if (holder.forRun > run) {
      return Optional.empty();
    }
    return Optional.of(holder.role == Role.INVITER ? toInviter : toJoiner);
  }

  /** How many messages of who sits here were taken, P0 not counted. */
  private int taken(Holder holder) {
    if (holder.forRun > run) {
      return 0; // What is there was said by the joiner before.
    }
    return holder.role == Role.INVITER ? toJoiner.count() - 1 : toInviter.count();
  }

  private boolean isOtherPresent(Holder holder) {
    return inviter != null
        && joiner != null
        && joiner.forRun == run
        && (holder.role == Role.INVITER ? joiner : inviter).isPresent();
  }

  private Duration goodFor(Monotonic now) {
    long until = Math.min(expiry(), idleUntil());
    until = inviter == null ? until : Math.min(until, inviter.heldUntil);
    until = joiner == null ? until : Math.min(until, joiner.heldUntil);
    return Duration.ofNanos(Math.max(1, until - now.nanos()));
  }

  private long expiry() {
    return opened.plus(paired ? rules.pairedLife() : rules.life()).nanos();
  }

  private long idleUntil() {
    boolean someone =
        (inviter != null && inviter.isPresent()) || (joiner != null && joiner.isPresent());
    return someone || !name.isMeeting()
        ? Monotonic.NEVER
        : changed.plus(rules.meetingIdle()).nanos();
  }
}
