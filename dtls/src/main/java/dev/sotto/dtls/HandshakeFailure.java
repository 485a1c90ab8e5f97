package dev.sotto.dtls;

import java.io.Serial;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * Ends a handshake from inside Bouncy Castle's call and carries our reason out of it; the peer is
 * told by the alert.
 */
final class HandshakeFailure extends TlsFatalAlert {
  @Serial private static final long serialVersionUID = 1L;

  private final DtlsFailure reason;
  private final String text;

  HandshakeFailure(DtlsFailure reason, short alert, String text) {
    super(alert, text);
    this.reason = reason;
    this.text = text;
  }

  DtlsFailure reason() {
    return reason;
  }

  String text() {
    return text;
  }
}
