package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;

/** Starting servers, with words for what can go wrong. */
final class Servers {
  private Servers() {}

  /**
   * Starts a server.
   *
   * @throws Failure when its address or port cannot be had
   */
  static WebServer start(WebOptions options) {
    try {
      return WebServer.start(options);
    } catch (IOException e) {
      throw new Failure(
          Kind.NO_PATH,
          String.valueOf(e.getMessage()),
          "choose another port with --port; 0 takes any that is free");
    }
  }
}
