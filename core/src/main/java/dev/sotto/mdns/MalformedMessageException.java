package dev.sotto.mdns;

/** Bytes that are no DNS message. Without a stack trace, since strangers can cause it at will. */
final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
