package dev.sotto.web.rooms;

/**
 * One socket's place in a room. A seat goes stale when another socket takes it over or, for a
 * joiner, when the inviter begins the next run; every operation of a stale seat is refused.
 *
 * @param room the room
 * @param role which side of it
 * @param run the run it was taken for, 1 at first; of an inviter, the run that it has begun last
 * @param attachment which socket: a number that rises in a room each time that somebody sits down
 */
public record Seat(RoomName room, Role role, int run, long attachment) {}
