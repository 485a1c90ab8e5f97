package dev.sotto.net;

/** Why a stream is over, or never began. */
public enum StreamEnd {
  /** The other end closed it in good order. */
  ENDED("closed by the other end"),
  /** Nobody listens there. */
  REFUSED("connection refused"),
  /** The network knows no way there. */
  UNREACHABLE("network unreachable"),
  /** It was not ready in the time that it was given. */
  TIMEOUT("no answer"),
  /** It broke: a reset, a network that went away. */
  BROKEN("connection broken"),
  /** The certificate is not one that is trusted for the name. */
  UNTRUSTED("certificate not trusted"),
  /** What came is not TLS that can be spoken with. */
  NO_TLS("TLS failed");

  private final String label;

  StreamEnd(String label) {
    this.label = label;
  }

  /**
   * The words for it in reports; they name nobody.
   *
   * @return a few words in lower case
   */
  public String label() {
    return label;
  }
}
