package dev.sotto.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.address.IpAddress;
import dev.sotto.address.TransportAddress;
import dev.sotto.net.Path;
import dev.sotto.portmap.PortControlProtocol.Answer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortControlWireTest {
  private static final IpAddress CLIENT = IpAddress.parse("192.168.1.7").orElseThrow();
  private static final InternalPort UDP = new InternalPort(Path.Transport.UDP, CLIENT, 40_000);
  private static final InternalPort TCP = new InternalPort(Path.Transport.TCP, CLIENT, 40_000);

  @Test
  @DisplayName("RFC 6887 7.1, 11.1: the bytes of a MAP request")
  void writesAMapRequest() {
    PcpMap map =
        new PcpMap(
            new PcpNonce(0x0102030405060708L, 0x090a0b0c),
            17,
            40_000,
            TransportAddress.of("0.0.0.0", 40_000));

    assertThat(hex(new PcpRequest(3600, CLIENT, map).toBytes()))
        .isEqualTo(
            "02010000" // version 2, MAP
                + "00000e10" // an hour
                + "00000000000000000000ffffc0a80107" // client
                + "0102030405060708090a0b0c" // nonce
                + "11000000" // UDP
                + "9c409c40" // internal and suggested port
                + "00000000000000000000ffff00000000"); // no address suggested
  }

  @Test
  @DisplayName("RFC 6887 14.1: the bytes of an ANNOUNCE request")
  void writesAnAnnounceRequest() {
    assertThat(hex(PcpRequest.announce(IpAddress.parse("2600::7").orElseThrow()).toBytes()))
        .isEqualTo("0200000000000000" + "26000000000000000000000000000007");
  }

  @Test
  @DisplayName("RFC 6886 3.2, 3.3: the bytes of NAT-PMP requests")
  void writesNatPmpRequests() {
    assertThat(hex(NatPmpRequest.externalAddress())).isEqualTo("0000");
    assertThat(hex(new NatPmpRequest(Path.Transport.UDP, 40_000, 40_001, 3600).toBytes()))
        .isEqualTo("00010000" + "9c409c41" + "00000e10");
    assertThat(hex(new NatPmpRequest(Path.Transport.TCP, 40_000, 0, 0).toBytes()))
        .isEqualTo("00020000" + "9c400000" + "00000000");
  }

  @ParameterizedTest
  @CsvSource({"192.168.1.7, 93.184.216.34", "2600::7, 2600::7"})
  void readsWhatItWroteBack(String local, String outside) {
    IpAddress ip = IpAddress.parse(local).orElseThrow();
    Pcp pcp = new Pcp(new InternalPort(Path.Transport.TCP, ip, 1), new Random(7));
    ScriptedPortControl server = new ScriptedPortControl();
    server.external = IpAddress.parse(outside).orElseThrow();
    server.portOffset = 5;

    byte[] answer = server.answer(pcp.mapRequests(3600).get(0));
    assertThat(pcp.read(ByteBuffer.wrap(answer)))
        .isEqualTo(new Answer.Granted(TransportAddress.of(outside, 6), 3600, 1000));
    // The next request suggests what was given.
    assertThat(PcpMap.parse(ByteBuffer.wrap(pcp.mapRequests(3600).get(0), 24, 36)).external())
        .isEqualTo(TransportAddress.of(outside, 6));
    assertThat(pcp.read(ByteBuffer.wrap(server.answer(pcp.watchRequest()))))
        .isEqualTo(new Answer.Alive(1000));
    assertThat(pcp.read(ByteBuffer.wrap(server.answer(pcp.deleteRequest()))))
        .isEqualTo(new Answer.Deleted());
  }

  @Test
  void takesNoPcpAnswerToAnotherMapping() {
    Pcp ours = new Pcp(UDP, new Random(1));
    ScriptedPortControl server = new ScriptedPortControl();
    List<Pcp> others =
        List.of(
            new Pcp(UDP, new Random(2)),
            new Pcp(TCP, new Random(1)),
            new Pcp(new InternalPort(Path.Transport.UDP, CLIENT, 40_001), new Random(1)));

    for (Pcp other : others) {
      byte[] answer = server.answer(other.mapRequests(3600).get(0));
      assertThat(ours.read(ByteBuffer.wrap(answer))).isEqualTo(new Answer.Nothing());
    }
  }

  @Test
  void takesNoNatPmpAnswerToAnotherMapping() {
    NatPmp ours = new NatPmp(UDP);
    ScriptedPortControl server = new ScriptedPortControl();
    ours.read(ByteBuffer.wrap(server.answer(NatPmpRequest.externalAddress())));
    for (NatPmpRequest other :
        List.of(
            new NatPmpRequest(Path.Transport.TCP, 40_000, 40_000, 3600),
            new NatPmpRequest(Path.Transport.UDP, 40_001, 40_001, 3600))) {
      assertThat(ours.read(ByteBuffer.wrap(server.answer(other.toBytes()))))
          .isEqualTo(new Answer.Nothing());
    }
  }

  @Test
  void aNatPmpMappingIsCompleteInEitherOrder() {
    ScriptedPortControl server = new ScriptedPortControl();
    Answer granted = new Answer.Granted(TransportAddress.of("93.184.216.34", 40_000), 60, 1000);

    NatPmp addressFirst = new NatPmp(UDP);
    List<byte[]> requests = addressFirst.mapRequests(60);
    assertThat(addressFirst.read(ByteBuffer.wrap(server.answer(requests.get(0)))))
        .isEqualTo(new Answer.Alive(1000));
    assertThat(addressFirst.read(ByteBuffer.wrap(server.answer(requests.get(1)))))
        .isEqualTo(granted);

    NatPmp portFirst = new NatPmp(UDP);
    assertThat(portFirst.read(ByteBuffer.wrap(server.answer(requests.get(1)))))
        .isEqualTo(new Answer.Nothing());
    assertThat(portFirst.read(ByteBuffer.wrap(server.answer(requests.get(0))))).isEqualTo(granted);
  }

  @Test
  @DisplayName("RFC 6887 9: a server of another version says so in its own")
  void knowsServersOfOtherVersions() {
    byte[] versionOne = new byte[24];
    versionOne[0] = 1;
    versionOne[1] = (byte) 0x81;
    versionOne[3] = 1;
    byte[] natPmp = HexFormat.of().parseHex("0081000100000001");
    byte[] pcp = versionOne.clone();
    pcp[0] = 2;

    assertThat(new Pcp(UDP, new Random(1)).read(ByteBuffer.wrap(versionOne)))
        .isEqualTo(new Answer.NotSupported());
    assertThat(new Pcp(UDP, new Random(1)).read(ByteBuffer.wrap(natPmp)))
        .isEqualTo(new Answer.NotSupported());
    assertThat(new NatPmp(UDP).read(ByteBuffer.wrap(pcp))).isEqualTo(new Answer.NotSupported());
    // That is what NAT-PMP gateways say of PCP: nothing about themselves.
    assertThat(new NatPmp(UDP).read(ByteBuffer.wrap(natPmp))).isEqualTo(new Answer.Nothing());
  }

  @Test
  void damagedPcpIsNeverAnException() {
    Pcp pcp = new Pcp(UDP, new Random(1));
    byte[] good = new ScriptedPortControl().answer(pcp.mapRequests(3600).get(0));
    Mutations.of(good, bad -> assertThat(pcp.read(ByteBuffer.wrap(bad))).isNotNull());
  }

  @Test
  void truncatedPcpIsNothing() {
    Pcp pcp = new Pcp(UDP, new Random(1));
    byte[] good = new ScriptedPortControl().answer(pcp.mapRequests(3600).get(0));
    for (int length = 0; length < good.length; length++) {
      assertThat(pcp.read(ByteBuffer.wrap(good, 0, length).slice()))
          .as("%d bytes", length)
          .isEqualTo(new Answer.Nothing());
    }
    assertThat(pcp.read(ByteBuffer.wrap(java.util.Arrays.copyOf(good, 1104))))
        .isEqualTo(new Answer.Nothing());
  }

  @Test
  void damagedNatPmpIsNeverAnException() {
    NatPmp natPmp = new NatPmp(UDP);
    ScriptedPortControl server = new ScriptedPortControl();
    for (byte[] request : natPmp.mapRequests(3600)) {
      byte[] good = server.answer(request);
      Mutations.of(good, bad -> assertThat(natPmp.read(ByteBuffer.wrap(bad))).isNotNull());
      for (int length = 0; length < good.length; length++) {
        assertThat(NatPmpResponse.parse(ByteBuffer.wrap(good, 0, length).slice())).isEmpty();
      }
    }
  }

  @Test
  void theNonceIsNotPrinted() {
    assertThat(new PcpNonce(12_345, 67).toString()).doesNotContainPattern("[0-9]");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
