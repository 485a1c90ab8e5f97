package dev.sotto.mdns;

import java.util.regex.Pattern;

/**
 * Where somebody on the link says that the room of a code is: at a port of the machine that says
 * so. Nothing proves it; a wrong one is noticed when the code does not fit.
 *
 * @param room the number in the code, 1 to 9 digits without a leading zero
 * @param port the TCP port of the rendezvous server, 1 to 65535
 * @param secure whether it speaks TLS
 */
public record RoomPlace(String room, int port, boolean secure) {
  private static final Pattern ROOM = Pattern.compile("[1-9][0-9]{0,8}");

  /** Refuses what no server has. */
  public RoomPlace {
    if (!isRoom(room) || port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("no place of a room");
    }
  }

  static boolean isRoom(String text) {
    return ROOM.matcher(text).matches();
  }
}
