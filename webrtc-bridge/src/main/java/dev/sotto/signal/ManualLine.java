package dev.sotto.signal;

import dev.sotto.address.IpAddress;
import dev.sotto.sdp.Candidate;
import dev.sotto.sdp.CandidateTransport;
import dev.sotto.sdp.CandidateType;
import dev.sotto.sdp.Fingerprint;
import dev.sotto.sdp.IceParameters;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A description as one line that a person can carry ({@code docs/protocol.md}, "SESSION", manual).
 * Nothing in it is authentic: whoever carries it can change it, and reads the ICE password.
 *
 * <pre>
 *   u8 version 1 | u8 type (1 offer, 2 answer) | 16 nonce | answer only: SHA-256(offer)[0..8)
 *   u8 length of ufrag | u8 length of pwd | ufrag | pwd | 32 fingerprint | u32 message size
 *   u8 flags (1: prepares restarts) | u8 number of candidates | candidates
 *
 *   candidate: u8 = type (2 bits) | transport (2 bits) &lt;&lt; 2 | address (2 bits) &lt;&lt; 4 | mapped &lt;&lt; 6
 *              u16 port | u16 local preference | 4, 16 (IPv6, UUID of a .local name) address
 * </pre>
 *
 * The whole in base64url without padding. A candidate's foundation, and what its address stems
 * from, are not carried; its priority is made again from type and local preference.
 */
public final class ManualLine {
  /** Bytes of the nonce. */
  public static final int NONCE_LENGTH = 16;

  /** The longest line that is read, in characters. */
  public static final int MAX_LENGTH = 4096;

  private static final int VERSION = 1;
  private static final int OFFER = 1;
  private static final int ANSWER = 2;
  private static final int OFFER_HASH_LENGTH = 8;
  private static final int FINGERPRINT_LENGTH = 32;
  private static final int PREPARES_RESTARTS = 1;
  private static final int MAX_CANDIDATES = 32;

  /** By the numbers that stand for them. */
  private static final List<CandidateType> TYPES =
      List.of(CandidateType.HOST, CandidateType.SRFLX, CandidateType.PRFLX, CandidateType.RELAY);

  private static final List<CandidateTransport> TRANSPORTS =
      List.of(
          CandidateTransport.UDP,
          CandidateTransport.TCP_ACTIVE,
          CandidateTransport.TCP_PASSIVE,
          CandidateTransport.TCP_SIMULTANEOUS_OPEN);

  private static final int IPV4 = 0;
  private static final int IPV6 = 1;
  private static final int NAME = 2;
  private static final int MAPPED = 1 << 6;
  private static final int CANDIDATE_BITS = 0x7f;
  private static final String LOCAL = ".local";

  private final byte[] bytes;
  private final byte[] offerHash;
  private final DescriptionFields fields;

  private ManualLine(byte[] bytes, byte[] offerHash, DescriptionFields fields) {
    this.bytes = bytes;
    this.offerHash = offerHash;
    this.fields = fields;
  }

  /**
   * The line of who begins.
   *
   * @param nonce {@link #NONCE_LENGTH} random bytes, used once
   * @param fields the description with all its candidates, of which the first 32 are carried
   * @return the line
   * @throws IllegalArgumentException if the nonce is of another length, or the ICE credentials are
   *     longer than 255 characters
   */
  public static ManualLine offer(byte[] nonce, DescriptionFields fields) {
    return write(OFFER, nonce, new byte[0], fields);
  }

  /**
   * The line in reply to one.
   *
   * @param nonce {@link #NONCE_LENGTH} random bytes, used once
   * @param offer the other side's line
   * @param fields the description with all its candidates, of which the first 32 are carried
   * @return the line
   * @throws IllegalArgumentException if the offer is none, the nonce is of another length, or the
   *     ICE credentials are longer than 255 characters
   */
  public static ManualLine answer(byte[] nonce, ManualLine offer, DescriptionFields fields) {
    if (!offer.isOffer()) {
      throw new IllegalArgumentException("an answer to an answer");
    }
    return write(ANSWER, nonce, offer.hash(), fields);
  }

