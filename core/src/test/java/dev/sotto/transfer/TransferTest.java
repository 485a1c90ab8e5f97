package dev.sotto.transfer;

import static dev.sotto.transfer.TransferPair.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole transfers between two honest ends. */
class TransferTest {
  private static final int MIB = 1 << 20;

  @Test
  void sendsFilesOfEverySize() {
    TransferPair pair = new TransferPair(manifest(0, 1, MIB, MIB + 1, -1, 5 * MIB + 7, 0));
    pair.attach();
    pair.run();
    assertComplete(pair, 0, 1, 2, 3, 5, 6);
    assertThat(pair.dataWritten).isEqualTo(pair.manifest.bytes());
    assertThat(pair.sender.keptBytes()).isEqualTo(pair.manifest.bytes());
    assertThat(pair.receiver.keptBytes()).isEqualTo(pair.manifest.bytes());
    assertThat(pair.sender.acceptedBytes()).isEqualTo(pair.manifest.bytes());
    assertThat(pair.sender.receivedToken()).isPresent();
  }

  private static void assertComplete(TransferPair pair, int... files) {
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(pair.published.stream())
        .containsExactly(Arrays.stream(files).boxed().toArray(Integer[]::new));
    assertThat(pair.sentFiles.keySet())
        .containsExactlyInAnyOrderElementsOf(pair.published.stream().boxed().toList());
    assertThat(pair.sentFiles.values()).allMatch(Optional::isEmpty);
    assertThat(pair.receivedFiles).isEqualTo(pair.sentFiles);
  }

  @Test
  void sendsOnlyWhatIsAccepted() {
    TransferPair pair = new TransferPair(manifest(10, 20, -1, 30, 40));
    pair.wanted = BitSet.valueOf(new long[] {0b10110});
    pair.attach();
    pair.run();
    assertComplete(pair, 1, 4);
    assertThat(pair.dataRead).isEqualTo(60);
  }

  @Test
  void noSourceStaysOpenWhenAllOfItIsRead() {
    long[] sizes = new long[300];
    Arrays.setAll(sizes, index -> index % 3);
    TransferPair pair = new TransferPair(manifest(sizes));
    pair.attach();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(pair.mostOpen).isLessThanOrEqualTo(ReadAhead.MAX_STEPS);
    assertThat(pair.open).isEqualTo(new BitSet());
  }

  @Test
  void noSourceStaysOpenOfWhichTheReceiverHasAll() {
    TransferPair pair = new TransferPair(manifest(9, 9, 9));
    pair.held =
        IntStream.range(0, 3)
            .mapToObj(
                index -> Held.whole(index, 1, TransferPair.hashes(pair.manifest, index, 1).value()))
            .toList();
    pair.attach();
    pair.run();
    assertComplete(pair, 0, 1, 2);
    assertThat(pair.mostOpen).isEqualTo(1);
    assertThat(pair.open).isEqualTo(new BitSet());
  }

  @Test
  void endsAtOnceWhenNoFileIsWanted() {
    TransferPair pair = new TransferPair(manifest(10, -1));
    pair.wanted = new BitSet();
    pair.attach();
    pair.run();
    assertComplete(pair);
  }

  @Test
  void offersNothingAtAllToo() {
    TransferPair pair = new TransferPair(manifest());
    pair.attach();
    pair.run();
    assertComplete(pair);
  }

