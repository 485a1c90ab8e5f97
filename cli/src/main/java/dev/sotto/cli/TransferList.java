package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.Offer;
import dev.sotto.messenger.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The offers and transfers of a chat, under the numbers that a person calls them by. Safe for use
 * by several threads: offers come from the session, wishes from the person.
 */
final class TransferList implements Arrivals {
  private final EventSink events;
  private final Destination destination;
  private final Answer answer;
  private final LongSupplier nanos;
  private final Map<Integer, Item> items = new TreeMap<>();
  private final Map<Integer, CompletableFuture<Void>> underWay = new TreeMap<>();
  private final Set<Integer> cancelled = new HashSet<>();
  private int last;
  private @Nullable Failure failed;

  /**
   * Makes an empty list.
   *
   * @param events told of everything
   * @param destination where files go
   * @param answer what is done with an offer
   * @param nanos a clock that only goes forward
   */
  TransferList(EventSink events, Destination destination, Answer answer, LongSupplier nanos) {
    this.events = events;
    this.destination = destination;
    this.answer = answer;
    this.nanos = nanos;
  }

  /** What is done with an offer. */
  enum Answer {
    /** A person decides. */
    ASK,
    /** All of it is accepted. */
    ACCEPT,
    /** Nobody is there to decide: it is declined. */
    DECLINE
  }

  /** Something with a number. */
  private sealed interface Item {
    /** Waits for a person. */
    record Waiting(Offer offer, Listing listing) implements Item {}

    /** Is on its way, or waits for the other side. */
    record Running(Transfer transfer, String name) implements Item {}
  }

  @Override
  public void offered(String from, Offer offer) {
    Listing listing = new Listing(offer.manifest());
    int number;
    synchronized (this) {
      number = ++last;
      if (answer == Answer.ASK) {
        items.put(number, new Item.Waiting(offer, listing));
      }
    }
    tell(new TransferEvent.Offered(offer.id(), answer == Answer.ASK ? number : 0, from, listing));
    switch (answer) {
      case ASK -> {}
      case ACCEPT -> {
        boolean unused = begin(number, offer, listing, Optional.empty()); // else it is taken back
      }
      case DECLINE -> {
        offer.decline();
        tell(new TransferEvent.Declined(offer.id(), "nobody is asked, and there is no --yes"));
      }
    }
  }

  @Override
  public void withdrawn(Offer offer) {
    synchronized (this) {
      items.values().removeIf(it -> it instanceof Item.Waiting one && one.offer().equals(offer));
    }
    if (answer != Answer.DECLINE) {
      tell(TransferEvent.Declined.withdrawn(offer));
    }
  }

  /**
   * What goes on now, either way, and offers of ours that wait for their answer.
   *
   * @return completes when nothing of it goes on any more, with the first failure of this chat
   */
  CompletableFuture<Optional<Failure>> settled() {
    CompletableFuture<?>[] now;
    synchronized (this) {
      now = underWay.values().toArray(new CompletableFuture<?>[0]);
    }
    return CompletableFuture.allOf(now).thenApply(done -> failed());
  }

  private synchronized Optional<Failure> failed() {
    return Optional.ofNullable(failed);
  }

  /**
   * Accepts an offer.
   *
   * @param number which; empty for the oldest that waits
   * @param selection which of its entries, as {@link Selection} reads it
   * @throws Failure when there is none, or the selection makes no sense
   */
  void accept(OptionalInt number, String selection) {
    int which = waiting(number);
    Item.Waiting waiting = waitingAt(which);
    Optional<Set<Integer>> chosen = Selection.parse(selection, waiting.listing().manifest());
    if (!begin(which, waiting.offer(), waiting.listing(), chosen)) {
      throw none("that offer was taken back");
    }
  }

  /**
   * Declines an offer.
   *
   * @param number which; empty for the oldest that waits
   * @throws Failure when there is none
   */
  void decline(OptionalInt number) {
    int which = waiting(number);
    Offer offer = waitingAt(which).offer();
    remove(which);
    offer.decline();
    tell(new TransferEvent.Declined(offer.id(), ""));
  }

  /**
   * Cancels what is on its way, or declines what waits.
   *
   * @param number which; empty for the newest
   * @throws Failure when there is none
   */
  void cancel(OptionalInt number) {
    int which;
    Item item;
    synchronized (this) {
      which = number.orElseGet(() -> items.keySet().stream().reduce(0, Math::max));
      item = items.get(which);
    }
    if (item instanceof Item.Running running) {
      synchronized (this) {
        cancelled.add(which);
      }
      running.transfer().cancel();
    } else if (item instanceof Item.Waiting) {
      decline(OptionalInt.of(which));
    } else {
      throw none("nothing is on its way" + (number.isPresent() ? " as #" + which : ""));
    }
  }

