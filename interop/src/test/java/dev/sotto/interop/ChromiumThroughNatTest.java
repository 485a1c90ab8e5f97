package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.interop.lab.Access;
import dev.sotto.interop.lab.Coturn;
import dev.sotto.interop.lab.Internet;
import dev.sotto.interop.lab.NatKind;
import dev.sotto.interop.lab.NatLab;
import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.NeedsLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program behind one NAT, a bare WebRTC peer in Chromium behind another. */
@NeedsLab
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChromiumThroughNatTest {
  private static final List<String> CHAT = List.of("chat", "--manual", "--sdp", "--json");
  private static final Map<String, String> STUN =
      Map.of("urls", "stun:" + Internet.SERVER + ":3478");
  private static final Map<String, String> TURN =
      Map.of(
          "urls",
          "turn:" + Internet.SERVER + ":3478",
          "username",
          Coturn.USER,
          "credential",
          Coturn.PASSWORD);

  @TempDir Path folder;

  private NatLab lab;
  private SottoProcess web;
  private String page;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    lab = new NatLab();
    web =
        SottoProcess.startIn(
            lab.internet().namespace(),
            List.of(),
            List.of("serve", "--json", "--bind", Internet.SERVER, "--port", "8080"));
    page = web.await("listening").path("url").asText();
  }

  @AfterAll
  void stop() {
    web.close();
    lab.close();
  }

  @Test
  void twoNatsArePunchedThrough() throws Exception {
    assertThat(connect(NatKind.PORT_RESTRICTED, Ways.stun(), List.of(STUN)))
        .doesNotContain("relay");
  }

  @Test
  void theRelayOfTheProgramIsUsed() throws Exception {
    assertThat(connect(NatKind.SYMMETRIC, Ways.turn(folder), List.of(STUN))).contains("relay");
  }

  @Test
  void theRelayOfTheBrowserIsUsed() throws Exception {
    assertThat(connect(NatKind.SYMMETRIC, Ways.stun(), List.of(STUN, TURN))).contains("relay");
  }

  /** The browser offers; a line goes both ways. Returns what the path begins and ends with. */
  private List<String> connect(NatKind nats, Ways ways, List<Map<String, String>> iceServers)
      throws IOException, InterruptedException {
    try (Hosts hosts = lab.connect(Access.behind(nats), Access.behind(nats));
        Chromium chromium = new Chromium(enter(hosts));
        ChatPage opened = chromium.open(page);
        SottoProcess sotto =
            SottoProcess.startIn(
                hosts.a().namespace(), List.of(), ways.with("--answer").arguments(CHAT))) {
      BrowserPeer browser = new BrowserPeer(opened.page(), iceServers);
      sotto.say(BrowserPeer.toLine(browser.offerWithChannel("any label", Map.of())));
      browser.setRemote(BrowserPeer.toDescription(sotto.awaitDescription()));
      JsonNode path = sotto.await("connected").path("path");
      sotto.say("echo me");
      assertThat(sotto.await("message").path("text").asText()).isEqualTo("echo me");
      sotto.endInput();
      assertThat(sotto.awaitExit()).as(sotto.errors()).isZero();
      return List.of(path.path("local").asText(), path.path("remote").asText());
    }
  }

  /** A program that becomes Chromium on host B. */
  private Path enter(Hosts hosts) throws IOException {
    Path program = folder.resolve("chromium-" + hosts.b().namespace().hashCode());
    String command =
        String.join(" ", hosts.b().namespace().enter(List.of(Chromium.PROGRAM.toString())));
    Files.writeString(program, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
