package dev.sotto.sdp;

import static dev.sotto.sdp.SdpException.Reason.BAD_VALUE;
import static dev.sotto.sdp.SdpException.Reason.MALFORMED;
import static dev.sotto.sdp.SdpException.Reason.NO_DATA_CHANNEL;
import static dev.sotto.sdp.SdpException.Reason.NO_USABLE_FINGERPRINT;
import static dev.sotto.sdp.SdpException.Reason.OTHER_MEDIA;
import static dev.sotto.sdp.SdpException.Reason.REJECTED;
import static dev.sotto.sdp.SdpException.Reason.TOO_LONG;

import dev.sotto.sdp.MediaSection.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a description in two steps: lines into sections, then the attributes that are used out of
 * them. Used for one text and then dropped.
 */
final class SdpParser {
  /** Our own ICE option: the sides tell each other in advance how ICE would begin anew. */
  static final String PREPARES_RESTARTS = "sotto-restart";

  static final String DATA_CHANNEL_FORMAT = "webrtc-datachannel";

  private static final int MAX_FINGERPRINTS = 16;

  private final Section session = new Section();
  private final Section media = new Section();
  private @Nullable Origin origin;
  private @Nullable String mediaLine;
  private int lineNumber;

  private SdpParser() {}

  static DataChannelDescription parse(String text) {
    if (text.length() > DataChannelDescription.MAX_LENGTH) {
      throw new SdpException(TOO_LONG, text.length() + " characters");
    }
    SdpParser parser = new SdpParser();
    text.lines().forEachOrdered(parser::line);
    return parser.description();
  }

  private void line(String line) {
    lineNumber++;
    if (line.length() > DataChannelDescription.MAX_LINE_LENGTH) {
      throw new SdpException(
          TOO_LONG, "line " + lineNumber + " has " + line.length() + " characters");
    }
    if (lineNumber == 1 && !line.equals("v=0")) {
      throw malformed("is not v=0");
    }
    if (line.isEmpty()) {
      return;
    }
    if (line.length() < 2 || line.charAt(1) != '=') {
      throw malformed("is no letter, equals sign and value");
    }
    String value = line.substring(2);
    switch (line.charAt(0)) {
      case 'o' -> origin(value);
      case 'm' -> media(value);
      case 'a' -> (mediaLine == null ? session : media).add(value);
      default -> {
        // RFC 8866 5: name, times, bandwidth and the like say nothing about data channels.
      }
    }
  }

  private SdpException malformed(String what) {
    return new SdpException(MALFORMED, "line " + lineNumber + " " + what);
  }

  private void origin(String value) {
    String[] words = value.split(" ", -1);
    if (origin != null || words.length != 6) {
      throw malformed("is no origin, or a second one");
    }
    long sessionId = Grammar.number(words[1]);
    long version = Grammar.number(words[2]);
    if (sessionId < 0 || version < 0) {
      throw malformed("has no session id or version");
    }
    origin = new Origin(sessionId, version);
  }

  private void media(String value) {
    if (mediaLine != null || !value.startsWith("application ")) {
      throw new SdpException(
          OTHER_MEDIA, "line " + lineNumber + ": only one section, of data channels, is supported");
    }
    mediaLine = value;
  }

  private DataChannelDescription description() {
    if (origin == null) {
      throw new SdpException(MALFORMED, "no o= line");
    }
    if (mediaLine == null) {
      throw new SdpException(NO_DATA_CHANNEL, "no m= line");
    }
    String[] words = mediaLine.split(" ", -1);
    Optional<Protocol> protocol = words.length == 4 ? Protocol.ofToken(words[2]) : Optional.empty();
    if (protocol.isEmpty()) {
      throw new SdpException(OTHER_MEDIA, "the m= line is not of data channels");
    }
    checkPort(words[1]);
    return new DataChannelDescription(
        origin,
        mediaSection(protocol.get()),
        ice(),
        new DtlsParameters(setup(), fingerprints()),
        new SctpParameters(sctpPort(protocol.get(), words[3]), maxMessageSize()));
  }

  /** RFC 8843 6: in a bundle-only section, zero does not mean that it is refused. */
  private void checkPort(String word) {
    long port = Grammar.number(word);
    if (port == 0 && !media.has("bundle-only")) {
      throw new SdpException(REJECTED, "the m= line has port 0");
    }
    if (port < 0 || port > 0xffff) {
      throw new SdpException(BAD_VALUE, "the m= line has no port");
    }
  }

