package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.net.PacketKind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final byte[] DATA = {23, 1, 2};

  private final Members members = new Members();
  private final Recording anna = new Recording("anna");
  private final Recording mallory = new Recording("mallory");
  private final Wire wire = new Nowhere();

  @Test
  void aPeerThatSpeaksFromEverywhereTakesNothingFromOthers() {
    members.add(anna);
    members.add(mallory);
    members.expect(anna, at(1));
    for (int port = 2; port < 10_000; port++) {
      members.expect(mallory, at(port));
    }
    receive(at(1));
    receive(at(9_999));
    receive(at(2));
    assertThat(anna.sources).containsExactly(at(1));
    assertThat(mallory.sources).containsExactly(at(9_999));
  }

  @Test
  void whoHasLeftIsToldNothing() {
    members.add(anna);
    members.add(mallory);
    members.expect(mallory, at(1));
    members.expect(anna, at(1));
    members.remove(anna);
    members.add(new Recording("berta"));
    receive(at(1));
    assertThat(anna.sources).isEmpty();
    assertThat(mallory.sources).containsExactly(at(1));
  }

  private void receive(InetSocketAddress source) {
    members.deliver(wire, PacketKind.DTLS, source, DATA, 0, DATA.length);
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress("192.0.2.1", port);
  }

  /** Takes whatever comes. */
  private static final class Recording implements Members.Member {
    final List<InetSocketAddress> sources = new ArrayList<>();
    private final String ufrag;

    Recording(String ufrag) {
      this.ufrag = ufrag;
    }

    @Override
    public String ufrag() {
      return ufrag;
    }

    @Override
    public boolean talksTo(InetSocketAddress place) {
      return false;
    }

    @Override
    public void onWires(List<Wire> together) {}

    @Override
    public void onGone(Base base) {}

    @Override
    public void onCandidate(LocalCandidates.LocalCandidate candidate) {}

    @Override
    public boolean uses(Base base) {
      return false;
    }

    @Override
    public void onComplete() {}

    @Override
    public boolean onPacket(
        Wire from,
        PacketKind kind,
        InetSocketAddress source,
        byte[] buffer,
        int offset,
        int length) {
      return sources.add(source);
    }
  }

  /** A base that nothing is sent from. */
  private static final class Nowhere implements Wire {
    @Override
    public Base base() {
      return new Base(Carrier.UDP, at(9));
    }

    @Override
    public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
      return false;
    }

    @Override
    public void close() {}
  }
}
