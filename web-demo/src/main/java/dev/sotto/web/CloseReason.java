package dev.sotto.web;

import dev.sotto.web.rooms.Ending;

/** Why the server ends a WebSocket, as its close frame says it (RFC 6455 section 7.4.2). */
enum CloseReason {
  SERVER_STOPS(1001, "the server stops"),
  BINARY(1003, "text only"),
  MALFORMED(4000, "malformed message, or not now"),
  TAKEN(4003, "already used or open elsewhere"),
  GONE(4004, "no such room"),
  RUN_ENDED(4005, "the inviter ended this run"),
  DEAD(4006, "the code is burned"),
  OTHER_LEFT(4007, "the other side has left for good"),
  NOTHING_SAID(4008, "no first message in time"),
  USED_UP(4009, "the room has relayed all it may"),
  EXPIRED(4010, "the room has been open too long"),
  LOST(4011, "the server lost its rooms"),
  BUSY(4013, "the server is busy"),
  NO_TOKEN(4030, "opening rooms needs a token");

  private final int code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }

  static CloseReason of(Ending ending) {
    return switch (ending) {
      case TAKEN -> TAKEN;
      case GONE -> GONE;
      case RUN_ENDED -> RUN_ENDED;
      case DEAD -> DEAD;
      case OTHER_LEFT -> OTHER_LEFT;
      case USED_UP -> USED_UP;
      case EXPIRED -> EXPIRED;
      case BUSY -> BUSY;
      case LOST -> LOST;
    };
  }
}
