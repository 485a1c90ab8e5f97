package dev.sotto.interop;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.peer.IceCandidate;
import java.util.concurrent.CompletableFuture;

/** Our side and libwebrtc's; what signalling would carry is handed over directly, as it comes. */
final class Meeting implements AutoCloseable {
  /** Who describes itself first. */
  enum Offerer {
    SOTTO,
    LIBWEBRTC
  }

  final SottoSide sotto = new SottoSide();
  final LibwebrtcSide libwebrtc = new LibwebrtcSide();
  final Side offerer;
  final Side answerer;

  /** The offerer's end of the channel that each meeting begins with. */
  final Wire offered;

  Meeting(Offerer first) {
    offerer = first == Offerer.SOTTO ? sotto : libwebrtc;
    answerer = first == Offerer.SOTTO ? libwebrtc : sotto;
    offered = offerer.open(ChannelOptions.reliable("first"));
  }

  /** The whole exchange, with trickled candidates, until messages can be sent. */
  Meeting connect() {
    String answer = answerer.answer(offerer.offer());
    offerer.accept(answer);
    CompletableFuture<Void> there =
        CompletableFuture.runAsync(() -> carryCandidates(offerer, answerer));
    CompletableFuture<Void> back =
        CompletableFuture.runAsync(() -> carryCandidates(answerer, offerer));
    Patience.await(CompletableFuture.allOf(there, back));
    offerer.awaitConnected();
    answerer.awaitConnected();
    offered.awaitOpen();
    return this;
  }

  private static void carryCandidates(Side from, Side to) {
    IceCandidate candidate;
    do {
      candidate = Patience.next(from.candidates());
      to.add(candidate);
    } while (!candidate.isEnd());
  }

  Side other(Side side) {
    return side == sotto ? libwebrtc : sotto;
  }

  @Override
  public void close() {
    sotto.close();
    libwebrtc.close();
  }
}
