package dev.sotto.cli;

/** What the process tells the shell; part of the contract with scripts, so never renumbered. */
enum ExitCode {
  /** All that was asked for is done. */
  DONE(0),
  /** The command line, or what came on standard input, makes no sense. */
  USAGE(2),
  /** The other side does not want to. */
  REFUSED(3),
  /** The other side is not who it should be: wrong code, wrong certificate, wrong key. */
  AUTHENTICATION(4),
  /** There is no way to the other side or to the server. */
  NO_PATH(5),
  /** It broke in the middle and can be resumed. */
  INTERRUPTED(6),
  /** What arrived is not what was sent. */
  INTEGRITY(7),
  /** A disk, a file or a stream does not take or give what it should. */
  DISK(8),
  /** The other side does not keep to the protocol. */
  PROTOCOL(9),
  /** A bug of ours. */
  INTERNAL(70),
  /** Ctrl-C; the JVM itself exits with it after the shutdown hooks (128 + SIGINT). */
  SIGINT(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The number, 0 to 255. */
  int status() {
    return status;
  }
}