  private MediaSection mediaSection(Protocol protocol) {
    Optional<String> mid = media.one("mid");
    if (mid.isEmpty()) {
      return new MediaSection(protocol, null, false);
    }
    if (!MediaSection.isMid(mid.get())) {
      throw badValue("mid");
    }
    boolean bundled =
        session.all("group").stream()
            .map(group -> List.of(group.split(" ", -1)))
            .anyMatch(group -> group.get(0).equals("BUNDLE") && group.contains(mid.get()));
    return new MediaSection(protocol, mid.get(), bundled);
  }

  private IceDescription ice() {
    String ufrag = required("ice-ufrag");
    String pwd = required("ice-pwd");
    if (!IceParameters.isUfrag(ufrag)) {
      throw badValue("ice-ufrag");
    }
    if (!IceParameters.isPwd(pwd)) {
      throw badValue("ice-pwd");
    }
    List<String> options =
        inEither("ice-options").stream()
            .flatMap(words -> List.of(words.split("[ ,]", -1)).stream())
            .toList();
    List<Candidate> candidates =
        media.all("candidate").stream()
            .limit(4L * IceDescription.MAX_CANDIDATES)
            .flatMap(value -> Candidate.parse(value).stream())
            .filter(candidate -> candidate.component() == Candidate.DATA)
            .limit(IceDescription.MAX_CANDIDATES)
            .toList();
    return new IceDescription(
        new IceParameters(ufrag, pwd),
        session.has("ice-lite"),
        options.contains("trickle"),
        options.contains(PREPARES_RESTARTS),
        candidates,
        media.has("end-of-candidates") || session.has("end-of-candidates"));
  }

  private DtlsSetup setup() {
    return DtlsSetup.ofToken(required("setup")).orElseThrow(() -> badValue("setup"));
  }

  private List<Fingerprint> fingerprints() {
    List<String> values = inEither("fingerprint");
    if (values.isEmpty()) {
      throw Section.missing("fingerprint");
    }
    if (values.size() > MAX_FINGERPRINTS) {
      throw badValue("fingerprint");
    }
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (String value : values) {
      String[] words = value.split(" ", -1);
      if (words.length != 2) {
        throw badValue("fingerprint");
      }
      // RFC 8122 5.1: a hash function that is not supported is passed over.
      if (Fingerprint.isUsable(words[0])) {
        fingerprints.add(
            Fingerprint.parse(words[0], words[1]).orElseThrow(() -> badValue("fingerprint")));
      }
    }
    if (fingerprints.isEmpty()) {
      throw new SdpException(NO_USABLE_FINGERPRINT, "no a=fingerprint of SHA-256 or better");
    }
    return fingerprints;
  }

  private int sctpPort(Protocol protocol, String format) {
    boolean old = protocol == Protocol.DTLS_SCTP;
    if (!old && !format.equals(DATA_CHANNEL_FORMAT)) {
      throw new SdpException(OTHER_MEDIA, "the m= line is not of data channels");
    }
    if (old && media.all("sctpmap").stream().noneMatch(map -> isDataChannelMap(map, format))) {
      throw Section.missing("sctpmap");
    }
    String value =
        old ? format : media.one("sctp-port").orElseThrow(() -> Section.missing("sctp-port"));
    long port = Grammar.number(value);
    // RFC 8841 5.2: zero closes the association; there is nothing to connect to.
    if (port == 0) {
      throw new SdpException(REJECTED, "the SCTP port is 0");
    }
    if (port < 0 || port > 0xffff) {
      throw badValue("sctp-port");
    }
    return (int) port;
  }

  private static boolean isDataChannelMap(String map, String format) {
    return map.equals(format + " " + DATA_CHANNEL_FORMAT)
        || map.startsWith(format + " " + DATA_CHANNEL_FORMAT + " ");
  }

  private long maxMessageSize() {
    Optional<String> value = media.one("max-message-size");
    if (value.isEmpty()) {
      return SctpParameters.UNSAID_SIZE;
    }
    long size = Grammar.number(value.get());
    if (size < 0) {
      throw badValue("max-message-size");
    }
    return size;
  }

  /** The one value in the media section or, where it has none, in the session. */
  private String required(String name) {
    return media.one(name).or(() -> session.one(name)).orElseThrow(() -> Section.missing(name));
  }

  /** All values in the media section or, where it has none, in the session. */
  private List<String> inEither(String name) {
    return media.has(name) ? media.all(name) : session.all(name);
  }

  private static SdpException badValue(String name) {
    return new SdpException(BAD_VALUE, "a=" + name + " has a value that it may not have");
  }
}
