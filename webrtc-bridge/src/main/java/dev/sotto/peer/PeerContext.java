package dev.sotto.peer;

import dev.sotto.dtls.DtlsContext;
import dev.sotto.ice.IceContext;
import dev.sotto.ice.IceGatherer;
import dev.sotto.ice.PortRange;
import dev.sotto.net.Loop;
import dev.sotto.sctp.AssociationOptions;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the connections of one factory share. The buffers are the loop's, one packet at a time. */
final class PeerContext {
  /** Leaves room for the DTLS record in 1200 bytes (RFC 8261 section 5), in whole words. */
  private static final int SCTP_PACKET = 1160;

  private final PeerConfiguration configuration;
  private final Loop loop;
  private final IceContext ice;
  private final @Nullable IceGatherer sharedGatherer;
  private final Executor handshakes;
  private final DtlsContext dtls;
  private final SecureRandom random;
  private final byte[] plaintext = new byte[2048];
  private final byte[] packet = new byte[SCTP_PACKET];
  private final byte[] record = new byte[2048];

  PeerContext(
      PeerConfiguration configuration,
      Loop loop,
      IceContext ice,
      Executor handshakes,
      DtlsContext dtls,
      SecureRandom random) {
    this.configuration = configuration;
    this.loop = loop;
    this.ice = ice;
    int port = configuration.sharedUdpPort();
    this.sharedGatherer =
        port == 0
            ? null
            : new IceGatherer(configuration.ice().withPorts(new PortRange(port, port)), ice);
    this.handshakes = handshakes;
    this.dtls = dtls;
    this.random = random;
  }

  PeerConfiguration configuration() {
    return configuration;
  }

  Loop loop() {
    return loop;
  }

  IceContext ice() {
    return ice;
  }

  /** The gatherer of all connections when they share a port, else null. */
  @Nullable IceGatherer sharedGatherer() {
    return sharedGatherer;
  }

  /** For DTLS handshakes, bounded. */
  Executor handshakes() {
    return handshakes;
  }

  DtlsContext dtls() {
    return dtls;
  }

  SecureRandom random() {
    return random;
  }

  byte[] plaintext() {
    return plaintext;
  }

  byte[] packet() {
    return packet;
  }

  byte[] record() {
    return record;
  }

  AssociationOptions sctpOptions() {
    return AssociationOptions.defaults()
        .withMtu(SCTP_PACKET)
        .withMaxMessageSize(configuration.maxMessageSize())
        .withReceiveWindow(configuration.receiveWindow());
  }
}
