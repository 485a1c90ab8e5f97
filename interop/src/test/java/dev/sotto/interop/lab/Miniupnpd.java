package dev.sotto.interop.lab;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The port mapping of a NAT: miniupnpd, with the protocols that it is to speak. */
public final class Miniupnpd implements AutoCloseable {
  private static final int UPNP_PORT = 5000;
  private static final int PCP_VERSION = 2;
  private static final String LIST = "nft list chain inet miniupnpd arriving";

  private final Scratch scratch = Scratch.create();
  private final Nat nat;
  private final Set<GatewayProtocol> protocols;
  private Daemon daemon;

  /**
   * Starts it. Needs a STUN server on the internet: addresses that are kept for documentation count
   * as private with it, except when STUN has shown them.
   *
   * @param nat the NAT that it changes
   * @param protocols what it speaks
   */
  Miniupnpd(Nat nat, Set<GatewayProtocol> protocols) {
    this.nat = nat;
    this.protocols = protocols;
    nat.load(rules());
    scratch.write("conf", configuration());
    daemon = start();
  }

  private Daemon start() {
    return Daemon.start(
            nat.namespace(),
            List.of(
                "miniupnpd",
                "-d",
                "-f",
                scratch.folder().resolve("conf").toString(),
                "-P",
                scratch.folder().resolve("pid").toString()))
        .awaitLine(speaksOther() ? "Listening for NAT-PMP/PCP" : "HTTP listening on port");
  }

  /** Stops it, which loses all mappings: nobody answers any more. */
  public synchronized void stop() {
    daemon.close();
    nat.load(
        """
        flush chain inet filter miniupnpd
        flush chain inet miniupnpd arriving
        flush chain inet miniupnpd leaving
        """);
  }

  /** Stops it, which loses all mappings, and starts it again. */
  public synchronized void restart() {
    stop();
    daemon = start();
  }

  /** Waits until a port is mapped. Nothing tells of that reliably, so this looks for it. */
  public void awaitMapping() {
    nat.namespace()
        .run("timeout 90 sh -c 'until %s | grep -q dnat; do sleep 0.1; done'".formatted(LIST));
  }

  /**
   * The mappings that it has made.
   *
   * @return rules of nftables
   */
  public String mappings() {
    return nat.namespace().run(LIST);
  }

  private boolean speaksOther() {
    return protocols.contains(GatewayProtocol.PCP) || protocols.contains(GatewayProtocol.NAT_PMP);
  }

  private String rules() {
    // One program answers both; the version is the first byte of a request.
    String onlyOneOfTwo =
        protocols.contains(GatewayProtocol.PCP) == protocols.contains(GatewayProtocol.NAT_PMP)
            ? ""
            : "iifname \"lan\" udp dport 5351 @th,64,8 %s %d drop"
                .formatted(protocols.contains(GatewayProtocol.PCP) ? "!=" : "==", PCP_VERSION);
    return """
        table inet miniupnpd {
          chain arriving {
          }
          chain leaving {
          }
          chain arriving_hook {
            type nat hook prerouting priority dstnat - 10
            jump arriving
          }
          chain leaving_hook {
            type nat hook postrouting priority srcnat - 10
            jump leaving
          }
        }
        table inet filter {
          chain miniupnpd {
          }
          chain forward {
            jump miniupnpd
          }
          chain input {
            %s
            iifname "lan" udp dport { 1900, 5351 } accept
            iifname "lan" tcp dport %d accept
            iifname "wan" ip saddr { %s, %s } meta l4proto udp socket wildcard 0 accept
            iifname "wan" ip saddr { %s, %s } meta l4proto udp socket wildcard 1 accept
          }
        }
        """
        .formatted(
            onlyOneOfTwo,
            UPNP_PORT,
            Internet.SERVER,
            Internet.SERVER_OTHER,
            Internet.SERVER,
            Internet.SERVER_OTHER);
  }

  private String configuration() {
    return """
        ext_ifname=wan
        listening_ip=lan
        http_port=%d
        enable_upnp=%s
        enable_natpmp=%s
        secure_mode=yes
        system_uptime=no
        notify_interval=30
        min_lifetime=10
        max_lifetime=86400
        ext_perform_stun=yes
        ext_stun_host=%s
        ext_stun_port=3478
        uuid=%s
        upnp_table_name=filter
        upnp_nat_table_name=miniupnpd
        upnp_forward_chain=miniupnpd
        upnp_nat_chain=arriving
        upnp_nat_postrouting_chain=leaving
        lease_file=%s
        allow 1024-65535 0.0.0.0/0 1024-65535
        deny 0-65535 0.0.0.0/0 0-65535
        """
        .formatted(
            UPNP_PORT,
            protocols.contains(GatewayProtocol.UPNP) ? "yes" : "no",
            speaksOther() ? "yes" : "no",
            Internet.SERVER,
            UUID.randomUUID(),
            scratch.write("leases", ""));
  }

  @Override
  public void close() {
    daemon.close();
    scratch.close();
  }
}
