package dev.sotto.sdp;

import dev.sotto.sdp.MediaSection.Protocol;

/** Writes a description: the lines that browsers ask for, in the order of RFC 9429, no others. */
final class SdpWriter {
  private static final String CRLF = "\r\n";

  private final StringBuilder text = new StringBuilder(1024);

  private SdpWriter() {}

  static String write(DataChannelDescription description) {
    SdpWriter writer = new SdpWriter();
    writer.session(description);
    writer.mediaSection(description.media(), description.sctp());
    writer.ice(description.ice());
    writer.dtls(description.dtls());
    writer.sctp(description.media().protocol(), description.sctp());
    writer.candidates(description.ice());
    return writer.text.toString();
  }

  private void session(DataChannelDescription description) {
    Origin origin = description.origin();
    line("v=0");
    // RFC 9429 5.2.1: user name and address are there to fill the line.
    line(
        "o=- "
            + Long.toUnsignedString(origin.sessionId())
            + " "
            + Long.toUnsignedString(origin.version())
            + " IN IP4 127.0.0.1");
    line("s=-");
    line("t=0 0");
    if (description.media().bundled()) {
      line("a=group:BUNDLE " + description.media().mid());
    }
    // RFC 8839 5.3: ice-lite is a session-level attribute only.
    if (description.ice().lite()) {
      line("a=ice-lite");
    }
  }

  private void mediaSection(MediaSection media, SctpParameters sctp) {
    boolean old = media.protocol() == Protocol.DTLS_SCTP;
    String format = old ? Integer.toString(sctp.port()) : SdpParser.DATA_CHANNEL_FORMAT;
    // RFC 9429 5.2.1: port 9 and address 0.0.0.0, since candidates say where.
    line("m=application 9 " + media.protocol().token() + " " + format);
    line("c=IN IP4 0.0.0.0");
    if (media.mid() != null) {
      line("a=mid:" + media.mid());
    }
  }

  private void ice(IceDescription ice) {
    line("a=ice-ufrag:" + ice.parameters().ufrag());
    line("a=ice-pwd:" + ice.parameters().pwd());
    // RFC 8839 5.6: options that a peer does not know are passed over.
    if (ice.trickle()) {
      String prepares = ice.preparesRestarts() ? " " + SdpParser.PREPARES_RESTARTS : "";
      line("a=ice-options:trickle" + prepares);
    }
  }

  private void dtls(DtlsParameters dtls) {
    for (Fingerprint fingerprint : dtls.fingerprints()) {
      line("a=fingerprint:" + fingerprint);
    }
    line("a=setup:" + dtls.setup().token());
  }

  private void sctp(Protocol protocol, SctpParameters sctp) {
    if (protocol == Protocol.DTLS_SCTP) {
      line("a=sctpmap:" + sctp.port() + " " + SdpParser.DATA_CHANNEL_FORMAT + " 65535");
    } else {
      line("a=sctp-port:" + sctp.port());
    }
    line("a=max-message-size:" + sctp.maxMessageSize());
  }

  private void candidates(IceDescription ice) {
    for (Candidate candidate : ice.candidates()) {
      line("a=" + candidate.toAttribute());
    }
    if (ice.endOfCandidates()) {
      line("a=end-of-candidates");
    }
  }

  private void line(String line) {
    text.append(line).append(CRLF);
  }
}
