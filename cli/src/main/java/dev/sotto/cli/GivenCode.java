package dev.sotto.cli;

import dev.sotto.cli.Failure.Kind;
import dev.sotto.messenger.RendezvousServer;
import dev.sotto.pairing.PairingCode;
import dev.sotto.pairing.PairingCode.Parsed;
import dev.sotto.pairing.WordList;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person was told by the one who invited them.
 *
 * @param code the code
 * @param server where it holds, when it came with its place or as a link
 */
record GivenCode(PairingCode code, Optional<RendezvousServer> server) {
  private static final String EXAMPLE = "a code is like 4711-word-word-word";
  private static final Pattern SCHEME = Pattern.compile("(?i)https?://.*");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|\\[.*]");

  /**
   * Reads {@code CODE}, {@code CODE@HOST:PORT}, {@code CODE@https://HOST:PORT} or a link. Nothing
   * has been sent then, so a slip costs nothing.
   *
   * @param text as a person writes it
   * @param words those a code is made of
   * @throws Failure when it is neither; its text does not hold what was written
   */
  static GivenCode parse(String text, WordList words) {
    int fragment = text.indexOf('#');
    if (fragment >= 0) {
      URI server = ServerUrl.parse(text.substring(0, fragment).strip());
      return new GivenCode(code(text.substring(fragment + 1), words), Optional.of(linked(server)));
    }
    int at = text.indexOf('@');
    if (at >= 0) {
      RendezvousServer place = place(text.substring(at + 1).strip());
      return new GivenCode(code(text.substring(0, at), words), Optional.of(place));
    }
    return new GivenCode(code(text, words), Optional.empty());
  }

  /** Who made the code is the server, and no authority knows it. */
  private static RendezvousServer place(String text) {
    String url = SCHEME.matcher(text).matches() ? text : "http://" + HostPort.toConnect(text);
    return RendezvousServer.at(ServerUrl.parse(url)).withAnyCertificate();
  }

  /** What has a name can have a certificate for it. */
  private static RendezvousServer linked(URI server) {
    RendezvousServer place = RendezvousServer.at(server);
    return NUMBERS.matcher(server.getHost()).matches() ? place.withAnyCertificate() : place;
  }

  private static PairingCode code(String text, WordList words) {
    Parsed parsed = PairingCode.parse(text, words);
    if (parsed instanceof Parsed.Valid valid) {
      return valid.code();
    } else if (parsed instanceof Parsed.UnknownWord unknown) {
      throw new Failure(
          Kind.USAGE,
          "word " + unknown.position() + " of the code is none that codes are made of",
          "perhaps it is " + unknown.nearest());
    } else if (parsed instanceof Parsed.WrongCount wrong) {
      throw new Failure(
          Kind.USAGE,
          "the code has "
              + wrong.count()
              + (wrong.count() == 1 ? " word" : " words")
              + " instead of "
              + PairingCode.MIN_WORDS
              + " to "
              + PairingCode.MAX_WORDS,
          EXAMPLE);
    }
    throw new Failure(Kind.USAGE, "the code does not start with a number", EXAMPLE);
  }
}
