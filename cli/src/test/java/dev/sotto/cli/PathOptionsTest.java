package dev.sotto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sotto.ice.AddressFilter.Loopback;
import dev.sotto.ice.CandidatePolicy;
import dev.sotto.ice.IceOptions;
import dev.sotto.ice.PortRange;
import dev.sotto.ice.StunServer;
import dev.sotto.ice.TurnServer;
import dev.sotto.ice.TurnServer.Transport;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.turn.TurnCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PathOptionsTest {
  @TempDir private Path directory = Path.of(".");

  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  @Command(name = "test")
  private static final class Holder {
    @Mixin private final PathOptions paths = new PathOptions();
  }

  @Test
  void changesNothingWithoutArguments() {
    assertThat(configuration(Map.of(), "")).isEqualTo(PeerConfiguration.defaults());
  }

  @Test
  void takesServersWithCredentialsFromAFile() throws Exception {
    Path password = file("s3cret\nmore\n");
    IceOptions ice =
        configuration(
                Map.of(),
                "--ice-server stun:s:1 --ice-server turn:t:2?transport=tcp --ice-server turns:u"
                    + " --turn-username me --turn-password-file "
                    + password)
            .ice();
    TurnCredentials me = new TurnCredentials("me", "s3cret");
    assertThat(ice.stunServers()).containsExactly(new StunServer("s", 1));
    assertThat(ice.turnServers())
        .containsExactly(
            new TurnServer("t", 2, Transport.TCP, me),
            new TurnServer("u", 5349, Transport.TLS, me));
  }

  @Test
  void makesCredentialsThatEndFromASharedSecret() throws Exception {
    TurnServer server =
        configuration(Map.of(), "--ice-server turn:t --turn-secret-file " + file("shared\n"))
            .ice()
            .turnServers()
            .get(0);
    String username = server.credentials().username();
    assertThat(username).matches("\\d+:sotto");
    assertThat(server.credentials())
        .isEqualTo(
            TurnCredentials.timeLimited(
                "shared", "sotto", Long.parseLong(username.split(":", -1)[0])));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ice-server nonsense",
        "--ice-server turn:t",
        "--ice-server turn:t --turn-username me",
        "--turn-username me",
        "--turn-password-file F",
        "--turn-username me --turn-secret-file F",
        "--turn-username me --turn-password-file F --turn-secret-file F",
        "--relay-only --direct-only",
        "--interface nowhere0",
        "--port-range 5",
        "--port-range 0-10",
        "--port-range 10-9",
        "--port-range 1-65536",
        "--port-range 1-99999999999",
        "--port-range a-b",
        "--ice-server stun:a,stun:b,stun:c,stun:d,stun:e",
      })
  void refusesWhatMakesNoSense(String arguments) throws Exception {
    String withFile = arguments.replace(" F", " " + file("x\n"));
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> configuration(Map.of(), withFile))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE));
  }

  @Test
  void saysThatAFileCannotBeReadOrIsEmpty() throws Exception {
    String arguments = "--ice-server turn:t --turn-secret-file ";
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> configuration(Map.of(), arguments + directory.resolve("nowhere")))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DISK));
    for (String content : new String[] {"", "\nx", "x".repeat(1025)}) {
      Path file = file(content);
      assertThatExceptionOfType(Failure.class)
          .isThrownBy(() -> configuration(Map.of(), arguments + file))
          .withMessageContaining("no secret");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions there")
  void warnsOfASecretThatEverybodyCanRead() throws Exception {
    Path file = file("x\n");
    String arguments = "--ice-server turn:t --turn-secret-file " + file;
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    configuration(Map.of(), arguments);
    assertThat(notes.size()).isZero();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    configuration(Map.of(), arguments);
    assertThat(notes.toString(UTF_8)).contains("everybody on this machine can read");
  }

  @Test
  void setsThePolicy() throws Exception {
    String relay = " --ice-server turn:t --turn-secret-file " + file("x\n");
    PeerConfiguration relayOnly = configuration(Map.of(), "--relay-only" + relay);
    assertThat(relayOnly.ice().policy()).isEqualTo(CandidatePolicy.RELAY_ONLY);
    assertThat(relayOnly.portMapping()).isEmpty();
    PeerConfiguration directOnly = configuration(Map.of(), "--direct-only");
    assertThat(directOnly.ice().policy()).isEqualTo(CandidatePolicy.DIRECT_ONLY);
    assertThat(directOnly.portMapping()).isPresent();
  }

  @Test
  void setsPortsAndTheRest() {
    PeerConfiguration set =
        configuration(Map.of(), "--port-range 50000-50100 --no-port-mapping --hide-addresses");
    assertThat(set.ice().ports()).isEqualTo(new PortRange(50_000, 50_100));
    assertThat(set.portMapping()).isEmpty();
    assertThat(set.ice().hideAddresses()).isTrue();
  }

  @Test
  void theLoopbackInterfaceMeansThatNoPacketLeaves() throws Exception {
    String loopback = "";
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      loopback = each.isLoopback() ? each.getName() : loopback;
    }
    PeerConfiguration local = configuration(Map.of(), "--interface " + loopback);
    assertThat(local.ice().addresses().loopback()).isEqualTo(Loopback.ONLY);
    assertThat(local.portMapping()).isEmpty();
  }

  @Test
  void theEnvironmentMirrorsTheArguments() throws Exception {
    Map<String, String> environment =
        Map.of(
            "SOTTO_ICE_SERVER", "stun:a,turn:b",
            "SOTTO_TURN_SECRET_FILE", file("x\n").toString(),
            "SOTTO_RELAY_ONLY", "1",
            "SOTTO_PORT_RANGE", "",
            "SOTTO_HIDE_ADDRESSES", "yes");
    IceOptions ice = configuration(environment, "").ice();
    assertThat(ice.stunServers()).containsExactly(new StunServer("a", 3478));
    assertThat(ice.turnServers()).hasSize(1);
    assertThat(ice.policy()).isEqualTo(CandidatePolicy.RELAY_ONLY);
    assertThat(ice.ports()).isEqualTo(PortRange.ANY);
    assertThat(ice.hideAddresses()).isTrue();
  }

  @Test
  void argumentsGoBeforeTheEnvironment() {
    Map<String, String> environment =
        Map.of("SOTTO_ICE_SERVER", "stun:a", "SOTTO_RELAY_ONLY", "true");
    IceOptions ice = configuration(environment, "--direct-only --ice-server stun:b").ice();
    assertThat(ice.policy()).isEqualTo(CandidatePolicy.DIRECT_ONLY);
    assertThat(ice.stunServers()).containsExactly(new StunServer("b", 3478));
  }

  @Test
  void aVariableForNoSwitchIsOff() {
    assertThat(configuration(Map.of("SOTTO_DIRECT_ONLY", "0"), "").ice().policy())
        .isEqualTo(CandidatePolicy.ALL);
  }

  private Path file(String content) throws IOException {
    Path file = Files.createTempFile(directory, "secret", "");
    return Files.writeString(file, content);
  }

  private PeerConfiguration configuration(Map<String, String> environment, String arguments) {
    Holder holder = new Holder();
    CommandLine line = new CommandLine(holder);
    line.setDefaultValueProvider(new EnvironmentDefaults(environment));
    line.parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
    return holder.paths.configuration(
        PeerConfiguration.defaults(),
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(notes, true, UTF_8),
            UTF_8,
            false));
  }
}
