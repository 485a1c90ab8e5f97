package dev.sotto.web;

/** Why the server ends a WebSocket, as its close frame says it (RFC 6455 section 7.4.2). */
enum CloseReason {
  SERVER_STOPS(1001, "the server stops"),
  BINARY(1003, "text only"),
  MALFORMED(4000, "malformed message"),
  REPLACED(4001, "opened elsewhere"),
  FULL(4003, "the room is full"),
  NO_JOIN(4008, "no join in time"),
  USED_UP(4009, "the room has relayed all it may"),
  EXPIRED(4010, "the room has been open too long"),
  BUSY(4013, "too many rooms or connections");

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
}
