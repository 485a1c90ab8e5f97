package dev.sotto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sotto.cli.TransferList.Answer;
import dev.sotto.messenger.Ability;
import dev.sotto.messenger.AcceptOptions;
import dev.sotto.messenger.SessionEnd;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TransferListTest {
  private static final Path IN = Path.of("in");
  private static final OptionalInt ANY = OptionalInt.empty();
  private static final TransferEvent TAKEN_BACK =
      new TransferEvent.Declined(FakeTransfer.ID, "it is not offered any more");

  private final FakeSession session = new FakeSession();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final TransferList list = list(Answer.ASK);
  private final FakeOffer first = new FakeOffer(Manifests.of("a.txt"));
  private final FakeOffer second = new FakeOffer(Manifests.of("b/1.txt", "b/2.txt"));

  @Test
  void theOldestOfferIsMeantUnlessANumberSaysOtherwise() {
    offerBoth();
    list.accept(ANY, "");
    assertThat(first.accepted()).containsExactly(new AcceptOptions(IN, false, Optional.empty()));
    assertThat(second.accepted()).isEmpty();
    list.decline(OptionalInt.of(2));
    assertThat(second.declined()).isTrue();
  }

  @Test
  void aPartOfAnOfferIsAccepted() {
    offerBoth();
    list.accept(OptionalInt.of(2), "2");
    assertThat(second.accepted())
        .containsExactly(new AcceptOptions(IN, false, Optional.of(Set.of(1))));
    assertThat(list.lines().get(1)).startsWith("#2  receiving, ").contains("2.txt");
  }

  @Test
  void aChoiceThatMakesNoSenseChangesNothing() {
    offerBoth();
    assertThatThrownBy(() -> list.accept(ANY, "7")).isInstanceOf(Failure.class);
    assertThat(first.accepted()).isEmpty();
    assertThat(list.lines().get(0)).contains("waits for /accept");
  }

  @Test
  void anAnsweredOfferIsNotAnsweredAgain() {
    list.offered("Anna", first);
    list.decline(ANY);
    assertThatThrownBy(() -> list.decline(ANY)).hasMessage("nothing is offered");
    assertThatThrownBy(() -> list.accept(OptionalInt.of(1), ""))
        .hasMessage("no offer is called #1");
    assertThat(list.lines()).containsExactly("Nothing is on its way");
  }

  @Test
  void anOfferThatWasTakenBackIsForgotten() {
    list.offered("Anna", first);
    first.takeBack();
    assertThatThrownBy(() -> list.accept(ANY, "")).hasMessage("that offer was taken back");
    assertThat(list.lines()).containsExactly("Nothing is on its way");
  }

  @Test
  void anOfferThatIsTakenBackWaitsForNobody() {
    offerBoth();
    list.withdrawn(first);
    assertThat(list.lines()).singleElement().asString().startsWith("#2  ");
    assertThat(events).last().isEqualTo(new Event.OfTransfer(TAKEN_BACK));
    list.accept(ANY, "");
    assertThat(second.accepted()).hasSize(1);
  }

  @Test
  void whoAcceptsEverythingMayBeTooLate() {
    TransferList accepting = list(Answer.ACCEPT);
    first.takeBack();
    accepting.offered("Anna", first);
    accepting.withdrawn(first);
    assertThat(accepting.lines()).containsExactly("Nothing is on its way");
    assertThat(events).last().isEqualTo(new Event.OfTransfer(TAKEN_BACK));
  }

  @Test
  void allIsSettledWhenNothingIsOnItsWayAnyMore() {
    assertThat(list.settled()).isCompletedWithValue(Optional.empty());
    offerBoth();
    assertThat(list.settled()).as("what waits for a person").isDone();
    list.accept(ANY, "");
    list.accept(ANY, "");
    CompletableFuture<Optional<Failure>> settled = list.settled();
    second.transfer().end(SessionEnd.Kind.DISK, "no room on the disk");
    assertThat(settled).isNotDone();
    first.transfer().end(SessionEnd.Kind.DONE, "done");
    assertThat(settled.join().orElseThrow().what()).isEqualTo("no room on the disk");
    assertThat(list.settled().join()).as("also later").isPresent();
  }

  @Test
  void theNewestIsCancelled() {
    offerBoth();
    list.accept(ANY, "");
    list.cancel(ANY);
    assertThat(second.declined()).isTrue();
    list.cancel(ANY);
    assertThat(first.transfer().ended()).isDone();
    assertThatThrownBy(() -> list.cancel(ANY)).hasMessage("nothing is on its way");
  }

  @Test
  void whatEndedIsGoneAndItsFailureTold() {
    list.offered("Anna", first);
    list.accept(ANY, "");
    first.transfer().end(SessionEnd.Kind.DISK, "no room on the disk");
    assertThat(list.lines()).containsExactly("Nothing is on its way");
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            Event.Problem.class,
            it -> assertThat(it.failure().what()).isEqualTo("no room on the disk"));
  }

  @Test
  void severalFilesAreCalledByTheFirst() {
    list.send(session, List.of(Path.of("x", "a.txt"), Path.of("b.txt")));
    assertThat(events)
        .containsExactly(
            new Event.OfTransfer(
                new TransferEvent.Offering(FakeTransfer.ID, "a.txt and 1 more", 1, 1000)));
    assertThat(list.lines()).singleElement().asString().startsWith("#1  sending, ");
  }

  @Test
  void nothingIsOfferedToWhoTakesNoFiles() {
    session.peerTakes(Ability.CHAT);
    assertThatThrownBy(() -> list.send(session, List.of(Path.of("a.txt"))))
        .hasMessage("the other side takes no files");
    assertThat(session.asked()).isEmpty();
  }

  @Test
  void withoutAPersonAnOfferIsAnsweredAtOnce() {
    list(Answer.ACCEPT).offered("Anna", first);
    assertThat(first.accepted()).hasSize(1);
    list(Answer.DECLINE).offered("Anna", second);
    assertThat(second.declined()).isTrue();
  }

  private void offerBoth() {
    list.offered("Anna", first);
    list.offered("Anna", second);
  }

  private TransferList list(Answer answer) {
    return new TransferList(events::add, new Destination(IN, false), answer, System::nanoTime);
  }
}
