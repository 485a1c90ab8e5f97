package dev.sotto.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.datachannel.ChannelOptions;
import dev.sotto.identity.Identity;
import dev.sotto.net.Path;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingKeys;
import dev.sotto.pairing.PairingSecret;
import dev.sotto.pairing.PeerProof;
import dev.sotto.pairing.Phrase;
import dev.sotto.peer.DataChannel;
import dev.sotto.peer.DataChannelListener;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import dev.sotto.peer.PeerFailure;
import dev.sotto.signal.IceServers;
import dev.sotto.signal.MeetingPlace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A peer that does what a test says: goes without a word, comes back, says what it should not. */
final class ScriptedPeer implements Pairing.Outcome, Link.Owner, AutoCloseable {
  final BlockingQueue<PairingCode> codes = new LinkedBlockingQueue<>();
  final BlockingQueue<String> talks = new LinkedBlockingQueue<>();
  final BlockingQueue<ChannelMessage> messages = new LinkedBlockingQueue<>();
  final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  final BlockingQueue<DataChannel> channels = new LinkedBlockingQueue<>();
  final BlockingQueue<SideChannel> announced = new LinkedBlockingQueue<>();
  final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<SessionEnd> losses = new LinkedBlockingQueue<>();

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
  private final Surroundings surroundings =
      new Surroundings(factory, MessengerOptions.anonymous(), failures::add);
  private final Course course = new Course(surroundings);
  private final Start start;
  private final Pairings pairings;
  private final Gate gate = new Gate(1 << 20);
  private volatile ChannelMessage firstWord = new ChannelMessage.Name("Page", Set.of(Ability.CHAT));
  private volatile Introducer self = Introducer.nobody();
  private @Nullable Link link;
  private @Nullable PairingSecret secret;
  private volatile boolean interrupted;

  ScriptedPeer(Start start) {
    this.start = start;
    this.pairings = new Pairings(course, surroundings, start, address -> {});
  }

  ScriptedPeer saying(ChannelMessage first) {
    firstWord = first;
    return this;
  }

  /** From the next connection on. */
  void becomes(Introducer other) {
    self = other;
  }

  void begin() {
    course.execute(() -> pairings.first(this).start());
  }

  /** From now on the connection breaks when our reveal is out, and that of the other is lost. */
  void missesReveals(boolean missed) {
    interrupted = missed;
  }

  /** Goes without a word. */
  void cut() {
    course.execute(
        () -> {
          if (link != null) {
            link.close();
          }
        });
  }

  void rejoin() {
    course.execute(
        () -> {
          if (secret != null) {
            pairings.again(secret, this).start();
          }
        });
  }

  /** Opens a channel beside the session's own and says this on it. */
  void says(String label, String protocol, List<Object> messages) {
    course.execute(
        () -> {
          if (link != null) {
            CompletableFuture<DataChannel> made = new CompletableFuture<>();
            made.complete(
                link.connection()
                    .createDataChannel(
                        ChannelOptions.reliable(label).withProtocol(protocol),
                        new DataChannelListener() {
                          @Override
                          public void onOpen() {
                            messages.forEach(message -> send(made.join(), message));
                            channels.add(made.join());
                          }

                          @Override
                          public void onClose() {
                            closed.add(label);
                          }

                          @Override
                          public void onText(String text) {
                            answers.add(text);
                          }
                        }));
          }
        });
  }

  private static void send(DataChannel channel, Object message) {
    if (message instanceof String text) {
      channel.send(text);
    } else {
      channel.send((byte[]) message);
    }
  }

  void say(ChannelMessage message) {
    course.execute(
        () -> {
          if (link != null) {
            boolean unused = link.say(message);
          }
        });
  }

  @Override
  public void onCode(PairingCode code) {
    codes.add(code);
  }

  @Override
  public void onWaiting() {}

  @Override
  public void onPeer() {}

  @Override
  public void onIceServers(IceServers servers) {}

  @Override
  public void onPaired(PairingKeys keys, MeetingPlace place, Pairing.Inbox inbox) {
    Link begun =
        new Link(
            surroundings, course, start.role(), gate, self, Optional.empty(), keys, place, this);
    link = begun;
    inbox.to(begun);
    begun.begin();
  }

  @Override
  public void onFailed(SessionEnd end) {
    losses.add(end);
  }

  @Override
  public void onLine(String line) {}

  @Override
  public void onLinesExchanged() {}

  @Override
  public void onPath(Path path) {}

  @Override
  public void onIntroduced(PeerProof proof, Phrase phrase, Optional<PairingSecret> next) {
    if (interrupted) {
      losses.add(SessionEnd.of(SessionEnd.Kind.INTERRUPTED, "broke at the reveal"));
      return; // the test cuts when the other side has it
    }
    next.ifPresent(it -> secret = it);
    if (link != null) {
      boolean unused = link.say(firstWord);
    }
  }

  @Override
  public void onTalking(ChannelMessage.Name peer, Path path) {
    talks.add(peer.name());
  }

  @Override
  public void onMessage(ChannelMessage message, Runnable done) {
    messages.add(message);
    done.run();
  }

  @Override
  public void onChannel(SideChannel channel) {
    announced.add(channel);
  }

  @Override
  public void onSilent() {}

  @Override
  public void onSpeaking(Path path) {}

  @Override
  public void onHungUp() {}

  @Override
  public void onInterference(Link lost) {
    losses.add(SessionEnd.of(SessionEnd.Kind.AUTHENTICATION, "somebody interferes"));
  }

  @Override
  public void onLost(Link lost, SessionEnd end, Optional<PeerFailure.Reason> reason) {
    losses.add(end);
  }

  /** What somebody with a key of its own says. */
  static Introducer keyed(Identity identity) {
    return Introducer.installation(Octets.of(identity.publicKey().bytes()), identity::sign);
  }

  @Override
  public void close() {
    factory.close();
    surroundings.close();
    assertThat(failures).isEmpty();
  }
}
