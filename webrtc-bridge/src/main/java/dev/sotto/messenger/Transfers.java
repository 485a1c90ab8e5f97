package dev.sotto.messenger;

import dev.sotto.files.FileTree;
import dev.sotto.pairing.SessionId;
import dev.sotto.peer.PeerConnection;
import dev.sotto.transfer.CancelReason;
import dev.sotto.transfer.Digest;
import dev.sotto.transfer.Manifest;
import dev.sotto.transfer.PipeMessage;
import dev.sotto.transfer.PipeSender;
import dev.sotto.transfer.Proof;
import dev.sotto.transfer.SendingTransfer;
import dev.sotto.transfer.Token;
import dev.sotto.transfer.TransferId;
import dev.sotto.transfer.TransferMessage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All transfers and pipes of one session, over all its connections: opens channels for ours, and
 * finds out what the peer's channels are for. Confined to its order, which is not the session's,
 * but for what says otherwise.
 */
final class Transfers {
  /** How many may be open, each way. */
  static final int MAX_OPEN = 8;

  /** How many channels of the peer may have said nothing yet. */
  private static final int MAX_SILENT = 16;

  /** How many that are over are remembered, in case that the peer does not know it. */
  private static final int MAX_REMEMBERED = 16;

  /** Whom it tells what concerns the session. */
  interface Owner {
    /** The peer broke the protocol; in no order. */
    void onFoul();
  }

  private final Surroundings surroundings;
  private final Course order;
  private final Voice voice;
  private final Owner owner;
  private final Set<OutgoingTransfer> outgoing = new HashSet<>();
  private final Set<OutgoingPipe> outgoingPipes = new HashSet<>();
  private final Map<TransferId, IncomingTransfer> incoming = new LinkedHashMap<>();

  /** Of transfers that are over, without their manifests. */
  private final Map<TransferId, TransferMessage> lastWords =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransferId, TransferMessage> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private final Map<IncomingTransfer, UserOffer> offers = new LinkedHashMap<>();
  private final Map<TransferId, IncomingPipe> incomingPipes = new LinkedHashMap<>();
  private final Set<SideChannel> silent = new HashSet<>();
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private @Nullable PeerConnection connection;

  /** The number of the session that the latest channels are in; there is one before any channel. */
  private Optional<Digest> number = Optional.empty();

  /** What the user was not told yet of offers, also of those that are over already. */
  private int untold;

  private volatile Optional<byte[]> key = Optional.empty();

  private boolean isEnding;

  Transfers(Surroundings surroundings, Course order, Voice voice, Owner owner) {
    this.surroundings = surroundings;
    this.order = order;
    this.voice = voice;
    this.owner = owner;
  }

  // --- Ours.

  /** From any thread. */
  Transfer send(FileTree tree, TransferListener listener) {
    OutgoingTransfer transfer =
        new OutgoingTransfer(
            order,
            surroundings.serial(),
            voice,
            tree,
            new SendingTransfer(TransferId.random(surroundings.random()), tree.manifest()),
            listener,
            new OutgoingEvents());
    order.execute(() -> begin(transfer));
    return transfer;
  }

  private void begin(OutgoingTransfer transfer) {
    forgetWhatIsOver();
    boolean isBusy = outgoing.stream().filter(it -> !it.isOver()).count() >= MAX_OPEN;
    outgoing.add(transfer);
    if (isEnding || isBusy) {
      transfer.cancel(isBusy ? CancelReason.BUSY : CancelReason.LEAVING);
    } else {
      carry(transfer);
    }
  }

  private void carry(OutgoingTransfer transfer) {
    PeerConnection there = connection;
    if (there != null && (transfer.isOpen() || transfer.wantsChannel())) {
      transfer.goesOver(
          receiver -> SideChannel.open(there, SideChannel.Use.FILES, order, receiver));
    }
  }

  /** From any thread. */
  Pipe openPipe(InputStream source) {
    OutgoingPipe pipe =
        new OutgoingPipe(
            order,
            surroundings.serial(),
            new PipeEnd(surroundings.pool()),
            source,
            new PipeSender(TransferId.random(surroundings.random())),
            new PipeEvents());
    order.execute(
        () -> {
          outgoingPipes.add(pipe);
          if (isEnding) {
            pipe.cancel(CancelReason.LEAVING);
          } else {
            carry(pipe);
          }
        });
    return pipe;
  }

  private void carry(OutgoingPipe pipe) {
    PeerConnection there = connection;
    if (there != null && (!pipe.isOver() || pipe.hasUntold())) {
      pipe.goesOver(receiver -> SideChannel.open(there, SideChannel.Use.PIPE, order, receiver));
    }
  }

  // --- The session's.

  /** Who the peer is, the same for the whole session. From any thread. */
  void meets(Optional<byte[]> peersKey) {
    key = peersKey;
  }

