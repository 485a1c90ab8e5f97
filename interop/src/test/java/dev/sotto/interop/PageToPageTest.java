package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two pages in real browsers, the real server between them, WebRTC of Chromium on both ends. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageToPageTest {
  private static final int LONGEST_LINE = 64 * 1024;

  /** What is said on a channel of the other side before that has said something is lost. */
  private static final String LOSES_EARLY_WORDS =
      """
      const deaf = new WeakSet();
      const { send } = RTCDataChannel.prototype;
      RTCDataChannel.prototype.send = function (data) {
        deaf.has(this) || send.call(this, data);
      };
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...settings) {
          super(...settings);
          this.addEventListener('datachannel', ({ channel }) => {
            deaf.add(channel);
            channel.addEventListener('message', () => deaf.delete(channel));
          });
        }
      };
      """;

  private Chromium chromium;
  private WebServer server;

  @BeforeAll
  void startBrowser() {
    chromium = new Chromium();
  }

  @AfterAll
  void stopBrowser() {
    chromium.close();
  }

  @BeforeEach
  void startServer() throws IOException {
    server = WebServer.start(WebOptions.local(0));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void talkToEachOtherByACode() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      String code = alice.invite();
      bob.join(code.toUpperCase(Locale.ROOT).replace("-", " - "));
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");

      alice.say("Hello, Bob");
      bob.awaitText("Hello, Bob");
      bob.say("Hello, Alice 👋");
      alice.awaitText("Hello, Alice 👋");
      assertThat(alice.log().getByTitle("Delivered")).hasCount(1);

      for (ChatPage page : List.of(alice, bob)) {
        assertThat(page.complaints()).isEmpty();
        assertThat(page.requests()).isNotEmpty().allMatch(this::isOurs);
      }
    }
  }

  /** Chromium loses such a word about once in a thousand meetings. */
  @Test
  void meetAlsoWhenTheBrowserLosesWhatItIsGivenTooEarly() {
    try (ChatPage alice = chromium.openAfter(LOSES_EARLY_WORDS, server.url() + "/");
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      alice.say("Hello, Bob");
      bob.awaitText("Hello, Bob");
    }
  }

  @Test
  void joinAtOnceByALinkOfThisMachineAndForgetItsCode() {
    try (ChatPage alice = open()) {
      String code = alice.invite();
      String words = code.substring(code.indexOf('-') + 1);
      try (ChatPage bob = chromium.open(server.url() + "/#" + code)) {
        bob.awaitStatus("Connected");
        alice.awaitStatus("Connected");

        for (ChatPage page : List.of(alice, bob)) {
          assertThat(page.page().url()).isEqualTo(server.url() + "/");
          assertThat(page.page().title()).isEqualTo("Sotto");
          assertThat(page.tabStorage()).doesNotContain(words);
          assertThat(page.page().content()).doesNotContain(words);
          assertThat(page.complaints()).isEmpty();
        }
        assertThat(alice.requests()).noneMatch(request -> request.contains(words));
      }
    }
  }

  @Test
  void tellBothThatACodeWasWrong() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      String code = alice.invite();
      String last = code.substring(code.lastIndexOf('-') + 1);
      String other = code.contains("-" + first(bob)) ? second(bob) : first(bob);
      bob.join(code.substring(0, code.length() - last.length()) + other);

      bob.awaitStatus("Wrong code, or somebody interferes");
      alice.awaitStatus("Somebody tried a wrong code; the code is used up");
      try (ChatPage carol = chromium.open(server.url() + "/#" + code)) {
        carol.awaitStatus("This code was already used or is open elsewhere");
      }
      String fresh = alice.invite("New code");
      bob.button("Start anew").click();
      bob.join(fresh);
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
    }
  }

  @Test
  void tellThatACodeWasUsed() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      String code = alice.invite();
      bob.join(code);
      alice.awaitStatus("Connected");
      try (ChatPage carol = chromium.open(server.url() + "/#" + code)) {
        carol.awaitStatus("This code was already used or is open elsewhere");
        assertThat(carol.complaints()).isEmpty();
      }
      alice.say("still here");
      bob.awaitText("still here");
    }
  }

  @Test
  void sendNothingForWhatIsNoCode() {
    try (ChatPage page = open()) {
      for (String typed : List.of("", "acid", "4711-nosuchword-x-y", "4711", "04711-x", "-")) {
        page.code().fill("");
        page.join(typed);
        assertThat(page.page().locator("#problem")).not().isEmpty();
      }
      page.join("0-" + first(page) + "-" + first(page) + "-" + first(page));
      assertThat(page.page().getByText("A code with the number 0")).isVisible();
      page.join("4711 nosuchword acid bacon");
      assertThat(page.page().getByText("\u201cnosuchword\u201d is not a word of any code"))
          .isVisible();
      assertThat(page.status()).containsText("Ready");
      assertThat(page.requests()).noneMatch(request -> request.startsWith("ws"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void talkAgainAfterEitherReloads() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      for (ChatPage page : List.of(alice, bob, alice)) {
        ChatPage other = page == alice ? bob : alice;
        String before = other.tabStorage();
        page.page().reload();
        page.awaitStatus("Connected");
        other
            .page()
            .waitForFunction(
                "before => JSON.stringify({...sessionStorage, ...localStorage}) !== before",
                before);
        other.awaitStatus("Connected");

        page.say("back again");
        other.awaitText("back again");
        other.say("good");
        page.awaitText("good");
      }
      assertThat(alice.complaints()).isEmpty();
      assertThat(bob.complaints()).isEmpty();
    }
  }

  @Test
  void goOnWithoutTheServerAndMeetAgainWhenItIsBack() throws IOException {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      int port = server.port();
      server.close();

      alice.say("no server needed");
      bob.awaitText("no server needed");

      server = WebServer.start(WebOptions.local(port));
      bob.page().reload();
      bob.awaitStatus("Connected");
      bob.say("met again");
      alice.awaitText("met again");
    }
  }

  @Test
  void findAnotherPathOverTheChannelWhenTheNetworkChanges() {
    try (ChatPage alice = chromium.openObserved(server.url() + "/");
        ChatPage bob = chromium.openObserved(server.url() + "/")) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      for (ChatPage page : List.of(alice, bob)) {
        ChatPage other = page == alice ? bob : alice;
        List<String> before = other.userNames();
        page.page().evaluate("dispatchEvent(new Event('online'))");
        other
            .page()
            .waitForFunction(
                """
                before => window.connections.at(-1).localDescription.sdp
                    .includes('ice-ufrag') && !window.connections.at(-1).localDescription.sdp
                    .includes('ice-ufrag:' + before)
                """,
                before.get(before.size() - 1));
        page.say("by another way");
        other.awaitText("by another way");
        assertThat(other.userNames()).hasSameSizeAs(before);
      }
    }
  }

  @Test
  void seeTheOtherGoAndWaitForIt() {
    try (ChatPage alice = open()) {
      try (ChatPage bob = open()) {
        bob.join(alice.invite());
        alice.awaitStatus("Connected");
        bob.awaitStatus("Connected");
      }
      alice.awaitStatus("Disconnected. Looking for the other side");
      assertThat(alice.send()).isDisabled();
    }
  }

  @Test
  void endForBothWhenOneLeaves() {
    try (ChatPage alice = open();
        ChatPage bob = chromium.openAfter(NOTES_WHAT_IT_DOES, server.url() + "/")) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      bob.button("Leave").click();
      alice.awaitStatus("Disconnected: the conversation is over");
      bob.awaitStatus("Disconnected: the conversation is over");
      bob.page().waitForFunction("() => deeds.at(-1) === 'closed'");
      assertThat((List<?>) bob.page().evaluate("() => deeds.slice(-2)"))
          .as("a last word, and only then the end")
          .isEqualTo(List.of("bye", "closed"));

      bob.page().reload();
      bob.awaitStatus("Ready");
      assertThat(bob.tabStorage()).isEqualTo("{}");
    }
  }

  @Test
  void seeTheSameFourWordsAndCloseWhenTheyDiffer() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");

      assertThat(alice.phrase()).hasSize(4).isEqualTo(bob.phrase());
      assertThat(alice.page().getByText("Read it aloud, not in this chat.")).isVisible();
      alice.button("Yes, the same").click();
      alice.awaitNotice("this conversation is verified");
      bob.button("No").click();

      bob.awaitStatus("Closed: somebody may be listening");
      alice.awaitStatus("Disconnected: the conversation is over");
    }
  }

  @Test
  void cancelACodeThatNobodyHasUsed() {
    try (ChatPage alice = open()) {
      String code = alice.invite();
      alice.button("Cancel").click();
      alice.awaitStatus("Ready");
      try (ChatPage bob = chromium.open(server.url() + "/#" + code)) {
        bob.awaitStatus("This code was already used or is open elsewhere");
      }
    }
  }

  @Test
  void haveTheNamesAndRolesOfTheContract() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      assertThat(alice.button("Invite")).isFocused();
      assertThat(bob.code()).hasCount(1);
      bob.join(alice.invite());
      bob.awaitStatus("Connected");
      alice.awaitStatus("Connected");

      assertThat(alice.message()).hasCount(1);
      assertThat(alice.send()).hasCount(1);
      assertThat(alice.verify()).hasCount(1);
      assertThat(alice.log()).hasCount(1);
      assertThat(alice.status()).hasCount(1);
      assertThat(alice.message()).isFocused();
      alice.page().keyboard().press("Tab");
      assertThat(alice.send()).isFocused();
    }
  }

  @Test
  void showTheBuildThatTheServerTells() {
    try (ChatPage page = open()) {
      String build = page.page().request().get(server.url() + "/build").text().strip();
      assertThat(build).matches("[0-9a-f]{64}");
      assertThat(page.page().locator("footer")).containsText(build);
    }
  }

  @Test
  void offerWhatIsDroppedAndWhatIsPasted() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      bob.awaitConnected();
      assertThat(alice.button("Send files")).isEnabled();
      alice
          .page()
          .evaluate(
              """
              () => {
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File(['on the page'], 'dropped.txt'));
                const init = { dataTransfer, bubbles: true, cancelable: true };
                document.body.dispatchEvent(new DragEvent('drop', init));
              }
              """);
      bob.awaitText("dropped.txt");
      alice
          .page()
          .evaluate(
              """
              () => {
                const clipboardData = new DataTransfer();
                clipboardData.items.add(new File(['into the box'], 'pasted.txt'));
                const init = { clipboardData, bubbles: true, cancelable: true };
                document.getElementById('message').dispatchEvent(new ClipboardEvent('paste', init));
              }
              """);
      bob.awaitText("pasted.txt");
      assertThat(bob.button("Accept")).hasCount(2);
    }
  }

  @Test
  void sayWhileTheirMachineIsOffline() {
    try (ChatPage page = open()) {
      page.page().context().setOffline(true);
      page.awaitNotice("This machine is offline.");
      page.page().context().setOffline(false);
      assertThat(page.notices()).not().containsText("offline");
    }
  }

  @Test
  void knowWhichPlacesOfTheOtherWereMapped() {
    try (ChatPage page = open()) {
      Object known =
          page.page()
              .evaluate(
                  """
                  async () => {
                    const { readContent, writeDescription } = await import('/contents.js');
                    const { Peer } = await import('/peer.js');
                    const told = writeDescription({
                      ufrag: 'abcd', pwd: 'a'.repeat(22), fingerprint: new Uint8Array(32), maxMessageSize: 65_536,
                    });
                    told.cand = [
                      '1 1 udp 9 192.0.2.1 4001 typ srflx raddr 0.0.0.0 rport 0 mapped 1',
                      '2 1 udp 8 192.0.2.1 4002 typ srflx raddr 0.0.0.0 rport 0 mapped 0',
                      '3 1 udp 7 2001:db8::1 4003 typ srflx raddr :: rport 0 mapped 1',
                      '4 1 udp 6 192.0.2.1 4004 typ host mapped 1',
                    ];
                    const none = () => {};
                    const events = { description: none, fingerprints: none, candidate: none, complete: none };
                    const peer = new Peer('inviter', [], events);
                    peer.receive(readContent(told));
                    for (;;) {
                      const { report, mapped } = await peer.stats();
                      const takes = ({ type }) => type === 'remote-candidate';
                      if (mapped.size === 2 && [...report.values()].some(takes)) {
                        peer.close();
                        return [...mapped].join(' ');
                      }
                    }
                  }
                  """);
      assertThat(known).isEqualTo("192.0.2.1:4001 [2001:db8::1]:4003");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "host, host, false, Direct, address of the machine",
    "srflx, prflx, false, Direct, address of its router",
    "host, srflx, true, Mapped, address of the machine",
    "host, prflx, true, Mapped, address of the machine",
    "relay, srflx, true, Relayed, relay",
    "prflx, relay, false, Relayed, address of its router"
  })
  void tellTheWayBetweenThem(
      String local, String remote, boolean mapped, String word, String here) {
    try (ChatPage page = open()) {
      page.page()
          .evaluate(
              """
              async ([local, remote, mapped]) => {
                const { PathReport } = await import('/path-report.js');
                const end = { address: '192.0.2.1', port: 9, protocol: 'udp' };
                const report = new Map([
                  ['t', { type: 'transport', selectedCandidatePairId: 'p' }],
                  ['p', { type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r' }],
                  ['l', { type: 'local-candidate', candidateType: local, ...end }],
                  ['r', { type: 'remote-candidate', candidateType: remote, ...end }],
                ]);
                const places = new Set(mapped ? ['192.0.2.1:9'] : []);
                new PathReport(async () => ({ report, mapped: places })).connected = true;
              }
              """,
              List.of(local, remote, mapped));

      page.button(word + " path, details").click();
      assertThat(page.page().getByRole(AriaRole.DIALOG)).containsText(word + " connection");
      assertThat(page.page().getByRole(AriaRole.DIALOG)).containsText("192.0.2.1:9, " + here);
    }
  }

  @Test
  void sendByEnterAndBreakLinesByShiftEnter() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      alice.message().pressSequentially("one");
      alice.message().press("Shift+Enter");
      alice.message().pressSequentially("two");
      alice.message().press("Enter");

      bob.awaitText("two");
      assertThat(bob.log().locator("p.text").textContent()).isEqualTo("one\ntwo");
      assertThat(alice.message()).hasValue("");
      alice.message().press("Enter");
      alice.say("three");
      bob.awaitText("three");
      assertThat(bob.log().locator("p.text")).hasCount(2);
    }
  }

  @Test
  void showHostileTextAsText() {
    String hostile =
        "<img src=x onerror=alert(1)><script>alert(1)</script>&amp;\n\tnext: \u202e\u200f\u2028"
            + "\u0007\udb40\udc41 e"
            + "\u0301".repeat(20)
            + " \u05e9\u05dc\u05d5\u05dd \ud83d\udc69\u200d\ud83d\udcbb";
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      alice.say(hostile);
      bob.awaitText("alert(1)");

      assertThat(bob.log().locator("p.text").textContent())
          .isEqualTo(
              "<img src=x onerror=alert(1)><script>alert(1)</script>&amp;\n\tnext: "
                  + "\\u{202e}\\u{200f}\\u{2028}\\u{7}\\u{e0041} e"
                  + "\u0301".repeat(8)
                  + " \u05e9\u05dc\u05d5\u05dd \ud83d\udc69\u200d\ud83d\udcbb");
      assertThat(bob.log().locator("img, script")).hasCount(0);
      assertThat(bob.complaints()).isEmpty();
    }
  }

  @Test
  void carryTheLongestMessageAndRefuseLongerOnes() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      alice.say("x".repeat(LONGEST_LINE + 1));
      assertThat(alice.page().getByText("Too long: 65537 bytes")).isVisible();
      assertThat(alice.message()).not().hasValue("");

      alice.say("y".repeat(LONGEST_LINE - 3) + "end");
      bob.awaitText("end");
      assertThat(bob.log().locator("p.text").textContent()).hasSize(LONGEST_LINE);
    }
  }

  @Test
  void loseNoLineHoweverManyAreWrittenAtOnce() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      alice
          .page()
          .evaluate(
              """
              () => {
                for (let i = 0; i < 96; i++) {
                  document.getElementById('message').value = `${i} `.padEnd(64 * 1024, 'z');
                  document.getElementById('composer').requestSubmit();
                }
              }
              """);

      alice.awaitDelivered(96);
      assertThat(bob.log().locator("p.text").allTextContents())
          .extracting(line -> line.substring(0, line.indexOf(' ')))
          .containsExactlyElementsOf(IntStream.range(0, 96).mapToObj(Integer::toString).toList());
    }
  }

  /** Chromium does that now and then by itself. */
  @Test
  void hearAHelloThatComesBeforeTheChannelIsSaidToBeOpen() {
    String late =
        """
        const create = RTCPeerConnection.prototype.createDataChannel;
        RTCPeerConnection.prototype.createDataChannel = function (...options) {
          const channel = create.apply(this, options);
          Object.defineProperty(channel, 'onopen', {
            set: (told) => channel.addEventListener('open', () => setTimeout(told, 700)),
          });
          return channel;
        };
        """;
    try (ChatPage alice = open();
        ChatPage bob = chromium.openAfter(late, server.url() + "/")) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
    }
  }

  @Test
  void tellWhatTheBrowserCannotDoWithFromALackOfAWay() {
    String refusing =
        """
        RTCPeerConnection.prototype.setRemoteDescription =
            () => Promise.reject(new TypeError('not as I like it'));
        """;
    try (ChatPage alice = open();
        ChatPage bob = chromium.openAfter(refusing, server.url() + "/")) {
      bob.join(alice.invite());
      bob.awaitStatus("Closed: the other side made no sense");
      assertThat(bob.complaints()).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void meetAgainWhenTheBreakFellBetweenTheProofsOfTheTwo() {
    try (ChatPage alice = open();
        ChatPage bob = open()) {
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      Object first = bob.page().evaluate(KEPT);
      bob.page().reload();
      bob.awaitStatus("Connected");
      alice.say("the second time");
      bob.awaitText("the second time");

      // As if bob had never seen what alice proved then.
      for (ChatPage page : List.of(alice, bob)) {
        page.page().navigate(server.url() + "/words.txt");
      }
      alice.page().evaluate(keep("{ ...kept, former: pair }"), first);
      bob.page().evaluate(keep("{ ...kept, ...pair }"), first);
      for (ChatPage page : List.of(alice, bob)) {
        page.page().navigate(server.url() + "/");
      }
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      alice.say("the third time");
      bob.awaitText("the third time");
    }
  }

  private static final String NOTES_WHAT_IT_DOES =
      """
      window.deeds = [];
      const { send } = RTCDataChannel.prototype;
      RTCDataChannel.prototype.send = function (data) {
        deeds.push(JSON.parse(data).t);
        return send.call(this, data);
      };
      const { close } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.close = function () {
        deeds.push('closed');
        return close.call(this);
      };
      """;

  private static final String KEPT =
      """
      () => {
        const { room, secret } = JSON.parse(sessionStorage.getItem('sotto.rejoin'));
        return { room, secret };
      }
      """;

  private static String keep(String what) {
    return """
        pair => {
          const kept = JSON.parse(sessionStorage.getItem('sotto.rejoin'));
          sessionStorage.setItem('sotto.rejoin', JSON.stringify(%s));
        }
        """
        .formatted(what);
  }

  private ChatPage open() {
    return chromium.open(server.url() + "/");
  }

  private static String first(ChatPage page) {
    return word(page, 0);
  }

  private static String second(ChatPage page) {
    return word(page, 1);
  }

  private static String word(ChatPage page, int place) {
    String words = page.page().request().get(page.page().url() + "words.txt").text();
    return words.lines().toList().get(place);
  }

  private boolean isOurs(String address) {
    String own = "://" + InetAddress.getLoopbackAddress().getHostName() + ":" + server.port() + "/";
    return address.startsWith("http" + own) || address.startsWith("ws" + own);
  }
}
