package dev.sotto.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.ConnectivityReport;
import dev.sotto.identity.Contacts;
import dev.sotto.identity.Identity;
import dev.sotto.net.Path;
import dev.sotto.pairing.Introducer;
import dev.sotto.pairing.Octets;
import dev.sotto.pairing.PairingCode;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.PeerConnectionFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One who uses a messenger, on loopback only, and hears everything that its session tells. */
final class Person implements AutoCloseable, SessionListener {
  /** A guard against hanging, not a measurement. */
  private static final long PATIENCE_SECONDS = 60;

  final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  final BlockingQueue<PairingCode> codes = new LinkedBlockingQueue<>();
  final BlockingQueue<String> manualLines = new LinkedBlockingQueue<>();
  final BlockingQueue<InetSocketAddress> addresses = new LinkedBlockingQueue<>();
  final BlockingQueue<PeerIdentity> connections = new LinkedBlockingQueue<>();
  final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> receipts = new LinkedBlockingQueue<>();
  final BlockingQueue<String> away = new LinkedBlockingQueue<>();
  final BlockingQueue<Path> back = new LinkedBlockingQueue<>();
  final BlockingQueue<ConnectivityReport> reports = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> typing = new LinkedBlockingQueue<>();
  final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
  final BlockingQueue<Offer> withdrawn = new LinkedBlockingQueue<>();
  final BlockingQueue<PipeOffer> pipes = new LinkedBlockingQueue<>();
  final BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();

  /** Done while a line is being told. */
  volatile Runnable uponText = () -> {};

  final PeerConnectionFactory factory;
  private final Messenger messenger;
  private final MessengerOptions options;

  Person(MessengerOptions options) {
    this.options = options;
    this.factory = new PeerConnectionFactory(PeerConfiguration.localOnly(), failures::add);
    this.messenger = new Messenger(factory, options, failures::add);
  }

  static Person named(String name) {
    return new Person(MessengerOptions.anonymous().withName(name));
  }

  /** Somebody without a key who takes everything. */
  static Person able(String name) {
    return new Person(
        MessengerOptions.anonymous().withName(name).withAbilities(EnumSet.allOf(Ability.class)));
  }

  static Person known(String name, Identity identity, Contacts contacts) {
    return new Person(MessengerOptions.anonymous().withName(name).withIdentity(identity, contacts));
  }

  /** The same who takes everything, for sessions with one who is to know us again. */
  static Person ableAndKnown(String name, Identity identity, Contacts contacts) {
    return new Person(
        MessengerOptions.anonymous()
            .withName(name)
            .withIdentity(identity, contacts)
            .withAbilities(EnumSet.allOf(Ability.class)));
  }

  Messenger messenger() {
    return messenger;
  }

  Session begin(Start start) {
    return messenger.begin(start, self(), this);
  }

  /** As a page would, which has another kind of key, or says other things of itself. */
  Session begin(Start start, Introducer as) {
    return messenger.begin(start, as, this);
  }

  private Introducer self() {
    return options
        .identity()
        .map(own -> Introducer.installation(Octets.of(own.publicKey().bytes()), own::sign))
        .orElseGet(Introducer::nobody);
  }

  static <T> T next(BlockingQueue<T> queue) {
    try {
      T event = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("what was waited for").isNotNull();
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void onCode(PairingCode code) {
    codes.add(code);
  }

  @Override
  public void onManualLine(String line) {
    manualLines.add(line);
  }

  @Override
  public void onListening(InetSocketAddress address) {
    addresses.add(address);
  }

  @Override
  public void onConnected(PeerIdentity peer, Path path, Duration took) {
    connections.add(peer);
  }

  @Override
  public void onText(long id, String from, String text) {
    texts.add(id + " " + from + ": " + text);
    uponText.run();
  }

  @Override
  public void onDelivered(long id) {
    receipts.add(id);
  }

  @Override
  public void onTyping(boolean on) {
    typing.add(on);
  }

  @Override
  public void onOffer(Offer offer) {
    offers.add(offer);
  }

  @Override
  public void onWithdrawn(Offer offer) {
    withdrawn.add(offer);
  }

  @Override
  public void onPipe(PipeOffer offer) {
    pipes.add(offer);
  }

  @Override
  public void onReconnecting(String reason) {
    away.add(reason);
  }

  @Override
  public void onBack(Path path) {
    back.add(path);
  }

  @Override
  public void onReport(ConnectivityReport report) {
    reports.add(report);
  }

  @Override
  public void onClosed(SessionEnd end) {
    ends.add(end);
  }

  @Override
  public void close() {
    messenger.close();
    factory.close();
    assertThat(failures).isEmpty();
  }
}