  @Test
  void isDeclined() {
    TransferPair pair = new TransferPair(manifest(10));
    pair.decides = false;
    pair.attach();
    pair.run();
    pair.receiver.decline();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.DECLINED));
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.DECLINED));
    assertThat(pair.dataRead).isZero();
  }

  @Test
  void sendsManySmallFilesWithFewReceipts() {
    long[] sizes = new long[20_000];
    for (int index = 0; index < sizes.length; index++) {
      sizes[index] = index % 7;
    }
    TransferPair pair = new TransferPair(manifest(sizes));
    pair.attach();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
    assertThat(pair.published.cardinality()).isEqualTo(sizes.length);
  }

  @Test
  void readsManySmallFilesAhead() {
    long[] sizes = new long[1000];
    Arrays.fill(sizes, 3);
    TransferPair pair = new TransferPair(manifest(sizes)).accepted();
    int reads = 0;
    for (SendingCommand next; (next = pair.sender.pollCommand()) != null; ) {
      reads += next instanceof SendingCommand.Read ? 1 : 0;
    }
    assertThat(pair.dataRead / 3 + reads).isBetween(50L, 70L);
  }

  @Test
  @Tag("long")
  void sendsTwentyGigabytesInFlatMemory() {
    TransferPair pair = new TransferPair(manifest(20_000L * MIB + 5));
    pair.virtual = true;
    pair.attach();
    pair.run();
    assertComplete(pair, 0);
  }

  @Test
  void goesOnBehindAPrefixThatIsTheSame() {
    TransferPair pair = new TransferPair(manifest(3 * MIB + 1, 10, 2 * MIB));
    pair.held =
        List.of(
            Held.part(0, TransferPair.hashes(pair.manifest, 0, 2)),
            Held.whole(1, 1, TransferPair.hashes(pair.manifest, 1, 1).value()));
    pair.attach();
    pair.run();
    assertComplete(pair, 0, 1, 2);
    assertThat(pair.begun).containsEntry(0, 2L).containsEntry(1, 1L).containsEntry(2, 0L);
    assertThat(pair.dataWritten).isEqualTo(3L * MIB + 1);
    assertThat(pair.sender.keptBytes()).isEqualTo(pair.manifest.bytes());
    assertThat(pair.receiver.keptBytes()).isEqualTo(pair.manifest.bytes());
  }

  @Test
  void beginsAnewBehindAPrefixThatIsAnother() {
    TransferPair pair = new TransferPair(manifest(3 * MIB + 1));
    pair.held = List.of(Held.part(0, TransferPair.hashes(manifest(9, 9 * MIB), 1, 2)));
    pair.attach();
    pair.run();
    assertComplete(pair, 0);
    assertThat(pair.begun).containsEntry(0, 0L);
    assertThat(pair.dataWritten).isEqualTo(3L * MIB + 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FileProblem.class,
      names = {"GONE", "CHANGED", "UNREADABLE"})
  void passesOverFilesThatCanNotBeRead(FileProblem why) {
    TransferPair pair = new TransferPair(manifest(10, 3 * MIB, 0, 20));
    pair.unreadable.put(1, why);
    pair.unreadable.put(2, why);
    pair.attach();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.PARTIAL));
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.PARTIAL));
    assertThat(pair.published.stream()).containsExactly(0, 3);
    assertThat(pair.receivedFiles).containsEntry(1, Optional.of(why));
    assertThat(pair.sentFiles).isEqualTo(pair.receivedFiles);
    assertThat(pair.dropped).containsEntry(1, why == FileProblem.UNREADABLE);
  }

  @ParameterizedTest
  @EnumSource(
      value = FileProblem.class,
      names = {"DISK_FULL", "PERMISSION", "EXISTS", "DISK"})
  void passesOverFilesThatCanNotBeWritten(FileProblem why) {
    TransferPair pair = new TransferPair(manifest(10, 30 * MIB, 0, 20, 5));
    pair.unwritable.put(1, why);
    pair.unwritable.put(2, why);
    pair.unwritable.put(4, why);
    pair.attach();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.PARTIAL));
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.PARTIAL));
    assertThat(pair.published.stream()).containsExactly(0, 3);
    assertThat(pair.sentFiles).containsEntry(1, Optional.of(why)).isEqualTo(pair.receivedFiles);
    assertThat(pair.dataRead).as("stops reading what is not kept").isLessThan(20L * MIB);
  }

  @Test
  void endsWhenDataIsNotWhatItsHashSays() {
    TransferPair pair = new TransferPair(manifest(10, 3 * MIB));
    pair.changedBy = 1;
    pair.attach();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.INTEGRITY));
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.INTEGRITY));
    assertThat(pair.published.isEmpty()).isTrue();
    assertThat(pair.dropped).containsEntry(0, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isCancelledAtEveryStep(boolean bySender) {
    for (int step = 0; ; step++) {
      TransferPair pair = new TransferPair(manifest(10, 0, 2 * MIB + 3, 5));
      pair.attach();
      boolean reached = pair.run(step);
      if (!reached || pair.published.cardinality() == 4) {
        assertThat(step).isGreaterThan(40);
        return;
      }
      if (bySender) {
        pair.sender.cancel(CancelReason.USER);
      } else {
        pair.receiver.cancel(CancelReason.DISK_FULL);
      }
      pair.run();
      Outcome ours = Outcome.cancelled(bySender ? CancelReason.USER : CancelReason.DISK_FULL);
      Outcome theirs =
          Outcome.cancelledByPeer(bySender ? CancelReason.USER : CancelReason.DISK_FULL);
      assertThat(pair.sent).as("step %d", step).isEqualTo(bySender ? ours : theirs);
      assertThat(pair.received).as("step %d", step).isEqualTo(bySender ? theirs : ours);
    }
  }

  @Test
  void goesOnAfterABreakAtEveryStep() {
    for (int step = 0; ; step++) {
      TransferPair pair = new TransferPair(manifest(10, 0, 2 * MIB + 3, 5, -1));
      pair.attach();
      boolean reached = pair.run(step);
      if (!reached || pair.sender.ended()) {
        assertThat(step).isGreaterThan(40);
        return;
      }
      pair.breakOff();
      pair.work();
      assertThat(pair.sender.wantsChannel()).isTrue();
      pair.begun.clear();
      pair.attach();
      pair.run();
      assertComplete(pair, 0, 1, 2, 3);
    }
  }

  @Test
  void sendsNothingTwiceAfterABreak() {
    TransferPair pair = new TransferPair(manifest(10, 8 * MIB)).accepted();
    while (pair.dataWritten < 4 * MIB) {
      pair.run(1);
    }
    pair.breakOff();
    pair.work();
    long before = pair.dataWritten;
    pair.attach();
    pair.run();
    assertComplete(pair, 0, 1);
    assertThat(pair.dataWritten).isEqualTo(pair.manifest.bytes());
    assertThat(before).isGreaterThanOrEqualTo(4L * MIB);
    assertThat(pair.begun.get(1)).isGreaterThanOrEqualTo(3L);
  }

  @Test
  void keepsAnOfferOverABreakUntilItIsAnswered() {
    TransferPair pair = new TransferPair(manifest(10));
    pair.decides = false;
    pair.attach();
    pair.run();
    pair.breakOff();
    pair.attach();
    pair.run();
    pair.decide();
    pair.run();
    assertComplete(pair, 0);
    assertThat(pair.said.stream().filter(TransferMessage.Offer.class::isInstance)).hasSize(1);
  }

  @Test
  void answersAfterABreakWhatWasDecidedDuringIt() {
    TransferPair pair = new TransferPair(manifest(10));
    pair.decides = false;
    pair.attach();
    pair.run();
    pair.breakOff();
    pair.decide();
    pair.attach();
    pair.run();
    assertComplete(pair, 0);
  }

  @Test
  void tellsAfterABreakThatItWasDeclinedDuringIt() {
    TransferPair pair = new TransferPair(manifest(10));
    pair.decides = false;
    pair.attach();
    pair.run();
    pair.breakOff();
    pair.receiver.decline();
    pair.attach();
    pair.run();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.DECLINED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsAfterABreakThatItWasCancelledDuringIt(boolean bySender) {
    TransferPair pair = new TransferPair(manifest(10 * MIB)).accepted();
    pair.run(5);
    pair.breakOff();
    if (bySender) {
      pair.sender.cancel(CancelReason.USER);
      assertThat(pair.sender.wantsChannel()).isTrue();
    } else {
      pair.receiver.cancel(CancelReason.USER);
    }
    pair.attach();
    pair.run();
    assertThat(bySender ? pair.received : pair.sent)
        .isEqualTo(Outcome.cancelledByPeer(CancelReason.USER));
    assertThat(pair.sender.wantsChannel()).isFalse();
  }

  @Test
  void tellsAgainThatItWasCancelledWhenThatWasLostWithItsChannel() {
    TransferPair pair = new TransferPair(manifest(10 * MIB)).accepted();
    pair.run(5);
    pair.sender.cancel(CancelReason.USER);
    pair.breakOff();
    assertThat(pair.sender.wantsChannel()).isTrue();
    pair.attach();
    pair.run();
    assertThat(pair.received).isEqualTo(Outcome.cancelledByPeer(CancelReason.USER));
    pair.sender.abandon();
    assertThat(pair.sender.wantsChannel()).isFalse();
  }

  @Test
  void offersAgainToAReceiverThatKnowsNothing() {
    TransferPair pair = new TransferPair(manifest(10, 20)).accepted();
    pair.breakOff();
    pair.receiver = new ReceivingTransfer(TransferPair.WINDOW);
    pair.attach();
    pair.run();
    assertThat(pair.said.stream().filter(TransferMessage.Unknown.class::isInstance)).hasSize(1);
    assertThat(pair.published.cardinality()).isEqualTo(2);
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.COMPLETE));
  }

  @Test
  void settlesWhatTheReceiverFailedDuringABreak() {
    TransferPair pair = new TransferPair(manifest(0, 5));
    pair.decides = true;
    pair.accepted();
    while (pair.sender.pollMessage() instanceof Outbound.Text<TransferMessage> text) {
      pair.receiver.handle(text.message(), TransferPair.LENGTH_OF_TEXT);
      break;
    }
    pair.unwritable.put(0, FileProblem.EXISTS);
    pair.work();
    pair.breakOff();
    pair.attach();
    pair.run();
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.PARTIAL));
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.PARTIAL));
    assertThat(pair.published.stream()).containsExactly(1);
  }

  @Test
  void saysBrokenWhenNothingComesBack() {
    TransferPair pair = new TransferPair(manifest(10 * MIB)).accepted();
    pair.run(5);
    pair.sender.abandon();
    pair.receiver.abandon();
    pair.work();
    assertThat(pair.sent).isEqualTo(Outcome.of(Outcome.Ending.BROKEN));
    assertThat(pair.received).isEqualTo(Outcome.of(Outcome.Ending.BROKEN));
  }

  @Test
  void whatASenderShowsCountsForTheSessionInWhichItOffers() {
    Token token = Token.random(new SplittableRandom(3));
    TransferPair pair = new TransferPair(manifest(10));
    pair.decides = false;
    pair.proofs = List.of(Proof.of(token.hash(), TransferPair.SESSION, pair.sender.id()));
    assertThat(pair.receiver.claim()).isEmpty();
    pair.attach();
    pair.run();
    pair.breakOff();
    pair.receiver.attach(Digest.of(new byte[] {2}));
    assertThat(pair.receiver.claim().orElseThrow().proves(token.hash())).isTrue();
  }

  @Test
  void aReceiverThatKnowsNothingIsShownWhatIsTrueOfItsSession() {
    TransferPair pair = new TransferPair(manifest(10));
    pair.decides = false;
    pair.attach();
    pair.run();
    pair.breakOff();
    pair.receiver = new ReceivingTransfer(TransferPair.WINDOW);
    pair.proofs = List.of(new Proof(Digest.of(new byte[] {3})));
    pair.attach();
    pair.run();
    assertThat(pair.receiver.claim().orElseThrow().proofs()).isEqualTo(pair.proofs);
  }
}
