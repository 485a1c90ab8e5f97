package dev.sotto.web.rooms;

/** Why a seat cannot be had or is no more. */
public enum Ending {
  /** Both seats are used, or another socket has taken this one over. */
  TAKEN,
  /** There is no such room, seat or log: never was, used up, or over. Which of them is not told. */
  GONE,
  /** The inviter began the next run without this joiner. */
  RUN_ENDED,
  /** The inviter burned the code. */
  DEAD,
  /** The other has left for good, or did not come back in time. */
  OTHER_LEFT,
  /** The room has relayed all it may. */
  USED_UP,
  /** The room has been open too long. */
  EXPIRED,
  /** There are too many rooms, or too much waits in them. */
  BUSY,
  /** The store no longer has a room that somebody sits in: it was started anew. */
  LOST
}
