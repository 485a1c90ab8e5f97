package dev.sotto.portmap;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gateway's side of PCP and NAT-PMP, as well-behaved or not as a test wants it. */
final class ScriptedPortControl {
  IpAddress external = IpAddress.parse("93.184.216.34").orElseThrow();
  boolean speaksPcp = true;
  boolean speaksNatPmp = true;
  int refusal;
  int portOffset;

  /** What is granted whatever was asked for, or 0 for what was. */
  long fixedLifetime;

  long epochSeconds = 1000;

  /** Lifetimes by internal port. */
  final Map<Integer, Long> mapped = new HashMap<>();

  final List<String> requests = new ArrayList<>();

  /** Answers a datagram; no bytes where it is silent. */
  byte[] answer(byte[] request) {
    ByteBuffer in = ByteBuffer.wrap(request);
    int version = in.get();
    if (version == 2) {
      return speaksPcp ? pcp(in) : speaksNatPmp ? unsupportedVersion(request) : new byte[0];
    }
    return speaksNatPmp ? natPmp(in) : new byte[0];
  }

  /** RFC 6886 section 3.5. */
  private byte[] unsupportedVersion(byte[] request) {
    requests.add("unsupported");
    return ByteBuffer.allocate(8)
        .put((byte) 0)
        .put((byte) (request[1] | 0x80))
        .putShort((short) 1)
        .putInt((int) epochSeconds)
        .array();
  }

  private byte[] pcp(ByteBuffer in) {
    int opcode = in.get();
    in.getShort();
    long lifetime = in.getInt() & 0xffff_ffffL;
    byte[] client = new byte[16];
    in.get(client);
    if (opcode == 0) {
      requests.add("announce");
      return pcp(new byte[24], 0, 0, 0);
    }
    PcpMap map = PcpMap.parse(in);
    requests.add((lifetime == 0 ? "delete " : "map ") + map.internalPort());
    byte[] answer = new byte[60];
    boolean refused = refusal != 0;
    long granted = refused ? 30 : grant(map.internalPort(), lifetime);
    IpAddress outside = external.isIpv4() ? external : IpAddress.of(client);
    TransportAddress assigned = new TransportAddress(outside, map.internalPort() + portOffset);
    new PcpMap(map.nonce(), map.protocol(), map.internalPort(), refused ? map.external() : assigned)
        .writeTo(ByteBuffer.wrap(answer, 24, 36));
    return pcp(answer, 1, refusal, granted);
  }

  private byte[] pcp(byte[] answer, int opcode, int result, long lifetime) {
    ByteBuffer.wrap(answer)
        .put((byte) 2)
        .put((byte) (opcode | 0x80))
        .put((byte) 0)
        .put((byte) result)
        .putInt((int) lifetime)
        .putInt((int) epochSeconds);
    return answer;
  }

  private byte[] natPmp(ByteBuffer in) {
    int opcode = in.get();
    ByteBuffer out = ByteBuffer.allocate(opcode == 0 ? 12 : 16);
    out.put((byte) 0).put((byte) (opcode | 0x80)).putShort((short) refusal);
    out.putInt((int) epochSeconds);
    if (opcode == 0) {
      requests.add("address");
      return out.put(external.bytes()).array();
    }
    in.getShort();
    int port = in.getShort() & 0xffff;
    in.getShort();
    long lifetime = in.getInt() & 0xffff_ffffL;
    requests.add((lifetime == 0 ? "delete " : "map ") + port);
    long granted = refusal == 0 ? grant(port, lifetime) : 0;
    out.putShort((short) port).putShort((short) (granted == 0 ? 0 : port + portOffset));
    return out.putInt((int) granted).array();
  }

  private long grant(int port, long lifetime) {
    if (lifetime == 0) {
      mapped.remove(port);
      return 0;
    }
    long granted = fixedLifetime == 0 ? lifetime : fixedLifetime;
    mapped.put(port, granted);
    return granted;
  }

  /** Starts again, with nothing of what it knew. */
  void restart() {
    mapped.clear();
    epochSeconds = 0;
  }
}
