package dev.sotto.peer;

import dev.sotto.dtls.DtlsContext;
import dev.sotto.net.Loop;
import dev.sotto.sctp.AssociationOptions;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/** What the connections of one factory share. The buffers are the loop's, one packet at a time. */
final class PeerContext {
  /** Leaves room for the DTLS record in 1200 bytes (RFC 8261 section 5), in whole words. */
  private static final int SCTP_PACKET = 1160;

  private final PeerConfiguration configuration;
  private final Loop loop;
  private final Executor blocking;
  private final Executor handshakes;
  private final DtlsContext dtls;
  private final SecureRandom random;
  private final byte[] plaintext = new byte[2048];
  private final byte[] packet = new byte[SCTP_PACKET];
  private final byte[] record = new byte[2048];

  PeerContext(
      PeerConfiguration configuration,
      Loop loop,
      Executor blocking,
      Executor handshakes,
      DtlsContext dtls,
      SecureRandom random) {
    this.configuration = configuration;
    this.loop = loop;
    this.blocking = blocking;
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

  /** For what blocks in ICE: gathering, name lookup. */
  Executor blocking() {
    return blocking;
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
