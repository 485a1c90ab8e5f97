package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.interop.lab.Access;
import dev.sotto.interop.lab.GatewayProtocol;
import dev.sotto.interop.lab.Host;
import dev.sotto.interop.lab.NatKind;
import dev.sotto.interop.lab.NatLab;
import dev.sotto.interop.lab.NatLab.Hosts;
import dev.sotto.interop.lab.NeedsLab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two programs on one network, or one of them behind a gateway, and no server between them. */
@NeedsLab
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZeroConfigurationTest {
  @TempDir private Path homes;
  private NatLab lab;

  @BeforeAll
  void start() {
    lab = new NatLab();
  }

  @AfterAll
  void stop() {
    lab.close();
  }

  @Test
  void theCodeCarriesThePlace() throws Exception {
    try (Hosts hosts = lab.connect(Access.open(), Access.open());
        SottoProcess anna = chat(hosts.a(), "anna");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      JsonNode invite = anna.await("invite");
      assertThat(invite.path("code").asText()).contains("@" + hosts.a().address() + ":");
      assertThat(invite.path("link").asText()).startsWith("http://" + hosts.a().address() + ":");
      assertThat(status(hosts.b(), invite.path("link").asText().replaceFirst("#.*", "")))
          .isEqualTo("200");
      bert.say(invite.path("code").asText());
      assertTheyTalk(anna, bert);
    }
  }

  @Test
  void aCodeWithoutItsPlaceIsFoundOnTheNetwork() throws Exception {
    try (Hosts hosts = lab.connect(Access.open(), Access.open());
        SottoProcess anna = chat(hosts.a(), "anna");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      bert.say(bare(anna.await("invite")));
      assertTheyTalk(anna, bert);
    }
  }

  @Test
  void theServerOfACertificateIsFoundAsWell() throws Exception {
    try (Hosts hosts = lab.connect(Access.open(), Access.open());
        SottoProcess anna = chat(hosts.a(), "anna", "--tls");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      bert.say(bare(anna.await("invite")));
      assertTheyTalk(anna, bert);
    }
  }

  @Test
  void aCodeThatNobodyKnowsEndsWithAHint() throws Exception {
    try (Hosts hosts = lab.connect(Access.open(), Access.open());
        SottoProcess anna = chat(hosts.a(), "anna");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      String code = bare(anna.await("invite"));
      bert.say("1" + code);
      JsonNode error = bert.await("error");
      assertThat(error.path("code").asText()).isEqualTo("no-path");
      assertThat(error.path("hint").asText()).contains("CODE@HOST:PORT");
      assertThat(bert.awaitExit()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGatewayLetsTheOtherInButNotToThePage(GatewayProtocol protocol) throws Exception {
    Access gateway = Access.behind(NatKind.PORT_RESTRICTED).withMapping(protocol);
    try (Hosts hosts = lab.connect(gateway, Access.open());
        SottoProcess anna = chat(hosts.a(), "anna", "--public");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      JsonNode invite = anna.await("invite");
      String code = invite.path("code").asText();
      String place = code.substring(code.indexOf('@') + 1);
      assertThat(place).startsWith("203.0.113.");
      assertThat(invite.path("link").asText()).startsWith("http://" + hosts.a().address() + ":");
      assertThat(status(hosts.b(), "http://" + place + "/")).isEqualTo("404");
      bert.say(code);
      assertTheyTalk(anna, bert);
      anna.interrupt();
      assertThat(anna.awaitExit()).isEqualTo(130);
      assertThat(hosts.a().gateway().orElseThrow().mappings()).doesNotContain(hosts.a().address());
    }
  }

  @Test
  void whoNamesAnInterfaceListensOnNoOther() throws Exception {
    Access gateway = Access.behind(NatKind.PORT_RESTRICTED).withMapping(GatewayProtocol.UPNP);
    try (Hosts hosts = lab.connect(gateway, Access.open());
        SottoProcess anna = chat(hosts.a(), "anna", "--public", "--interface", "eth0");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      String code = anna.await("invite").path("code").asText();
      assertThat(code).contains("@203.0.113.");
      assertThat(hosts.a().namespace().run("ss -Hltn | awk '{ print $4 }'").lines())
          .isNotEmpty()
          .allMatch(
              place ->
                  place.contains(hosts.a().address())
                      || place.contains("127.0.0.1")
                      || place.startsWith("[::1]"));
      bert.say(code);
      assertTheyTalk(anna, bert);
    }
  }

  @Test
  void overTlsThePageIsThereFromOutside() throws Exception {
    Access gateway = Access.behind(NatKind.PORT_RESTRICTED).withMapping(GatewayProtocol.UPNP);
    try (Hosts hosts = lab.connect(gateway, Access.open());
        SottoProcess anna = chat(hosts.a(), "anna", "--public", "--tls");
        SottoProcess bert = chat(hosts.b(), "bert", "--code-file", "-")) {
      JsonNode invite = anna.await("invite");
      String link = invite.path("link").asText();
      assertThat(link).startsWith("https://203.0.113.");
      assertThat(status(hosts.b(), link.replaceFirst("#.*", ""))).isEqualTo("200");
      bert.say(invite.path("code").asText());
      assertTheyTalk(anna, bert);
    }
  }

  @Test
  void withoutAGatewayItGoesOnForTheNetworkAndSaysSo() throws Exception {
    try (Hosts hosts = lab.connect(Access.open(), Access.open());
        SottoProcess anna = chat(hosts.a(), "anna", "--public")) {
      assertThat(anna.await("invite").path("code").asText())
          .contains("@" + hosts.a().address() + ":");
      anna.awaitNote("sotto: warning: no gateway opened a port");
    }
  }

  private static String bare(JsonNode invite) {
    return invite.path("code").asText().replaceFirst("@.*", "");
  }

  private static void assertTheyTalk(SottoProcess anna, SottoProcess bert) throws Exception {
    bert.await("connected");
    anna.await("connected");
    bert.say("hello");
    assertThat(anna.await("message").path("text").asText()).isEqualTo("hello");
  }

  private static String status(Host from, String url) {
    return from.namespace().run("curl -sk -m 20 -o /dev/null -w '%{http_code}' '" + url + "'");
  }

  private SottoProcess chat(Host where, String name, String... arguments) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("chat", "--json", "--config-dir", homes.resolve(name).toString(), "--name"));
    all.add(name);
    all.addAll(List.of(arguments));
    return SottoProcess.startIn(where.namespace(), List.of("-Xmx256m"), all);
  }
}