  private static ManualLine write(
      int type, byte[] nonce, byte[] offerHash, DescriptionFields fields) {
    byte[] ufrag = fields.ice().ufrag().getBytes(StandardCharsets.US_ASCII);
    byte[] pwd = fields.ice().key();
    if (nonce.length != NONCE_LENGTH || ufrag.length > 255 || pwd.length > 255) {
      throw new IllegalArgumentException("nonce or credentials of a wrong length");
    }
    List<Candidate> carried = fields.candidates().stream().limit(MAX_CANDIDATES).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(type);
    out.writeBytes(nonce);
    out.writeBytes(offerHash);
    out.write(ufrag.length);
    out.write(pwd.length);
    out.writeBytes(ufrag);
    out.writeBytes(pwd);
    out.writeBytes(fields.fingerprint().digest());
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) fields.maxMessageSize()).array());
    out.write(fields.preparesRestarts() ? PREPARES_RESTARTS : 0);
    out.write(carried.size());
    carried.forEach(candidate -> write(candidate, out));
    // Read again, because not all of a candidate is carried.
    return read(out.toByteArray()).orElseThrow(IllegalStateException::new);
  }

  private static void write(Candidate candidate, ByteArrayOutputStream out) {
    Optional<IpAddress> ip = IpAddress.parse(candidate.address());
    int address = ip.isEmpty() ? NAME : ip.get().isIpv4() ? IPV4 : IPV6;
    out.write(
        TYPES.indexOf(candidate.type())
            | TRANSPORTS.indexOf(candidate.transport()) << 2
            | address << 4
            | (candidate.mapped() ? MAPPED : 0));
    int preference = (int) (candidate.priority() >> 8) & 0xffff;
    out.writeBytes(
        ByteBuffer.allocate(4)
            .putShort((short) candidate.port())
            .putShort((short) preference)
            .array());
    out.writeBytes(
        ip.map(IpAddress::bytes)
            .orElseGet(() -> HexFormat.of().parseHex(hexOfName(candidate.address()))));
  }

  /** The 32 digits of {@code <uuid>.local}. */
  private static String hexOfName(String name) {
    return name.substring(0, name.length() - LOCAL.length()).replace("-", "");
  }

  /**
   * Reads a line.
   *
   * @param text what a person pasted, from anyone; white space in it is passed over, since mail and
   *     terminals break lines
   * @return the line, or empty for anything that is none
   */
  public static Optional<ManualLine> parse(String text) {
    if (text.length() > 2 * MAX_LENGTH) {
      return Optional.empty();
    }
    String line = text.replaceAll("\\s", "");
    return line.length() > MAX_LENGTH
        ? Optional.empty()
        : StrictJson.bytes(line, 1, MAX_LENGTH).flatMap(ManualLine::read);
  }

  private static Optional<ManualLine> read(byte[] bytes) {
    try {
      return Optional.of(read(bytes, ByteBuffer.wrap(bytes)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty(); // cut off, or a value that its type refuses
    }
  }

  private static ManualLine read(byte[] bytes, ByteBuffer in) {
    require(in.get() == VERSION);
    int type = in.get();
    require(type == OFFER || type == ANSWER);
    take(in, NONCE_LENGTH);
    byte[] offerHash = take(in, type == ANSWER ? OFFER_HASH_LENGTH : 0);
    int ufrag = in.get() & 0xff;
    int pwd = in.get() & 0xff;
    IceParameters ice = new IceParameters(ascii(take(in, ufrag)), ascii(take(in, pwd)));
    Fingerprint fingerprint = Fingerprint.of(DescriptionFields.HASH, take(in, FINGERPRINT_LENGTH));
    long size = in.getInt() & 0xffff_ffffL;
    int flags = in.get();
    require((flags & ~PREPARES_RESTARTS) == 0);
    List<Candidate> candidates = new ArrayList<>();
    int count = in.get() & 0xff;
    require(count <= MAX_CANDIDATES);
    for (int i = 0; i < count; i++) {
      candidates.add(readCandidate(i, in));
    }
    require(!in.hasRemaining());
    return new ManualLine(
        bytes, offerHash, new DescriptionFields(ice, fingerprint, size, flags != 0, candidates));
  }

  /** No two share a foundation: whether they would fare alike is not carried. */
  private static Candidate readCandidate(int index, ByteBuffer in) {
    int bits = in.get();
    require((bits & ~CANDIDATE_BITS) == 0);
    CandidateType type = TYPES.get(bits & 3);
    boolean mapped = (bits & MAPPED) != 0;
    require(!mapped || type == CandidateType.SRFLX);
    CandidateTransport transport = TRANSPORTS.get(bits >> 2 & 3);
    int port = in.getShort() & 0xffff;
    int preference = in.getShort() & 0xffff;
    return new Candidate(
        Integer.toString(index + 1),
        Candidate.DATA,
        transport,
        Candidate.priority(type, preference, Candidate.DATA),
        address(bits >> 4 & 3, in),
        port,
        type,
        null,
        mapped);
  }

  private static String address(int kind, ByteBuffer in) {
    return switch (kind) {
      case IPV4 -> IpAddress.of(take(in, 4)).toString();
      case IPV6 -> ipv6(take(in, 16));
      case NAME -> name(HexFormat.of().formatHex(take(in, 16)));
      default -> throw new IllegalArgumentException("an address of an unknown kind");
    };
  }

  /** One that maps an IPv4 address has a shorter form, and each line only one. */
  private static String ipv6(byte[] bytes) {
    IpAddress ip = IpAddress.of(bytes);
    require(!ip.isIpv4());
    return ip.toString();
  }

  private static String name(String hex) {
    return String.join(
            "-",
            hex.substring(0, 8),
            hex.substring(8, 12),
            hex.substring(12, 16),
            hex.substring(16, 20),
            hex.substring(20))
        + LOCAL;
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not a line of ours");
    }
  }

  /**
   * Whether it begins an exchange.
   *
   * @return false for an answer
   */
  public boolean isOffer() {
    return offerHash.length == 0;
  }

  /**
   * Whether it is an answer to this offer.
   *
   * @param offer the offer
   * @return whether it names it
   */
  public boolean answers(ManualLine offer) {
    return !isOffer() && offer.isOffer() && MessageDigest.isEqual(offerHash, offer.hash());
  }

  /**
   * What it describes.
   *
   * @return the fields; foundations and related addresses of the candidates are not the sender's
   */
  public DescriptionFields fields() {
    return fields;
  }

  /**
   * The decoded line, of which {@code bind} is made.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The line to show.
   *
   * @return base64url
   */
  public String text() {
    return StrictJson.base64(bytes);
  }

  /** Leaves out the text, which holds the ICE password. */
  @Override
  public String toString() {
    return "ManualLine[" + (isOffer() ? "offer" : "answer") + ", " + bytes.length + " bytes]";
  }

  private byte[] hash() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Arrays.copyOf(digest, OFFER_HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform is required to have SHA-256.
      throw new IllegalStateException("no SHA-256 in this Java", e);
    }
  }
}
