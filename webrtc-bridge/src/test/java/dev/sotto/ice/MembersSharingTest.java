package dev.sotto.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.LocalCandidates.LocalCandidate;
import dev.sotto.net.PacketKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom of those that share a port a packet is for, when nothing in it says so. */
class MembersSharingTest {
  private static final InetSocketAddress PLACE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);

  private final Members members = new Members();
  private final List<String> receivers = new ArrayList<>();

  @Test
  void theLatestToBeHeardIsAskedFirst() {
    Sharer first = new Sharer("first");
    Sharer second = new Sharer("second");
    members.expect(first, PLACE);
    members.expect(second, PLACE);
    deliver();
    members.expect(first, PLACE);
    deliver();
    assertThat(receivers).containsExactly("second", "first");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void noneTakesThePacketsOfOneWhosePathLeadsThere(int others) {
    Sharer first = new Sharer("first");
    first.talks = true;
    members.expect(first, PLACE);
    for (int i = 0; i < others; i++) {
      Sharer other = new Sharer("other " + i);
      members.expect(other, PLACE);
      other.talks = true;
      members.expect(other, PLACE);
    }
    deliver();
    assertThat(receivers).containsExactly("first");
  }

  @Test
  void oneThatIsSilentGivesWay() {
    Sharer first = new Sharer("first");
    first.talks = true;
    members.expect(first, PLACE);
    Sharer second = new Sharer("second");
    members.expect(second, PLACE);
    first.talks = false;
    members.expect(second, PLACE);
    deliver();
    assertThat(receivers).containsExactly("second");
  }

  @Test
  void oneThatHasLeftGetsNothing() {
    Sharer first = new Sharer("first");
    first.talks = true;
    members.expect(first, PLACE);
    Sharer second = new Sharer("second");
    members.expect(second, PLACE);
    new Sharer("elsewhere");
    new Sharer("elsewhere too");
    members.remove(first);
    deliver();
    members.remove(second);
    deliver();
    assertThat(receivers).containsExactly("second");
  }

  private void deliver() {
    members.deliver(
        new NoWire(), PacketKind.DTLS, PLACE, new byte[] {23}, /* offset= */ 0, /* length= */ 1);
  }

  private final class Sharer implements Members.Member {
    private final String name;
    private boolean talks;

    Sharer(String name) {
      this.name = name;
      members.add(this);
    }

    @Override
    public String ufrag() {
      return name;
    }

    @Override
    public boolean uses(Base base) {
      return false;
    }

    @Override
    public boolean talksTo(InetSocketAddress place) {
      return talks;
    }

    @Override
    public void onWires(List<Wire> together) {}

    @Override
    public void onGone(Base base) {}

    @Override
    public void onCandidate(LocalCandidate candidate) {}

    @Override
    public void onComplete() {}

    @Override
    public boolean onPacket(
        Wire wire,
        PacketKind kind,
        InetSocketAddress source,
        byte[] buffer,
        int offset,
        int length) {
      receivers.add(name);
      return true;
    }
  }

  private static final class NoWire implements Wire {
    @Override
    public Base base() {
      return new Base(Carrier.UDP, PLACE);
    }

    @Override
    public boolean send(InetSocketAddress remote, byte[] packet, int offset, int length) {
      return false;
    }

    @Override
    public void close() {}
  }
}
