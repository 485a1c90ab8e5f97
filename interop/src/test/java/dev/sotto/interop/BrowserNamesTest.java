package dev.sotto.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sotto.ice.IceOptions;
import dev.sotto.ice.MdnsNames;
import dev.sotto.net.CandidateKind;
import dev.sotto.net.Loop;
import dev.sotto.net.MulticastLink;
import dev.sotto.peer.PeerConfiguration;
import dev.sotto.peer.SessionDescription;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The names of Chromium's candidates and ours, each asked for by the other. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserNamesTest {
  private static final String ADDRESS = "10.83.0.1";
  private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}\\.local");
  private static final Pattern CANDIDATE = Pattern.compile("a=candidate:.*\r\n");

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Loop loop = new Loop("names", failures::add);
  private final MdnsNames names = new MdnsNames(loop, new SecureRandom());
  private Chromium chromium;
  private WebServer server;
  private ChatPage page;
  private BrowserPeer browser;

  @BeforeAll
  void start() throws IOException {
    chromium = new Chromium();
    server = WebServer.start(WebOptions.local(0));
    List<MulticastLink> links = MulticastLink.of(List.of(InetAddress.getByName(ADDRESS)));
    loop.execute(() -> names.use(links));
  }

  @AfterAll
  void stop() {
    server.close();
    chromium.close();
    loop.execute(names::close);
    loop.close();
    assertThat(failures).isEmpty();
  }

  @BeforeEach
  void open() throws IOException {
    page = chromium.open(server.url().toString());
    browser = new BrowserPeer(page.page());
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void weFindTheAddressBehindChromiumsName() {
    String offer = browser.offerWithChannel("names", Map.of()).sdp();
    List<String> hidden = NAME.matcher(offer).results().map(MatchResult::group).distinct().toList();
    assertThat(hidden).isNotEmpty();

    for (String name : hidden) {
      CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
      loop.execute(() -> names.resolve(name, found::complete));
      assertThat(Patience.await(found))
          .as(name)
          .hasSize(1)
          .extracting(InetAddress::getHostAddress)
          .isSubsetOf(ADDRESS, "fd53:83:0:0:0:0:0:1");
    }
  }

  /** Chromium is told none of our candidates: it waits for us to come. */
  @Test
  void weConnectToTheAddressBehindChromiumsName() {
    try (SottoSide java = new SottoSide()) {
      String offer = browser.offerWithChannel("names", Map.of()).sdp();
      assertThat(offer).containsPattern(NAME);
      java.answer(offer);
      SessionDescription answer = java.complete();
      String bare = CANDIDATE.matcher(answer.sdp()).replaceAll("");
      browser.setRemote(new SessionDescription(answer.type(), bare));

      java.awaitConnected();
      browser.awaitEvent("names", "open");
      assertThat(java.connection().path().orElseThrow().remoteKind()).isEqualTo(CandidateKind.HOST);
    }
  }

  /** Chromium's candidates are kept from us and our address from it: only our name is left. */
  @Test
  void chromiumConnectsToTheAddressBehindOurName() {
    PeerConfiguration hiding =
        PeerConfiguration.defaults().withIce(IceOptions.defaults().withHiddenAddresses(true));
    try (SottoSide java = new SottoSide(hiding)) {
      String offer = browser.offerWithChannel("names", Map.of()).sdp();
      java.answer(CANDIDATE.matcher(offer).replaceAll(""));
      SessionDescription answer = java.complete();
      assertThat(answer.sdp()).containsPattern(NAME).doesNotContain(ADDRESS, "fd53:83:");
      browser.setRemote(answer);

      java.awaitConnected();
      browser.awaitEvent("names", "open");
    }
  }
}
