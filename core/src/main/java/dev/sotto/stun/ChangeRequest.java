package dev.sotto.stun;

/**
 * The value of CHANGE-REQUEST: from where the server is asked to answer (RFC 5780 section 7.2).
 *
 * <pre>
 * |0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 A B 0|
 * </pre>
 *
 * @param ip from its other IP address (A)
 * @param port from its other port (B)
 */
public record ChangeRequest(boolean ip, boolean port) {
  private static final int CHANGE_IP = 0x4;
  private static final int CHANGE_PORT = 0x2;

  static ChangeRequest ofFlags(int flags) {
    return new ChangeRequest((flags & CHANGE_IP) != 0, (flags & CHANGE_PORT) != 0);
  }

  int flags() {
    return (ip ? CHANGE_IP : 0) | (port ? CHANGE_PORT : 0);
  }
}
