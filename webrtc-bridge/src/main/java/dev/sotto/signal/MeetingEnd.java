package dev.sotto.signal;

/**
 * Why a {@link MeetingPlace} is closed to us.
 *
 * @param reason the kind of end
 * @param sentence one sentence of ours for a person, without a full stop; never the server's words
 */
public record MeetingEnd(Reason reason, String sentence) {
  static final int STOPPED = 1001;
  private static final int NOT_TEXT = 1003;
  private static final int TOO_BIG = 1009;
  private static final int MALFORMED = 4000;
  private static final int TAKEN = 4003;
  private static final int GONE = 4004;
  private static final int RUN_OVER = 4005;
  static final int DEAD = 4006;
  private static final int PEER_GONE = 4007;
  private static final int TOO_SLOW = 4008;
  private static final int ROOM_FULL = 4009;
  private static final int EXPIRED = 4010;
  private static final int LOST = 4011;
  static final int BUSY = 4013;

  /** RFC 6455 section 7.4.1: the connection ended without a word. */
  static final int ABNORMAL = 1006;

  private static final int NO_TOKEN = 4030;

  /** The kinds of end. */
  public enum Reason {
    /** We closed it ourselves. */
    CLOSED,
    /** There is nothing at that address, or the connection broke and did not come back in time. */
    UNREACHABLE,
    /** The server stops. */
    STOPPED,
    /** Both places in the room are taken: the code was used, or is open elsewhere. */
    TAKEN,
    /** There is no such room, not any more. */
    GONE,
    /** The inviter ended this run; a new one may be tried. */
    RUN_OVER,
    /** The code is used up. */
    DEAD,
    /** The other side has left for good. */
    PEER_GONE,
    /** The limits of the room are used up. */
    LIMIT,
    /** The room is too old. */
    EXPIRED,
    /** The server, or we for this caller, have no room left or no time. */
    BUSY,
    /** Rooms of this server are opened with a token, and ours is missing or wrong. */
    TOKEN,
    /** The server took something for malformed, or refused the connection. */
    REFUSED,
    /** The other end, server or caller, said what it may not say, or more than we take. */
    PROTOCOL
  }

  /**
   * What a server means by closing the WebSocket (RFC 6455 section 7.4, and {@code
   * docs/protocol.md}).
   *
   * @param code the status code that it gave
   * @return the end, in our words
   */
  public static MeetingEnd ofCloseCode(int code) {
    return switch (code) {
      case STOPPED -> new MeetingEnd(Reason.STOPPED, "the rendezvous server stops");
      case NOT_TEXT, TOO_BIG, MALFORMED ->
          new MeetingEnd(Reason.REFUSED, "the rendezvous server did not understand us");
      case TAKEN -> new MeetingEnd(Reason.TAKEN, "this code was already used or is open elsewhere");
      case GONE ->
          new MeetingEnd(
              Reason.GONE,
              "there is no such code here: it was used, it is too old, or it is wrong");
      case RUN_OVER -> new MeetingEnd(Reason.RUN_OVER, "the other side ended this try");
      case DEAD -> new MeetingEnd(Reason.DEAD, "the code is used up");
      case PEER_GONE -> new MeetingEnd(Reason.PEER_GONE, "the other side has left");
      case TOO_SLOW -> new MeetingEnd(Reason.REFUSED, "the rendezvous server did not wait for us");
      case ROOM_FULL -> new MeetingEnd(Reason.LIMIT, "the limits of the room are used up");
      case EXPIRED -> new MeetingEnd(Reason.EXPIRED, "the code is too old");
      case LOST -> new MeetingEnd(Reason.STOPPED, "the rendezvous server lost its rooms");
      case BUSY -> new MeetingEnd(Reason.BUSY, "the rendezvous server is busy");
      case NO_TOKEN ->
          new MeetingEnd(Reason.TOKEN, "this rendezvous server lets only some open rooms");
      default -> new MeetingEnd(Reason.REFUSED, "the rendezvous server ended the connection");
    };
  }

  static MeetingEnd closed() {
    return new MeetingEnd(Reason.CLOSED, "closed");
  }

  static MeetingEnd unreachable(String sentence) {
    return new MeetingEnd(Reason.UNREACHABLE, sentence);
  }

  static MeetingEnd protocol(String sentence) {
    return new MeetingEnd(Reason.PROTOCOL, sentence);
  }
}
