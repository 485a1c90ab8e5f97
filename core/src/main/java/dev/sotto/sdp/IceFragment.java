package dev.sotto.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Credentials and candidates without the rest of a session description (RFC 8840 section 9): what
 * one side tells the other of its ICE inside a connection that stands. A value.
 *
 * @param parameters the credentials
 * @param candidates the candidates, at most {@link IceDescription#MAX_CANDIDATES}
 */
public record IceFragment(IceParameters parameters, List<Candidate> candidates) {
  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final String UFRAG = "a=ice-ufrag:";
  private static final String PWD = "a=ice-pwd:";
  private static final String CANDIDATE = "a=candidate:";

  /** Copies the list and refuses one that is too long. */
  public IceFragment {
    candidates = List.copyOf(candidates);
    if (candidates.size() > IceDescription.MAX_CANDIDATES) {
      throw new IllegalArgumentException(candidates.size() + " candidates");
    }
  }

  /**
   * Reads what a peer sent. Lines that are not known, and candidates that we cannot use, are passed
   * over.
   *
   * @param text the text, from anyone
   * @return the fragment, or empty when it is too long or has no credentials
   */
  public static Optional<IceFragment> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String ufrag = "";
    String pwd = "";
    List<Candidate> candidates = new ArrayList<>();
    for (String line : text.split("\r?\n", -1)) {
      if (line.startsWith(UFRAG)) {
        ufrag = line.substring(UFRAG.length());
      } else if (line.startsWith(PWD)) {
        pwd = line.substring(PWD.length());
      } else if (line.startsWith(CANDIDATE) && candidates.size() < IceDescription.MAX_CANDIDATES) {
        Candidate.parse(line)
            .filter(candidate -> candidate.component() == Candidate.DATA)
            .ifPresent(candidates::add);
      }
    }
    return IceParameters.isUfrag(ufrag) && IceParameters.isPwd(pwd)
        ? Optional.of(new IceFragment(new IceParameters(ufrag, pwd), candidates))
        : Optional.empty();
  }

  /**
   * The text to send.
   *
   * @return the lines, each ended by CR LF, all ASCII
   */
  public String toText() {
    StringBuilder text = new StringBuilder(512);
    text.append(UFRAG).append(parameters.ufrag()).append("\r\n");
    text.append(PWD).append(parameters.pwd()).append("\r\n");
    for (Candidate candidate : candidates) {
      text.append("a=").append(candidate.toAttribute()).append("\r\n");
    }
    return text.toString();
  }
}
