package dev.sotto.pairing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What two peers know in common before they run the exchange: mode, room and CPace's password
 * related string. Several runs may use it, one after the other or at once.
 */
public final class PairingSecret implements AutoCloseable {
  private static final String DIRECT_ROOM = "0";

  private final Mode mode;
  private final String room;
  private final byte[] password;

  private PairingSecret(Mode mode, String room, byte[] password) {
    this.mode = mode;
    this.room = room;
    this.password = password;
  }

  /**
   * For a room of a rendezvous server.
   *
   * @param code the room and the words
   * @return the secret, mode {@link Mode#CODE}
   */
  public static PairingSecret code(PairingCode code) {
    return new PairingSecret(
        Mode.CODE, code.room(), code.password().getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * For a connection straight to the inviter.
   *
   * @param code the words; its room must be {@code 0}
   * @return the secret, mode {@link Mode#DIRECT}
   * @throws IllegalArgumentException if the code names another room
   */
  public static PairingSecret direct(PairingCode code) {
    if (!code.room().equals(DIRECT_ROOM)) {
      throw new IllegalArgumentException("a direct connection has room 0");
    }
    return new PairingSecret(
        Mode.DIRECT, DIRECT_ROOM, code.password().getBytes(StandardCharsets.US_ASCII));
  }

  static PairingSecret rejoin(String room, byte[] password) {
    return new PairingSecret(Mode.REJOIN, room, password.clone());
  }

  /**
   * How the peers meet.
   *
   * @return the mode, never {@link Mode#MANUAL}
   */
  public Mode mode() {
    return mode;
  }

  /**
   * Where they meet: decimal for a code, {@code 0} when direct, 32 hexadecimal digits for a rejoin.
   *
   * @return the room; no secret in the modes code and direct
   */
  public String room() {
    return room;
  }

  /** The password related string, for reading only. */
  byte[] password() {
    return password;
  }

  /** Wipes the secret; runs that are made after this cannot succeed. */
  @Override
  public void close() {
    Arrays.fill(password, (byte) 0);
  }

  /** The mode alone. */
  @Override
  public String toString() {
    return "PairingSecret[" + mode + "]";
  }
}