  /** The peer is there, perhaps again: what was interrupted goes on. */
  void connected(PeerConnection now, SessionId session) {
    connection = now;
    number = Optional.of(Digest.ofBytes(session.value().bytes()));
    List.copyOf(outgoing).forEach(this::carry);
    List.copyOf(outgoingPipes).forEach(this::carry);
    List.copyOf(incoming.values()).forEach(IncomingTransfer::back);
    List.copyOf(incomingPipes.values()).forEach(IncomingPipe::back);
  }

  /** The connection is gone, and its channels with it. */
  void away() {
    connection = null;
    List.copyOf(outgoing).forEach(OutgoingTransfer::away);
    List.copyOf(incoming.values()).forEach(IncomingTransfer::away);
    List.copyOf(outgoingPipes).forEach(OutgoingPipe::away);
    List.copyOf(incomingPipes.values()).forEach(IncomingPipe::away);
  }

  /** We are about to go: the peer hears of everything that it will not get. */
  void leave() {
    isEnding = true;
    List.copyOf(outgoing).forEach(it -> it.cancel(CancelReason.LEAVING));
    List.copyOf(incoming.values()).forEach(it -> it.cancel(CancelReason.LEAVING));
    List.copyOf(outgoingPipes).forEach(it -> it.cancel(CancelReason.LEAVING));
    List.copyOf(incomingPipes.values()).forEach(it -> it.cancel(CancelReason.LEAVING));
    fallQuiet();
  }

  /** The session is over; done, in this order, when every transfer is and was told to be. */
  CompletableFuture<Void> end() {
    isEnding = true;
    List.copyOf(outgoing).forEach(OutgoingTransfer::abandon);
    List.copyOf(incoming.values()).forEach(IncomingTransfer::abandon);
    List.copyOf(outgoingPipes).forEach(OutgoingPipe::abandon);
    List.copyOf(incomingPipes.values()).forEach(IncomingPipe::abandon);
    fallQuiet();
    return quiet;
  }

  /** What the peer may not know to be over stays, in case that the connection breaks. */
  private void forgetWhatIsOver() {
    outgoing.removeIf(it -> it.isOver() && (isEnding || !it.hasUntold()));
    outgoingPipes.removeIf(it -> it.isOver() && (isEnding || !it.hasUntold()));
  }

  private void fallQuiet() {
    forgetWhatIsOver();
    boolean allOver = incoming.values().stream().allMatch(IncomingTransfer::isOver);
    if (isEnding && outgoing.isEmpty() && allOver) {
      quiet.complete(null);
    }
  }

  // --- The peer's.

  /** The peer opened a channel, and will say what for. */
  void announced(SideChannel channel) {
    if (silent.size() >= MAX_SILENT || isEnding) {
      shut(channel);
      return;
    }
    silent.add(channel);
    channel.to(new FirstWords());
  }

  private final class FirstWords implements SideChannel.Receiver {
    @Override
    public void onOpen(SideChannel from) {}

    @Override
    public void onText(SideChannel from, String text) {
      silent.remove(from);
      if (from.use() == SideChannel.Use.PIPE) {
        begun(from, PipeJson.read(text));
      } else {
        begun(from, TransferJson.read(text), text.getBytes(StandardCharsets.UTF_8).length);
      }
    }

    @Override
    public void onBinary(SideChannel from, byte[] data) {
      foul(from);
    }

    @Override
    public void onClose(SideChannel from) {
      silent.remove(from);
    }
  }

  private void foul(SideChannel from) {
    silent.remove(from);
    shut(from);
    owner.onFoul();
  }

  /** Whatever still comes is dropped, also from a peer that goes on after we have closed. */
  private static void shut(SideChannel channel) {
    channel.to(new Deaf());
    channel.close();
  }

  private static final class Deaf implements SideChannel.Receiver {
    @Override
    public void onOpen(SideChannel from) {}

    @Override
    public void onText(SideChannel from, String text) {}

    @Override
    public void onBinary(SideChannel from, byte[] data) {}

    @Override
    public void onClose(SideChannel from) {}
  }

  private void begun(SideChannel from, Optional<TransferMessage> first, int length) {
    Optional<TransferId> id = first.flatMap(Transfers::idOf);
    if (id.isEmpty()) {
      foul(from);
      return;
    }
    IncomingTransfer known = incoming.get(id.get());
    TransferMessage lastWord = lastWords.get(id.get());
    if (lastWord != null) {
      say(from, lastWord);
    } else if (known == null && !surroundings.options().abilities().contains(Ability.FILES)) {
      say(from, new TransferMessage.Decline());
    } else if (known == null && isFull(openIncoming())) {
      say(from, new TransferMessage.Cancel(CancelReason.BUSY));
    } else {
      IncomingTransfer transfer = known == null ? incoming(id.get()) : known;
      transfer.comesOver(from, first.get(), length);
    }
  }

