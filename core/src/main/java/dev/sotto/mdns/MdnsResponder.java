package dev.sotto.mdns;

import dev.sotto.address.IpAddress;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Announces names of our own and answers for them and nothing else (RFC 6762 sections 6 and 8.3),
 * without input or output of its own. A name has one address.
 *
 * <p>A record is multicast when it is registered, a second later, and when it is asked for, but not
 * more often than once a second (section 6): an answer that would come too early waits. A question
 * that wants a unicast response gets one if the record was multicast lately (section 5.4).
 *
 * <p>Confined to its caller's thread. After every call the caller drains {@link #poll}, then reads
 * {@link #nextTimeout} again. The caller feeds only packets of hosts on the link (section 11).
 * Nothing that they contain causes an exception.
 */
public final class MdnsResponder {
  /** How many names may be registered at a time. */
  public static final int MAX_NAMES = 256;

  /** The room that {@link #poll} wants, in bytes. */
  public static final int MAX_PACKET = MessageWriter.MAX_LENGTH;

  /** The port from which everyone who speaks multicast DNS in full sends (section 5.2). */
  public static final int PORT = 5353;

  /** RFC 6762 section 10: what records of host names should have, in seconds. */
  private static final int TTL = 120;

  /** RFC 6762 section 6.7: what one should have who cannot be told goodbye, at most. */
  private static final int LEGACY_TTL = 10;

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int ANNOUNCEMENTS = 2;
  private static final int REPLIES_PER_SECOND = 64;

  private final Map<MdnsName, Registration> registrations = new LinkedHashMap<>();
  private final Queue<Registration> goodbyes = new ArrayDeque<>();
  private long repliesSince;
  private int replies;

  /** A responder without a name. */
  public MdnsResponder() {}

  /** A record of ours, and when it was and will be multicast. */
  private static final class Registration {
    /** RFC 6762 section 5.4: a quarter of the time to live. */
    private static final Duration LATELY = Duration.ofSeconds(TTL / 4);

    private final MdnsName name;
    private final IpAddress address;
    private int announcements = ANNOUNCEMENTS;
    private long due;
    private @Nullable Monotonic sent;

    private Registration(MdnsName name, IpAddress address, Monotonic now) {
      this.name = name;
      this.address = address;
      due = now.nanos();
    }

    private void ask(Monotonic now) {
      Monotonic permitted = sent == null ? now : sent.plus(INTERVAL);
      due = Math.min(due, Math.max(now.nanos(), permitted.nanos()));
    }

    private void sent(Monotonic now) {
      sent = now;
      announcements = Math.max(0, announcements - 1);
      due = announcements > 0 ? now.plus(INTERVAL).nanos() : Monotonic.NEVER;
    }

    private boolean wasSentLately(Monotonic now) {
      return sent != null && now.since(sent).compareTo(LATELY) < 0;
    }
  }

  /**
   * Begins to announce a name and to answer for it.
   *
   * @param name the name, one that is not registered
   * @param address its address
   * @param now the time
   * @return false when there are too many names, and this one is not taken
   * @throws IllegalArgumentException if the name is registered, or the address is not unicast
   */
  public boolean register(MdnsName name, IpAddress address, Monotonic now) {
    if (registrations.containsKey(name) || !address.isUnicast()) {
      throw new IllegalArgumentException("a name for " + address + " that is not to be: " + name);
    }
    if (registrations.size() >= MAX_NAMES) {
      return false;
    }
    registrations.put(name, new Registration(name, address, now));
    return true;
  }

  /**
   * Forgets a name, and tells the link (RFC 6762 section 10.1). Does nothing when it is not
   * registered.
   *
   * @param name the name
   */
  public void unregister(MdnsName name) {
    Registration removed = registrations.remove(name);
    if (removed != null && goodbyes.size() < MAX_NAMES) {
      goodbyes.add(removed);
    }
  }

  /** Forgets all names, and tells the link. */
  public void unregisterAll() {
    List.copyOf(registrations.keySet()).forEach(this::unregister);
  }

  /**
   * Whether there is nothing to answer for or to tell.
   *
   * @return true when no name is registered and every goodbye has been polled
   */
  public boolean isIdle() {
    return registrations.isEmpty() && goodbyes.isEmpty();
  }

  /**
   * Takes one packet. Never throws for what it contains. The array is not kept.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   * @param sourcePort the port that it came from
   * @param now the time
   * @return a packet of at most {@link #MAX_PACKET} bytes to send back to where this one came from,
   *     not to the group; usually null. At most 64 a second
   */
  public byte @Nullable [] handlePacket(
      byte[] packet, int offset, int length, int sourcePort, Monotonic now) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    if (registrations.isEmpty()) {
      return null;
    }
    Optional<MdnsMessage> query =
        MdnsMessage.parse(packet, offset, length).filter(message -> !message.isResponse());
    if (query.isEmpty()) {
      return null;
    }
    return sourcePort == PORT ? answer(query.get(), now) : answerLegacy(query.get(), now);
  }

  private byte @Nullable [] answer(MdnsMessage query, Monotonic now) {
    byte[] reply = null;
    for (MdnsMessage.Question question : query.questions()) {
      Registration asked = registrations.get(question.name());
      if (asked == null || !isAnswered(question) || isKnown(asked, query)) {
        continue;
      }
      boolean unicast = question.wantsUnicast() && asked.wasSentLately(now);
      if (unicast && reply == null && mayReply(now)) {
        byte[] into = new byte[MAX_PACKET];
        int length = MessageWriter.response(into, 0, query.id(), asked.name, asked.address, TTL);
        reply = Arrays.copyOf(into, length);
      } else {
        asked.ask(now);
      }
    }
    return reply;
  }

  /** RFC 6762 section 6.7. */
  private byte @Nullable [] answerLegacy(MdnsMessage query, Monotonic now) {
    if (query.questions().size() != 1) {
      return null;
    }
    MdnsMessage.Question question = query.questions().get(0);
    Registration asked = registrations.get(question.name());
    if (asked == null || !isFor(asked, question) || !mayReply(now)) {
      return null;
    }
    byte[] into = new byte[MAX_PACKET];
    int length = MessageWriter.legacyResponse(into, 0, query, asked.address, LEGACY_TTL);
    return Arrays.copyOf(into, length);
  }

  private static boolean isFor(Registration asked, MdnsMessage.Question question) {
    return question.type() == RecordType.ANY || question.type() == RecordType.of(asked.address);
  }

  /** Also a question for the other family: the response says that there is none. */
  private static boolean isAnswered(MdnsMessage.Question question) {
    return switch (question.type()) {
      case RecordType.A, RecordType.AAAA, RecordType.ANY -> true;
      default -> false;
    };
  }

  /** RFC 6762 section 7.1: no answer to who knows it for at least half of its time. */
  private static boolean isKnown(Registration asked, MdnsMessage query) {
    return query.addresses().stream()
        .anyMatch(
            known ->
                known.name().equals(asked.name)
                    && known.address().equals(asked.address)
                    && known.ttlSeconds() >= TTL / 2);
  }

  private boolean mayReply(Monotonic now) {
    if (now.nanos() - repliesSince >= INTERVAL.toNanos()) {
      repliesSince = now.nanos();
      replies = 0;
    }
    return replies++ < REPLIES_PER_SECOND;
  }

  /**
   * Writes the next packet to send to the group, if there is one.
   *
   * @param into array with at least {@link #MAX_PACKET} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing more to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    Objects.checkFromIndexSize(offset, MAX_PACKET, into.length);
    Registration gone = goodbyes.poll();
    if (gone != null) {
      return MessageWriter.response(into, offset, 0, gone.name, gone.address, 0);
    }
    for (Registration registration : registrations.values()) {
      if (now.hasReached(registration.due)) {
        registration.sent(now);
        return MessageWriter.response(
            into, offset, 0, registration.name, registration.address, TTL);
      }
    }
    return 0;
  }

  /**
   * When {@link #poll} wants to be called.
   *
   * @return deadline in the scale of {@link Monotonic#nanos()}, or {@link Monotonic#NEVER}
   */
  public long nextTimeout() {
    long earliest = Monotonic.NEVER;
    for (Registration registration : registrations.values()) {
      earliest = Math.min(earliest, registration.due);
    }
    return earliest;
  }
}
