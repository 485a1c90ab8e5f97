package dev.sotto.interop.lab;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A router between the interfaces {@code lan} and {@code wan} that translates IPv4 addresses with
 * nftables and lets IPv6 through a stateful firewall. Safe for use by several threads.
 *
 * <p>Of the hosts inside, the ports of a window (see {@link #window}) are translated by a table, so
 * that a mapping is the same for all destinations and yet another port than the host's own.
 */
public final class Nat {
  /** How many ports are translated by a table. */
  private static final int WINDOW = 1000;

  /** A prime, so that ports come back only after the whole window was used. */
  private static final int STEP = 337;

  private final Namespace namespace;
  private final NatKind kind;
  private final int depth;
  private final String outside;
  private String inside;
  private int generation = 1;

  /**
   * Makes a router that does not route yet.
   *
   * @param namespace where it is
   * @param kind what it does
   * @param depth how many NATs are between it and the host
   * @param outside its address on the side of the internet
   * @param inside the one address that it translates for
   */
  Nat(Namespace namespace, NatKind kind, int depth, String outside, String inside) {
    this.namespace = namespace;
    this.kind = kind;
    this.depth = depth;
    this.outside = outside;
    this.inside = inside;
  }

  /** The first of the ports that are translated at a depth, and the last. */
  static String window(int depth) {
    return first(depth) + " " + (first(depth) + WINDOW - 1);
  }

  private static int first(int depth) {
    return 40000 + 4000 * depth;
  }

  Namespace namespace() {
    return namespace;
  }

  String outside() {
    return outside;
  }

  /** Begins to route. */
  void start() {
    namespace.run(
        """
        echo 1 >/proc/sys/net/ipv4/ip_forward
        echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
        """);
    load(filter());
    load(translation());
  }

  /** Forgets all mappings, as after a restart; what is mapped next gets other ports. */
  public synchronized void rebind() {
    generation++;
    load(translation());
  }

  /**
   * Forgets all mappings and translates for another address from now on.
   *
   * @param address the new address of the host inside
   */
  synchronized void rebindTo(String address) {
    inside = address;
    rebind();
  }

  /** Loads rules besides, or instead of, those that are there. */
  void load(String rules) {
    namespace.run("nft -f - <<'RULES'\n" + rules + "\nRULES");
  }

  private String filter() {
    return """
        table inet filter {
          chain forward {
            type filter hook forward priority filter; policy drop
            %s
          }
          chain input {
            type filter hook input priority filter; policy drop
            iifname "lo" accept
            ct state established,related accept
            meta l4proto { icmp, ipv6-icmp } accept
          }
        }
        """
        .formatted(kind.forwarded());
  }

  /**
   * Connections are tracked in a zone that is another after each rebinding: those of the old zone
   * are forgotten without being searched for.
   */
  private String translation() {
    return """
        table inet translation
        delete table inet translation
        table inet translation {
          map out {
            type inet_service : ipv4_addr . inet_service
            elements = { %1$s }
          }
          map in {
            type inet_service : ipv4_addr . inet_service
            elements = { %2$s }
          }
          set used {
            type inet_service
            flags dynamic,timeout
            timeout 2m
            size 65535
          }
          set seen {
            type ipv4_addr . inet_service
            flags dynamic,timeout
            timeout 2m
            size 65535
          }
          chain zone_of_others {
            type filter hook prerouting priority raw
            ct zone set %3$d
          }
          chain zone_of_ours {
            type filter hook output priority raw
            ct zone set %3$d
          }
          chain arriving {
            type nat hook prerouting priority dstnat
            %4$s
          }
          chain leaving {
            type nat hook postrouting priority srcnat
            %5$s
            oifname "wan" ip saddr != %6$s snat ip to %6$s
          }
          chain learning {
            type filter hook postrouting priority 300
            oifname "wan" meta nfproto ipv4 update @used { udp sport }
            oifname "wan" update @seen { ip daddr . udp sport }
          }
        }
        """
        .formatted(table(true), table(false), generation, arriving(), leaving(), outside);
  }

  private String arriving() {
    Optional<String> match = kind.letsIn();
    return match
        .map(it -> "iifname \"wan\" meta nfproto ipv4 " + it + " dnat ip to udp dport map @in")
        .orElse("");
  }

  /** What the router itself sends is not translated. */
  private String leaving() {
    String rule =
        kind.mapsEndpointIndependently()
            ? "oifname \"wan\" ip saddr != %s meta l4proto udp snat ip to udp sport map @out"
            : "oifname \"wan\" ip saddr != %1$s meta l4proto { tcp, udp }"
                + " snat ip to %1$s:10000-39999 fully-random";
    return rule.formatted(outside);
  }

  /** The window rotated by a distance that is another in every generation, and never none. */
  private String table(boolean out) {
    int from = first(depth);
    int to = first(depth + 1);
    int distance = Math.floorMod(generation * STEP, WINDOW);
    return IntStream.range(0, WINDOW)
        .mapToObj(
            port -> {
              int rotated = to + (port + distance) % WINDOW;
              return out
                  ? from + port + " : " + outside + " . " + rotated
                  : rotated + " : " + inside + " . " + (from + port);
            })
        .collect(Collectors.joining(", "));
  }
}
