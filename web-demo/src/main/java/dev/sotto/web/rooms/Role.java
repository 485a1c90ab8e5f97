package dev.sotto.web.rooms;

/** Which of the two seats of a room. */
public enum Role {
  /** Who opened the room. */
  INVITER,
  /** Who came with the room's number. */
  JOINER;

  /**
   * The one across the table.
   *
   * @return the other role
   */
  public Role other() {
    return this == INVITER ? JOINER : INVITER;
  }
}
