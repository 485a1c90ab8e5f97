package dev.sotto.portmap;

import dev.sotto.address.TransportAddress;
import dev.sotto.time.Monotonic;
import java.time.Duration;

/**
 * Asks one gateway for one port in one way, and keeps what it gets. On the loop thread.
 *
 * <p>It ends by failing, by losing what it had, or by release; it is then done for good.
 */
interface MappingClient {
  /** How it asks. */
  MappingProtocol protocol();

  /** Begins to ask, once. */
  void start(Monotonic now);

  /** The time that {@link #nextTimeout} named has come. */
  void handleTimeout(Monotonic now);

  /** When {@link #handleTimeout} wants to be called, in nanoseconds, or NEVER. */
  long nextTimeout();

  /**
   * Gives back what it has, or may have without knowing, and says so when it is done, perhaps at
   * once. Harmless in every state and when repeated.
   */
  void release(Monotonic now);

  /** Where its results go. */
  interface Output {
    /** The port is open; told again with each renewal. */
    void onGranted(MappingClient from, TransportAddress external, Duration lifetime, Monotonic now);

    /** It is not, or no longer. The last that is heard. */
    void onFailed(MappingClient from, MappingAttempt attempt, Monotonic now);

    /** What was to be given back is given back. The last that is heard. */
    void onReleased(MappingClient from);
  }
}
