package dev.sotto.mdns;

import dev.sotto.address.IpAddress;
import dev.sotto.time.Monotonic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the link for the addresses behind names (RFC 6762 section 5.2), without input or output of
 * its own.
 *
 * <pre>
 *   resolve: ask ──1 s──▶ ask ──2 s──▶ ask ──2 s──▶ given up
 *             └─────────────┴────────────┴─ answer ─▶ resolved
 * </pre>
 *
 * <p>Each time one packet asks for A and one for AAAA. The first time a unicast response is wanted,
 * which may come although the record was multicast less than a second ago (section 5.4); later ones
 * are to come by multicast, because a unicast one may end at another program that has bound the
 * same port (section 15.1).
 *
 * <p>Confined to its caller's thread. After every call the caller drains {@link #poll} and {@link
 * #pollResolution}, then reads {@link #nextTimeout} again. The caller feeds only packets from port
 * 5353 of hosts on the link (sections 6 and 11). Nothing that they contain causes an exception.
 */
public final class MdnsResolver {
  /** How many names may be open at a time. */
  public static final int MAX_NAMES = 64;

  /** How many addresses of one name are told. */
  public static final int MAX_ADDRESSES = 8;

  /** The room that {@link #poll} wants, in bytes. */
  public static final int MAX_PACKET = MessageWriter.MAX_LENGTH;

  private static final List<Duration> WAITS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));

  private final Map<MdnsName, Search> searches = new LinkedHashMap<>();
  private final Queue<MdnsResolution> resolutions = new ArrayDeque<>();

  /** A resolver that asks for nothing yet. */
  public MdnsResolver() {}

  /** How far the search for one name is. */
  private static final class Search {
    private long due;
    private int times;
    private boolean owesAaaa;

    private Search(Monotonic now) {
      due = now.nanos();
    }
  }

  /**
   * Begins to ask for a name. Does nothing when that has been done and has not ended.
   *
   * @param name the name
   * @param now the time
   * @return false when too many names are open, and this one is not taken
   */
  public boolean resolve(MdnsName name, Monotonic now) {
    if (searches.size() >= MAX_NAMES && !searches.containsKey(name)) {
      return false;
    }
    searches.computeIfAbsent(name, key -> new Search(now));
    return true;
  }

  /**
   * Whether there is nothing to ask or to tell.
   *
   * @return true when no name is open and every resolution has been taken
   */
  public boolean isIdle() {
    return searches.isEmpty() && resolutions.isEmpty();
  }

  /**
   * Takes one packet. Never throws for what it contains, and heeds nothing in it but addresses of
   * names that were asked for. The array is not kept.
   *
   * @param packet array that holds the packet
   * @param offset where it starts
   * @param length its length in bytes
   */
  public void handlePacket(byte[] packet, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, packet.length);
    if (searches.isEmpty()) {
      return;
    }
    MdnsMessage.parse(packet, offset, length)
        .filter(MdnsMessage::isResponse)
        .ifPresent(this::handleResponse);
  }

  private void handleResponse(MdnsMessage response) {
    for (MdnsMessage.AddressRecord answer : response.addresses()) {
      if (isHeeded(answer) && searches.remove(answer.name()) != null) {
        resolutions.add(new MdnsResolution(answer.name(), addresses(response, answer.name())));
      }
    }
  }

  private static List<IpAddress> addresses(MdnsMessage response, MdnsName name) {
    Stream<IpAddress> named =
        response.addresses().stream()
            .filter(answer -> answer.name().equals(name) && isHeeded(answer))
            .map(MdnsMessage.AddressRecord::address);
    return named
        .distinct()
        .sorted(Comparator.comparing(IpAddress::isIpv4))
        .limit(MAX_ADDRESSES)
        .toList();
  }

  /** RFC 6762 section 10.1: a time to live of zero says goodbye. */
  private static boolean isHeeded(MdnsMessage.AddressRecord answer) {
    return answer.ttlSeconds() > 0 && answer.address().isUnicast();
  }

  /**
   * Writes the next packet to send to the group, if there is one, and gives up what has waited long
   * enough.
   *
   * @param into array with at least {@link #MAX_PACKET} bytes after the offset
   * @param offset where to write
   * @param now the time
   * @return length of the packet in bytes; 0 when there is nothing more to send now
   */
  public int poll(byte[] into, int offset, Monotonic now) {
    Objects.checkFromIndexSize(offset, MAX_PACKET, into.length);
    Iterator<Map.Entry<MdnsName, Search>> open = searches.entrySet().iterator();
    while (open.hasNext()) {
      Map.Entry<MdnsName, Search> entry = open.next();
      MdnsName name = entry.getKey();
      Search search = entry.getValue();
      if (search.owesAaaa) {
        search.owesAaaa = false;
        return MessageWriter.query(into, offset, name, RecordType.AAAA, search.times == 1);
      }
      if (!now.hasReached(search.due)) {
        continue;
      }
      if (search.times == WAITS.size()) {
        open.remove();
        resolutions.add(new MdnsResolution(name, List.of()));
        continue;
      }
      search.due = now.plus(WAITS.get(search.times)).nanos();
      search.times++;
      search.owesAaaa = true;
      return MessageWriter.query(into, offset, name, RecordType.A, search.times == 1);
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
    for (Search search : searches.values()) {
      earliest = Math.min(earliest, search.due);
    }
    return earliest;
  }

  /**
   * Takes the next name that was resolved or given up.
   *
   * @return what became of it, or null when there is none
   */
  public @Nullable MdnsResolution pollResolution() {
    return resolutions.poll();
  }
}
