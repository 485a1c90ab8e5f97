package dev.sotto.sdp;

import java.util.List;

/**
 * An offer or an answer of data channels and nothing else. Immutable, free to share between
 * threads; printed, it shows no password.
 *
 * @param origin which session, and which version of it
 * @param media the identity of its one media section
 * @param ice what the peer says of its ICE
 * @param dtls what the peer says of its DTLS
 * @param sctp what the peer says of its SCTP
 */
public record DataChannelDescription(
    Origin origin,
    MediaSection media,
    IceDescription ice,
    DtlsParameters dtls,
    SctpParameters sctp) {
  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** The longest line that is read, in characters. */
  public static final int MAX_LINE_LENGTH = 4096;

  /**
   * Reads the offer or answer of a peer. Lines may end with or without a carriage return;
   * attributes and candidates that are not known are passed over; ICE and DTLS attributes may stand
   * before the media section.
   *
   * @param sdp the text, from anyone
   * @return what it says
   * @throws SdpException if it is not to be understood, is longer than {@link #MAX_LENGTH}, has
   *     another media section than one for data channels, or refuses that
   */
  public static DataChannelDescription parse(String sdp) {
    return SdpParser.parse(sdp);
  }

  /**
   * An offer: {@code setup:actpass}, as RFC 8842 section 5.2 demands.
   *
   * @param origin which session, and which version of it
   * @param ice our ICE
   * @param fingerprint of our certificate
   * @param sctp our SCTP
   * @return the description
   */
  public static DataChannelDescription offer(
      Origin origin, IceDescription ice, Fingerprint fingerprint, SctpParameters sctp) {
    return new DataChannelDescription(
        origin, MediaSection.offered(), ice, dtls(DtlsSetup.ACTPASS, fingerprint), sctp);
  }

  /**
   * An answer to this offer, in the form that the offer has.
   *
   * @param origin our session, and its version
   * @param ice our ICE
   * @param setup our part in DTLS, see {@link DtlsSetup#answer}
   * @param fingerprint of our certificate
   * @param sctp our SCTP
   * @return the description
   * @throws IllegalArgumentException if the setup does not fit, see {@link DtlsSetup#answers}
   */
  public DataChannelDescription answer(
      Origin origin,
      IceDescription ice,
      DtlsSetup setup,
      Fingerprint fingerprint,
      SctpParameters sctp) {
    if (!setup.answers(dtls.setup())) {
      throw new IllegalArgumentException(setup + " in answer to " + dtls.setup());
    }
    return new DataChannelDescription(origin, media, ice, dtls(setup, fingerprint), sctp);
  }

  private static DtlsParameters dtls(DtlsSetup setup, Fingerprint fingerprint) {
    return new DtlsParameters(setup, List.of(fingerprint));
  }

  /**
   * The text to send. It has the password in it.
   *
   * @return the session description, each line ended by CR LF, all ASCII
   */
  public String toSdp() {
    return SdpWriter.write(this);
  }
}
