package dev.sotto.sctp;

import dev.sotto.sctp.wire.CommonHeader;

/**
 * How many bytes may be in flight (RFC 9260 section 7.2): slow start, congestion avoidance and the
 * reactions to loss. It knows bytes only; which chunk is lost, and when a recovery ends, is decided
 * in {@link RetransmissionQueue}.
 */
final class CongestionControl {
  private static final int MIN_WINDOW_PACKETS = 4;

  /** The most that a packet carries, RFC 9260's PMDCS. */
  private final int packet;

  private final long initialWindow;
  private long window;
  private long slowStartThreshold;
  private long partialBytesAcknowledged;
  private boolean recovering;

  CongestionControl(AssociationOptions options, long peerWindow) {
    packet = options.mtu() - CommonHeader.LENGTH;
    initialWindow = (long) options.initialCwndPackets() * packet;
    window = initialWindow;
    slowStartThreshold = Math.max(peerWindow, initialWindow);
  }

  /** RFC 9260 section 6.1 B: no transmission with the window or more outstanding. */
  boolean permits(long bytesInFlight) {
    return bytesInFlight < window;
  }

  /**
   * RFC 9260 sections 7.2.1 and 7.2.2: grows only when the window was used and the peer advances.
   */
  void acknowledged(long bytes, long bytesInFlightBefore, boolean cumulativeTsnAdvanced) {
    boolean windowWasUsed = bytesInFlightBefore + packet >= window;
    if (!cumulativeTsnAdvanced || recovering) {
      return;
    }
    if (window <= slowStartThreshold) {
      if (windowWasUsed) {
        window += Math.min(bytes, packet);
      }
      return;
    }
    partialBytesAcknowledged += bytes;
    if (partialBytesAcknowledged >= window) {
      if (windowWasUsed) {
        partialBytesAcknowledged -= window;
        window += packet;
      } else {
        partialBytesAcknowledged = window;
      }
    }
  }

  /** RFC 9260 section 7.2.3: loss found by missing reports; once for each recovery. */
  void enterRecovery() {
    recovering = true;
    slowStartThreshold = Math.max(window / 2, (long) MIN_WINDOW_PACKETS * packet);
    window = slowStartThreshold;
    partialBytesAcknowledged = 0;
  }

  void leaveRecovery() {
    recovering = false;
  }

  boolean isRecovering() {
    return recovering;
  }

  /** RFC 9260 section 7.2.3: the retransmission timer expired. */
  void timedOut() {
    recovering = false;
    slowStartThreshold = Math.max(window / 2, (long) MIN_WINDOW_PACKETS * packet);
    window = packet;
    partialBytesAcknowledged = 0;
  }

  /** RFC 9260 section 7.2.1: an unused window is halved for every timeout that passes. */
  void idle(long timeouts) {
    for (long i = 0; i < timeouts && window > initialWindow; i++) {
      window = Math.max(window / 2, initialWindow);
    }
  }

  long window() {
    return window;
  }

  long slowStartThreshold() {
    return slowStartThreshold;
  }
}