  private static Optional<TransferId> idOf(TransferMessage first) {
    if (first instanceof TransferMessage.Offer offer) {
      return Optional.of(offer.id());
    }
    return first instanceof TransferMessage.Again again
        ? Optional.of(again.id())
        : Optional.empty();
  }

  /** A peer that offers and takes back faster than the user listens has to wait as well. */
  private boolean isFull(long open) {
    return open >= MAX_OPEN || untold >= MAX_OPEN;
  }

  private void tell(Consumer<SessionListener> news) {
    untold++;
    voice.say(news, () -> order.execute(() -> untold--));
  }

  private static void say(SideChannel channel, TransferMessage last) {
    boolean unused = channel.send(TransferJson.write(last));
    shut(channel);
  }

  private long openIncoming() {
    return incoming.values().stream().filter(it -> !it.isOver()).count();
  }

  private IncomingTransfer incoming(TransferId id) {
    IncomingTransfer transfer =
        new IncomingTransfer(
            order,
            voice,
            new IncomingDisk(surroundings.serial(), order, surroundings.random()),
            new IncomingEvents());
    incoming.put(id, transfer);
    return transfer;
  }

  private void begun(SideChannel from, Optional<PipeMessage> first) {
    if (first.isEmpty() || !(first.get() instanceof PipeMessage.Pipe pipe)) {
      foul(from);
      return;
    }
    IncomingPipe known = incomingPipes.get(pipe.id());
    if (known == null && !surroundings.options().abilities().contains(Ability.PIPE)) {
      refuse(from, CancelReason.USER);
    } else if (known == null && isFull(openPipes())) {
      refuse(from, CancelReason.BUSY);
    } else if (known == null) {
      IncomingPipe begun = incomingPipe(pipe.id());
      begun.comesOver(from);
      tell(listener -> listener.onPipe(begun));
    } else {
      known.comesOver(from);
    }
  }

  private long openPipes() {
    return incomingPipes.values().stream().filter(it -> !it.isOver()).count();
  }

  private static void refuse(SideChannel channel, CancelReason why) {
    boolean unused = channel.send(PipeJson.write(new PipeMessage.Cancel(why)));
    shut(channel);
  }

  private IncomingPipe incomingPipe(TransferId id) {
    IncomingPipe pipe =
        new IncomingPipe(
            order, surroundings.serial(), new PipeEnd(surroundings.pool()), id, new PipeEvents());
    incomingPipes.put(id, pipe);
    return pipe;
  }

  // --- What they tell.

  private final class OutgoingEvents implements OutgoingTransfer.Owner {
    @Override
    public void onToken(Manifest manifest, Token token) {
      surroundings.tokens().keep(manifest, token);
    }

    @Override
    public List<Proof> proofs(Manifest manifest, TransferId id) {
      return surroundings.tokens().proofs(manifest, number.orElseThrow(), id);
    }

    @Override
    public void onOver(OutgoingTransfer transfer) {
      forgetWhatIsOver();
      fallQuiet();
    }

    @Override
    public void onFoul() {
      owner.onFoul();
    }
  }

  private final class IncomingEvents implements IncomingTransfer.Owner {
    @Override
    public void onOffered(IncomingTransfer transfer) {
      UserOffer offer = new UserOffer(transfer, new Answers(transfer));
      offers.put(transfer, offer);
      tell(listener -> listener.onOffer(offer));
    }

    @Override
    public Optional<byte[]> peersKey() {
      return key;
    }

    @Override
    public Digest session() {
      return number.orElseThrow();
    }

    @Override
    public void onWithdrawn(IncomingTransfer transfer) {
      UserOffer offer = offers.remove(transfer);
      if (offer != null && offer.withdraw()) {
        tell(listener -> listener.onWithdrawn(offer));
      }
    }

    @Override
    public void onOver(IncomingTransfer transfer) {
      offers.remove(transfer);
      incoming.forEach(
          (id, it) -> {
            if (it.isOver()) {
              lastWords.put(id, it.lastWord());
            }
          });
      incoming.values().removeIf(IncomingTransfer::isOver);
      fallQuiet();
    }

    @Override
    public void onFoul() {
      owner.onFoul();
    }
  }

  private static final class Answers implements UserOffer.Answering {
    private final IncomingTransfer transfer;

    Answers(IncomingTransfer transfer) {
      this.transfer = transfer;
    }

    @Override
    public void accept(AcceptOptions options, TransferListener listener) {
      transfer.begin(options, listener);
    }

    @Override
    public void decline() {
      transfer.decline();
    }
  }

  private final class PipeEvents implements PipeOwner {
    @Override
    public void onOver() {
      forgetWhatIsOver();
      List<TransferId> over = new ArrayList<>();
      incomingPipes.forEach(
          (id, it) -> {
            if (it.isOver()) {
              over.add(id);
            }
          });
      over.stream().limit(Math.max(0, over.size() - MAX_REMEMBERED)).forEach(incomingPipes::remove);
    }

    @Override
    public void onFoul() {
      owner.onFoul();
    }
  }
}