  /**
   * Offers files to the other side.
   *
   * @param session the session
   * @param paths what
   * @throws Failure when the other side takes no files
   */
  void send(Talk session, List<Path> paths) {
    if (!session.peerCan().contains(Ability.FILES)) {
      throw new Failure(Kind.REFUSED, "the other side takes no files", "");
    }
    int number;
    synchronized (this) {
      number = ++last;
    }
    String name = nameOf(paths);
    CompletableFuture<Transfer> offered =
        session.offer(paths, new TransferTeller(events, nanos, name, Optional.empty()));
    watch(
        number,
        offered
            .thenCompose(transfer -> offering(number, transfer, name))
            .exceptionally(
                problem -> {
                  fail(number, Failure.ofSending(problem));
                  return null;
                }));
  }

  private CompletableFuture<Void> offering(int number, Transfer transfer, String name) {
    CompletableFuture<Void> end = running(number, transfer, name);
    tell(
        new TransferEvent.Offering(
            transfer.id(), name, transfer.progress().allFiles(), transfer.progress().total()));
    return end;
  }

  /** What several paths, at least one, are called together. */
  static String nameOf(List<Path> paths) {
    String first = nameOf(paths.get(0));
    return paths.size() == 1 ? first : first + " and " + (paths.size() - 1) + " more";
  }

  /** What a path is called; the root has no name. */
  static String nameOf(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }

  /** All of it, one a line, safe to be shown. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    items.forEach((number, item) -> lines.add("#" + number + "  " + words(item)));
    return lines.isEmpty() ? List.of("Nothing is on its way") : lines;
  }

  /** The entries of an offer that waits. */
  List<String> listing(OptionalInt number) {
    return waitingAt(waiting(number)).listing().lines(true);
  }

  private static String words(Item item) {
    if (item instanceof Item.Waiting it) {
      return it.listing().summary() + ", waits for /accept or /decline";
    } else if (item instanceof Item.Running it) {
      return (it.transfer().outgoing() ? "sending, " : "receiving, ")
          + ProgressLine.plain(it.name(), it.transfer().progress());
    }
    throw new AssertionError(item);
  }

  /** False when it was taken back. */
  private boolean begin(int number, Offer offer, Listing listing, Optional<Set<Integer>> chosen) {
    TransferTeller teller =
        new TransferTeller(
            events, nanos, listing.name(chosen), Optional.of(destination.directory()));
    try {
      Transfer transfer = offer.accept(destination.options(chosen), teller);
      watch(number, running(number, transfer, listing.name(chosen)));
      return true;
    } catch (IllegalStateException e) {
      remove(number);
      return false;
    }
  }

  private CompletableFuture<Void> running(int number, Transfer transfer, String name) {
    synchronized (this) {
      items.put(number, new Item.Running(transfer, name));
    }
    return transfer
        .ended()
        .thenAccept(
            end -> {
              remove(number);
              Failure.of(end).ifPresent(failure -> fail(number, failure));
            });
  }

  /** What the person has cancelled is told, but is no failure of the chat. */
  private void fail(int number, Failure failure) {
    synchronized (this) {
      boolean wanted = cancelled.remove(number);
      failed = failed == null && !wanted ? failure : failed;
    }
    events.accept(new Event.Problem(failure));
  }

  private void watch(int number, CompletableFuture<Void> whole) {
    synchronized (this) {
      underWay.put(number, whole);
    }
    CompletableFuture<Void> unused =
        whole.whenComplete(
            (end, problem) -> {
              synchronized (this) {
                underWay.remove(number);
              }
            });
  }

  private synchronized int waiting(OptionalInt number) {
    return number.orElseGet(
        () ->
            items.entrySet().stream()
                .filter(it -> it.getValue() instanceof Item.Waiting)
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> none("nothing is offered")));
  }

  private synchronized Item.Waiting waitingAt(int number) {
    if (items.get(number) instanceof Item.Waiting waiting) {
      return waiting;
    }
    throw none("no offer is called #" + number);
  }

  private synchronized void remove(int number) {
    items.remove(number);
  }

  private static Failure none(String what) {
    return new Failure(Kind.USAGE, what, "/transfers shows what there is");
  }

  private void tell(TransferEvent event) {
    events.accept(new Event.OfTransfer(event));
  }
}
