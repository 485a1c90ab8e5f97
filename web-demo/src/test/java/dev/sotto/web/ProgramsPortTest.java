package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The place where programs come in, and no page does. */
@Timeout(60)
class ProgramsPortTest {
  private static final String ELSEWHERE = "Host: 203.0.113.5:4711";

  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = WebServer.start(WebOptions.local(0).withPrograms(any));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int port() {
    return server.programsPort().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/health", "/words.txt", "/rendezvous/"})
  void thereIsNoPage(String path) throws IOException {
    RawHttp answer = RawHttp.get(port(), path, "Host: localhost:" + port());
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain("<");
  }

  @Test
  void aProgramMayNameAnyHost() throws IOException {
    RawHttp answer = RawHttp.upgrade(port(), ELSEWHERE);
    assertThat(answer.status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://203.0.113.5:4711"})
  void noPageMayComeInWhateverItsOrigin(String origin) throws IOException {
    RawHttp answer = RawHttp.upgrade(port(), ELSEWHERE, "Origin: " + origin);
    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void thePageIsWhereItWas() throws IOException {
    assertThat(RawHttp.get(server.port(), "/", "Host: localhost:" + server.port()).status())
        .isEqualTo(200);
    assertThat(RawHttp.upgrade(server.port(), ELSEWHERE).status()).isEqualTo(421);
  }

  @Test
  void aHostThatIsKnownLateIsAnsweredFromThenOn() throws IOException {
    assertThat(RawHttp.get(server.port(), "/", ELSEWHERE).status()).isEqualTo(421);
    server.answerTo("203.0.113.5:4711");
    assertThat(RawHttp.get(server.port(), "/", ELSEWHERE).status()).isEqualTo(200);
    assertThat(RawHttp.get(server.port(), "/", "Host: 203.0.113.5:4712").status()).isEqualTo(421);
    assertThatThrownBy(() -> server.answerTo("a b")).isInstanceOf(IllegalArgumentException.class);
  }
}
