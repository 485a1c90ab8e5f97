package dev.sotto.ice;

import dev.sotto.net.PacketKind;
import dev.sotto.stun.StunFormatException;
import dev.sotto.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transports that share the bases of one gatherer, and which of them a packet is for: a check
 * by the user name in it, everything else by where it comes from, because it is an answer to
 * something that was sent there or follows a check from there.
 */
final class Members {
  private static final int PLACES_EACH = 128;
  private static final int MEMBERS_A_PLACE = 8;

  private final Map<String, Member> byUfrag = new LinkedHashMap<>();

  /** The places of each, the eldest first: whose peer has too many loses its own. */
  private final Map<Member, Set<InetSocketAddress>> places = new HashMap<>();

  private final Map<InetSocketAddress, List<Member>> byPlace = new HashMap<>();

  /** One that shares the bases. */
  interface Member {
    /** Our user name fragment in the checks that are for it. */
    String ufrag();

    /** Whether its path leads there, and is known to. */
    boolean talksTo(InetSocketAddress place);

    /** More bases, which are to be checked together. */
    void onWires(List<Wire> together);

    /** A base is gone: the machine or the relay does not have its address any more. */
    void onGone(Base base);

    /** One more candidate. */
    void onCandidate(LocalCandidates.LocalCandidate candidate);

    /** Whether its path leaves from a base, or may come to. */
    boolean uses(Base base);

    /** There will be no more candidates. */
    void onComplete();

    /**
     * A packet that may be for it; the array is used again on return.
     *
     * @return whether it was
     */
    boolean onPacket(
        Wire wire,
        PacketKind kind,
        InetSocketAddress source,
        byte[] buffer,
        int offset,
        int length);
  }

  void add(Member member) {
    byUfrag.put(member.ufrag(), member);
  }

  void remove(Member member) {
    byUfrag.remove(member.ufrag(), member);
    Set<InetSocketAddress> left = places.remove(member);
    if (left != null) {
      left.forEach(place -> leave(place, member));
    }
  }

  boolean isEmpty() {
    return byUfrag.isEmpty();
  }

  int size() {
    return byUfrag.size();
  }

  boolean contains(Member member) {
    return byUfrag.get(member.ufrag()) == member;
  }

  /** Whether anyone needs one of these. */
  boolean useAnyOf(List<Wire> wires) {
    return wires.stream()
        .anyMatch(wire -> byUfrag.values().stream().anyMatch(member -> member.uses(wire.base())));
  }

  /** Tells each of them; they may come and go meanwhile. */
  void each(Consumer<Member> news) {
    for (Member member : List.copyOf(byUfrag.values())) {
      if (contains(member)) {
        news.accept(member);
      }
    }
  }

  /** From now on packets from there may be for this member. */
  void expect(Member member, InetSocketAddress source) {
    List<Member> there = byPlace.get(source);
    if (there != null && there.get(0) == member) {
      return;
    }
    if (there == null) {
      there = new ArrayList<>(1);
      byPlace.put(source, there);
    }
    there.remove(member);
    if (there.size() >= MEMBERS_A_PLACE) {
      forget(there.remove(there.size() - 1), source);
    }
    // The latest first: it is the one that most packets are for. But DTLS does not say whose it is:
    // another connection between the same two ports must not take what one in use gets.
    int first = 0;
    while (first < there.size() && there.get(first).talksTo(source)) {
      first++;
    }
    there.add(first, member);
    remember(member, source);
  }

  private void remember(Member member, InetSocketAddress source) {
    Set<InetSocketAddress> of = places.computeIfAbsent(member, key -> new LinkedHashSet<>());
    if (of.add(source) && of.size() > PLACES_EACH) {
      InetSocketAddress eldest = of.iterator().next();
      of.remove(eldest);
      leave(eldest, member);
    }
  }

  private void forget(Member member, InetSocketAddress source) {
    Set<InetSocketAddress> of = places.get(member);
    if (of != null) {
      of.remove(source);
    }
  }

  private void leave(InetSocketAddress source, Member member) {
    List<Member> there = byPlace.get(source);
    if (there != null && there.remove(member) && there.isEmpty()) {
      byPlace.remove(source);
    }
  }

  /** Hands a packet to whom it is for. */
  void deliver(
      Wire wire, PacketKind kind, InetSocketAddress source, byte[] buffer, int offset, int length) {
    Member only = byUfrag.size() == 1 ? byUfrag.values().iterator().next() : null;
    if (only != null) {
      only.onPacket(wire, kind, source, buffer, offset, length);
    } else if (kind == PacketKind.STUN && isRequest(buffer, offset, length)) {
      Member addressed = addressed(buffer, offset, length);
      if (addressed != null) {
        addressed.onPacket(wire, kind, source, buffer, offset, length);
      }
    } else {
      List<Member> there = byPlace.get(source);
      // Members may come and go meanwhile.
      for (int i = 0; there != null && i < there.size(); i++) {
        if (there.get(i).onPacket(wire, kind, source, buffer, offset, length)) {
          return;
        }
      }
    }
  }

  /** RFC 8489 section 5: the class is in bits 4 and 8, and both are 0 in a request. */
  private static boolean isRequest(byte[] buffer, int offset, int length) {
    return length >= StunMessage.HEADER_LENGTH
        && (buffer[offset] & 0x01) == 0
        && (buffer[offset + 1] & 0x10) == 0;
  }

  private @Nullable Member addressed(byte[] buffer, int offset, int length) {
    if (length > StunGate.MAX_LENGTH || !StunMessage.looksLikeStun(buffer, offset, length)) {
      return null;
    }
    try {
      String username = StunMessage.parse(buffer, offset, length).username().orElse("");
      int colon = username.indexOf(':');
      return colon < 0 ? null : byUfrag.get(username.substring(0, colon));
    } catch (StunFormatException e) {
      return null;
    }
  }
}
