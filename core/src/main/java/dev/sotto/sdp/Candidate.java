package dev.sotto.sdp;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place where a peer may be reached (RFC 8839 section 5.1). A value.
 *
 * <pre>
 * candidate:foundation component transport priority address port typ type
 *           [raddr address rport port] [tcptype type] [other words and values]
 * </pre>
 *
 * @param foundation equal for candidates that will probably fare alike; 1 to 32 characters of
 *     {@code A-Z a-z 0-9 + /}
 * @param component 1 to 256; data channels have only {@link #DATA}
 * @param transport what carries its packets
 * @param priority 0 to 2^32 - 1
 * @param address an IP literal of one host, or the name {@code <uuid>.local} behind which a browser
 *     hides it; nothing else, so that no peer makes us ask a name server; kept in one canonical
 *     form
 * @param port 1 to 65535
 * @param type how it was found
 * @param related the address it stems from, for people to read; null for a host candidate, which
 *     stems from none, and {@code 0.0.0.0:9} where another's is not to be known, also when given as
 *     null
 * @param mapped whether a gateway was asked to open it, which only peers of our own kind say; for a
 *     server-reflexive candidate, which others take it for
 */
public record Candidate(
    String foundation,
    int component,
    CandidateTransport transport,
    long priority,
    String address,
    int port,
    CandidateType type,
    @Nullable TransportAddress related,
    boolean mapped) {
  /** The component of data channels, the only one. */
  public static final int DATA = 1;

  private static final String MAPPED = "mapped";
  private static final int LONGEST = 1024;
  private static final int UUID_LENGTH = 36;
  private static final String LOCAL = ".local";
  // RFC 8839 5.1: what is said where the related address is not to be known.
  private static final TransportAddress UNSAID = TransportAddress.of("0.0.0.0", 9);

  /** Refuses what RFC 8839, or the meaning of a component here, does not permit. */
  public Candidate {
    if (!isValid(foundation, component, priority, port)) {
      throw new IllegalArgumentException(
          "not a candidate: " + foundation + " " + component + " " + priority + " " + port);
    }
    address =
        canonicalAddress(address)
            .orElseThrow(() -> new IllegalArgumentException("not an address of one host"));
    // RFC 8839 5.1: it MUST be present for all types but host, where it MUST be absent.
    if (type == CandidateType.HOST) {
      related = null;
    } else if (related == null) {
      related = UNSAID;
    }
    mapped &= type == CandidateType.SRFLX;
  }

  /**
   * One that no gateway was asked for.
   *
   * @param foundation see {@link #foundation}
   * @param component see {@link #component}
   * @param transport see {@link #transport}
   * @param priority see {@link #priority}
   * @param address see {@link #address}
   * @param port see {@link #port}
   * @param type see {@link #type}
   * @param related see {@link #related}
   */
  public Candidate(
      String foundation,
      int component,
      CandidateTransport transport,
      long priority,
      String address,
      int port,
      CandidateType type,
      @Nullable TransportAddress related) {
    this(foundation, component, transport, priority, address, port, type, related, false);
  }

  private static boolean isValid(String foundation, long component, long priority, long port) {
    return Grammar.isIceChars(foundation, 1, 32)
        && (component >= 1 && component <= 256)
        && (priority >= 0 && priority <= 0xffff_ffffL)
        && (port >= 1 && port <= 0xffff);
  }

  private static Optional<String> canonicalAddress(String text) {
    String lowerCase = text.toLowerCase(Locale.ROOT);
    return isHiddenName(lowerCase)
        ? Optional.of(lowerCase)
        : IpAddress.parse(text).filter(IpAddress::isUnicast).map(IpAddress::toString);
  }

  /** What browsers make up: 8-4-4-4-12 hexadecimal digits and {@code .local}. */
  private static boolean isHiddenName(String text) {
    if (text.length() != UUID_LENGTH + LOCAL.length() || !text.endsWith(LOCAL)) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !HexFormat.isHexDigit(c)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A candidate of our own, over UDP, for data.
   *
   * @param foundation see {@link #foundation}
   * @param priority see {@link #priority(CandidateType, int, int)}
   * @param address where it is
   * @param type how it was found
   * @param related the address it stems from, or null where it is not to be known
   * @return the candidate
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static Candidate udp(
      String foundation,
      long priority,
      TransportAddress address,
      CandidateType type,
      @Nullable TransportAddress related) {
    return new Candidate(
        foundation,
        DATA,
        CandidateTransport.UDP,
        priority,
        address.ip().toString(),
        address.port(),
        type,
        related);
  }

  /**
   * The recommended priority (RFC 8445 section 5.1.2.1).
   *
   * @param type how the candidate was found
   * @param localPreference 0 to 65535, higher is better; different for each address of a host
   * @param component 1 to 256
   * @return 1 to 2^31 - 1
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static long priority(CandidateType type, int localPreference, int component) {
    if (localPreference < 0 || localPreference > 0xffff || component < 1 || component > 256) {
      throw new IllegalArgumentException(localPreference + ", " + component);
    }
    return ((long) type.preference() << 24) + ((long) localPreference << 8) + (256 - component);
  }

  /**
   * Reads what a peer sent: the value of the attribute, with or without {@code a=} and {@code
   * candidate:}. Words that are not known are skipped (RFC 8839 section 5.1).
   *
   * @param text the text, from anyone
   * @return the candidate, or empty for anything that is none we can use: malformed, of another
   *     type or transport, with a host name, or without content, which is how browsers say that
   *     there are no more
   */
  public static Optional<Candidate> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String[] words = withoutPrefix(text.strip()).split(" +", -1);
    if (words.length < 8 || !words[6].equals("typ")) {
      return Optional.empty();
    }
    long component = Grammar.number(words[1]);
    long priority = Grammar.number(words[3]);
    long port = Grammar.number(words[5]);
    Optional<CandidateTransport> transport =
        CandidateTransport.of(words[2], extension("tcptype", words));
    Optional<CandidateType> type = CandidateType.ofToken(words[7]);
    if (!isValid(words[0], component, priority, port)
        || canonicalAddress(words[4]).isEmpty()
        || transport.isEmpty()
        || type.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Candidate(
            words[0],
            (int) component,
            transport.get(),
            priority,
            words[4],
            (int) port,
            type.get(),
            related(words),
            extension(MAPPED, words).equals("1")));
  }

  private static String withoutPrefix(String text) {
    int start = text.startsWith("a=") ? 2 : 0;
    return text.startsWith("candidate:", start)
        ? text.substring(start + "candidate:".length())
        : text.substring(start);
  }

  /** The value of a word after the type; empty when it is absent. */
  private static String extension(String name, String[] words) {
    for (int i = 8; i + 1 < words.length; i += 2) {
      if (words[i].equals(name)) {
        return words[i + 1];
      }
    }
    return "";
  }

  private static @Nullable TransportAddress related(String[] words) {
    Optional<IpAddress> address = IpAddress.parse(extension("raddr", words));
    long port = Grammar.number(extension("rport", words));
    return address.isEmpty() || port < 0 || port > 0xffff
        ? null
        : new TransportAddress(address.get(), (int) port);
  }

  /**
   * Where it is.
   *
   * @return the address and the port, or empty when a {@code .local} name hides the address
   */
  public Optional<TransportAddress> transportAddress() {
    return IpAddress.parse(address).map(ip -> new TransportAddress(ip, port));
  }

  /**
   * The value of the attribute, as {@code RTCIceCandidate.candidate} has it.
   *
   * @return the text, from {@code candidate:} on
   */
  public String toAttribute() {
    StringBuilder text = new StringBuilder(128).append("candidate:").append(foundation);
    text.append(' ').append(component).append(' ').append(transport.protocol());
    text.append(' ').append(priority).append(' ').append(address).append(' ').append(port);
    text.append(" typ ").append(type.token());
    if (related != null) {
      text.append(" raddr ").append(related.ip()).append(" rport ").append(related.port());
    }
    if (transport.isTcp()) {
      text.append(" tcptype ").append(transport.tcpType());
    }
    if (mapped) {
      text.append(' ').append(MAPPED).append(" 1");
    }
    return text.toString();
  }
}
