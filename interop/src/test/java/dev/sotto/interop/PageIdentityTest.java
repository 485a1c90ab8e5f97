package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import dev.sotto.identity.Resemblance;
import dev.sotto.web.RendezvousLimits;
import dev.sotto.web.WebOptions;
import dev.sotto.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a page is, by where it came from: a protected one with a name, and one without either. */
@InNamespace
@NeedsChromium
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIdentityTest {
  private static final String NAME = "sotto.test";

  /** The address of the interface that the namespace around the test has. */
  private static final String ADDRESS = "10.83.0.1";

  /** Says the name that the tab has noted instead of the one that was entered. */
  private static final String ANOTHER_NAME =
      """
      const { send } = RTCDataChannel.prototype;
      RTCDataChannel.prototype.send = function (data) {
        const alias = sessionStorage.getItem('alias');
        const isName = typeof data === 'string' && data.includes('"t":"name"') && alias !== null;
        send.call(this, isName ? JSON.stringify({ ...JSON.parse(data), name: alias }) : data);
      };
      """;

  private WebServer server;
  private Chromium chromium;

  @BeforeAll
  void start() throws IOException {
    List<InetAddress> all =
        List.of(InetAddress.getLoopbackAddress(), InetAddress.getByName(ADDRESS));
    server = WebServer.start(new WebOptions(all, 0, List.of(NAME), RendezvousLimits.standard()));
    chromium = Chromium.withName(NAME, server.port());
  }

  @AfterAll
  void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void aPageKnowsAContactAgainAndNobodyWhoIsCalledLikeIt() {
    try (ChatPage alice = remembered("Alice");
        ChatPage bob = remembered("Bob");
        ChatPage mallory = remembered("\u0412\u043eb")) {
      meet(alice, bob);
      alice.awaitNotice("\u201cBob\u201d · new · page at " + NAME);
      alice.button("Save").click();
      alice.awaitNotice("Bob · known contact");
      assertThat(alice.phrase()).isEqualTo(bob.phrase());
      alice.button("Yes, the same").click();
      alice.awaitNotice("Bob · verified contact");
      bob.button("Not now").click();
      part(alice, bob);

      meet(alice, mallory);
      alice.awaitNotice("Careful: this is not Bob, whom you know.");
      assertThat(alice.button("Save")).hasCount(0);
      alice.button("It is somebody else").click();
      alice.page().getByLabel("Name of the contact").fill("B O B");
      alice.button("Save").click();
      alice.awaitNotice("That is too close to Bob");
      part(alice, mallory);

      expectOnly(alice, "Bob");
      mallory.join(alice.invite());
      alice.awaitStatus("Closed: not the contact you expected");
      mallory.awaitStatus("Disconnected: the conversation is over");
      assertThat(alice.lines()).isEmpty();
      alice.button("Start anew").click();
      mallory.button("Start anew").click();

      expectOnly(alice, "Bob");
      meet(alice, bob);
      alice.awaitNotice("Bob · verified contact");
      part(alice, bob);

      expectOnly(alice, "Bob");
      alice.join(mallory.invite());
      alice.awaitStatus("Closed: not the contact you expected");
      mallory.awaitStatus("Disconnected: the conversation is over");
      assertThat(alice.complaints()).isEmpty();
    }
  }

  @Test
  void namesLookTheSameToAPageAsToAProgram() {
    Stream<String> names =
        Stream.of(
            "\u03F2arl",
            "\u03F9ARL",
            "Stra\u1E9Ee",
            "stra\u00DFe",
            "\u039F\u0394\u039F\u03A3",
            "\u0430l\u0456\u0441\u0435",
            "\u0412\u041E\u0412",
            "\u041D\u0410NN\u0410",
            "b0b",
            "aIice",
            "al|ce",
            "\uFF41\uFF4C\uFF49\uFF43\uFF45",
            "o\uFB03ce",
            "al\u2060i\uFE0Fce\u202E",
            "ali\u0301ce",
            "al\u3164ice",
            "anna\u00A0maria",
            "\u0142ukasz",
            "ernrna",
            "vvim",
            "vvvv",
            "\u5C0F\u660E",
            " \u00AD ",
            "");
    Stream<String> letters =
        IntStream.range(0, 0x20000)
            .filter(Character::isDefined)
            .filter(letter -> Character.getType(letter) != Character.SURROGATE)
            .mapToObj(Character::toString);
    List<String> all = Stream.concat(names, letters).toList();
    Resemblance resemblance = Resemblance.standard();
    try (ChatPage page = open(named())) {
      List<?> skeletons =
          (List<?>)
              page.page()
                  .evaluate(
                      """
                      async (names) => {
                        const { Resemblance } = await import('/resemblance.js');
                        const resemblance = await Resemblance.load();
                        return names.map((name) => resemblance.skeleton(name));
                      }
                      """,
                      all);

      assertThat(
              IntStream.range(0, all.size())
                  .filter(i -> !resemblance.skeleton(all.get(i)).equals(skeletons.get(i)))
                  .mapToObj(i -> all.get(i) + ": " + skeletons.get(i)))
          .isEmpty();
    }
  }

  @Test
  void aNameSaysNothingThatOnlyThePageMaySay() {
    try (ChatPage alice = remembered("Alice");
        ChatPage mallory = remembered("Bob\u201d · verified contact · \u201cB")) {
      meet(alice, mallory);
      alice.awaitNotice("\u201cBob  verified contact  B\u201d · new");
    }
  }

  @Test
  void whoComesBackUnderAnotherNameKeepsTheFirst() {
    try (ChatPage alice = remembered("Alice");
        ChatPage mallory = chromium.openAfter(ANOTHER_NAME, named())) {
      mallory.awaitStatus("Ready");
      mallory.isCalled("Zed");
      meet(alice, mallory);
      mallory.page().evaluate("() => sessionStorage.setItem('alias', 'Anna')");
      mallory.page().reload();
      mallory.awaitStatus("Connected");
      mallory.say("it is me");
      alice.awaitText("it is me");
      assertThat(alice.log().locator(".who bdi").last()).hasText("Zed");
      assertThat(alice.notices()).not().containsText("Anna");
    }
  }

  @Test
  void whoCallsItselfYouIsNotTakenForTheUser() {
    try (ChatPage alice = remembered("Alice");
        ChatPage mallory = remembered("Y\u043eu")) {
      meet(alice, mallory);
      mallory.say("I said this myself");
      alice.awaitText("I said this myself");
      assertThat(alice.log().locator(".who bdi")).hasText("\u201cY\u043eu\u201d, the other side");

      alice.say("\u0001".repeat(60_000));
      assertThat(alice.page().getByText("fewer of them fit in one message")).isVisible();
      alice.say("\u0001 once");
      mallory.awaitText("once");
    }
  }

  /** Also if it became one before a break, or before the page of the one who looks was reloaded. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Alice", "Bob", "Alice Bob"})
  void whoseWordsDifferIsNoContactAnyMore(String reloading) {
    try (ChatPage alice = remembered("Alice");
        ChatPage bob = remembered("Bob")) {
      meet(alice, bob);
      alice.awaitNotice("new");
      alice.button("Save").click();
      alice.awaitNotice("Bob · known contact");
      if (reloading.contains("Alice")) {
        reload(alice, bob);
      }
      if (reloading.contains("Bob")) {
        reload(bob, alice);
      }
      alice.phrase();
      alice.button("No").click();
      alice.awaitStatus("Closed: somebody may be listening");
      bob.awaitStatus("Disconnected: the conversation is over");
      alice.button("Start anew").click();
      bob.button("Start anew").click();

      meet(alice, bob);
      alice.awaitNotice(" · new · page at " + NAME);
    }
  }

  @Test
  void whoWasAContactBeforeStaysOneWhenTheWordsDifferAfterAReload() {
    try (ChatPage alice = remembered("Alice");
        ChatPage bob = remembered("Bob")) {
      meet(alice, bob);
      alice.awaitNotice("new");
      alice.button("Save").click();
      alice.awaitNotice("Bob · known contact");
      part(alice, bob);

      meet(alice, bob);
      reload(alice, bob);
      alice.phrase();
      alice.button("No").click();
      alice.awaitStatus("Closed: somebody may be listening");
      bob.awaitStatus("Disconnected: the conversation is over");
      alice.button("Start anew").click();
      bob.button("Start anew").click();

      meet(alice, bob);
      alice.awaitNotice("Bob · known contact");
    }
  }

  @Test
  void aConversationThatWasVerifiedStaysSoUntilItIsOver() {
    try (ChatPage alice = remembered("Alice");
        ChatPage bob = chromium.open(named())) {
      meet(alice, bob);
      alice.phrase();
      alice.button("Yes, the same").click();
      alice.awaitNotice("this conversation is verified");
      reload(bob, alice);
      alice.awaitNotice("this conversation is verified");
      reload(alice, bob);
      alice.awaitNotice("this conversation is verified");
      part(alice, bob);

      meet(alice, bob);
      alice.awaitNotice("a visitor with a key for this conversation");
      assertThat(alice.notices()).not().containsText("verified");
    }
  }

  @Test
  void contactsAreLookedAtRenamedAndForgotten() {
    try (ChatPage alice = remembered("Alice");
        ChatPage bob = remembered("Bob");
        ChatPage carol = remembered("Carol")) {
      Locator contacts = alice.page().getByRole(AriaRole.DIALOG);
      meet(alice, bob);
      alice.awaitNotice("\u201cBob\u201d · new");
      alice.button("Save").click();
      alice.awaitNotice("Bob · known contact");
      alice.phrase();
      alice.button("Yes, the same").click();
      alice.awaitNotice("Bob · verified contact");
      part(alice, bob);
      meet(alice, carol);
      alice.awaitNotice("\u201cCarol\u201d · new");
      alice.button("Save").click();
      alice.awaitNotice("Carol · known contact");
      part(alice, carol);

      alice.button("Contacts").click();
      assertThat(contacts.getByRole(AriaRole.LISTITEM)).hasCount(2);
      assertThat(contact(contacts, "Bob")).containsText("verified");
      assertThat(contact(contacts, "Carol")).containsText("Last met");
      assertThat(contact(contacts, "Carol")).not().containsText("verified");

      alice.button("Rename Carol").click();
      Locator name = alice.page().getByLabel("New name of Carol");
      name.fill("B O B");
      alice.button("Save").click();
      assertThat(contacts).containsText("That is too close to Bob");
      name.fill("Sister");
      name.press("Enter");
      assertThat(contact(contacts, "Sister")).hasCount(1);
      assertThat(contact(contacts, "Carol")).hasCount(0);

      alice.button("Forget Bob").click();
      alice.button("Keep").click();
      alice.button("Forget Bob").click();
      alice.button("Forget").click();
      assertThat(contact(contacts, "Bob")).hasCount(0);
      alice.button("Close").click();
      assertThat(whoMayCome(alice)).containsText("Sister");
      assertThat(whoMayCome(alice)).not().containsText("Bob");

      alice.page().reload();
      alice.awaitStatus("Ready");
      assertThat(whoMayCome(alice)).containsText("Sister");
      assertThat(whoMayCome(alice)).not().containsText("Bob");
    }
  }

  private static Locator contact(Locator contacts, String name) {
    return contacts
        .getByRole(AriaRole.LISTITEM)
        .filter(new Locator.FilterOptions().setHasText(name));
  }

  private static Locator whoMayCome(ChatPage page) {
    return page.page().getByLabel("Who may come");
  }

  @Test
  void theKeyStaysUntilItIsForgotten() {
    try (ChatPage page = open(named())) {
      page.page().getByText("You and whom you expect").click();
      assertThat(page.page().getByText("Whoever runs " + NAME + " can sign as you")).isVisible();
      page.button("Remember me on " + NAME).click();
      assertThat(page.page().getByText("You are remembered on " + NAME)).isVisible();
      page.page().reload();
      page.awaitStatus("Ready");
      page.page().getByText("You and whom you expect").click();
      page.button("Forget me here").click();
      page.button("Forget").click();
      assertThat(page.button("Remember me on " + NAME)).isVisible();
    }
  }

  @Test
  void aVisitorIsTheSameAfterAReloadAndNeverPinned() {
    try (ChatPage alice = remembered("Alice");
        ChatPage bob = chromium.open(named())) {
      meet(alice, bob);
      alice.awaitNotice("a visitor with a key for this conversation");
      assertThat(alice.button("Save")).hasCount(0);
      bob.page().reload();
      bob.awaitStatus("Connected");
      bob.say("the same one");
      alice.awaitText("the same one");
    }
  }

  @Test
  void onlyANameThatMeansTheSameHostTomorrowIsRemembered() {
    try (ChatPage page = open(named())) {
      Object answers =
          page.page()
              .evaluate(
                  """
                  async () => {
                    const { mayRemember } = await import('/identity.js');
                    const hosts = ['sotto.test', 'localhost', 'a.localhost', 'localhost.',
                        '127.0.0.1', '10.83.0.1', '[::1]', '[2001:db8::1]', ''];
                    return Object.fromEntries(hosts.map((host) => [host, mayRemember(host)]));
                  }
                  """);
      assertThat(((Map<?, ?>) answers).entrySet())
          .allMatch(answer -> answer.getValue().equals(answer.getKey().equals(NAME)));
    }
  }

  @Test
  void anUnprotectedPageSaysSoOnBothSidesAndNeverCountsAsVerified() {
    try (ChatPage alice = open(named());
        ChatPage bob = chromium.open("http://" + ADDRESS + ":" + server.port() + "/")) {
      bob.awaitNotice("This page came unprotected: whoever controls the network");
      bob.join(alice.invite());
      alice.awaitStatus("Connected");
      bob.awaitStatus("Connected");
      alice.awaitNotice(
          "The other side's page came unprotected: whoever controls its network can have changed"
              + " it");

      assertThat(alice.phrase()).isEqualTo(bob.phrase());
      assertThat(alice.page().getByText("the words cannot prove who is there")).isVisible();
      alice.button("Yes, the same").click();
      assertThat(alice.notices()).not().containsText("verified");
      bob.button("Not now").click();

      bob.page().reload();
      bob.awaitStatus("Connected");
      bob.say("here again");
      alice.awaitText("here again");
      // Browsers say that they leave one header of the server out of account there.
      assertThat(bob.complaints()).allMatch(it -> it.contains("Cross-Origin-Opener-Policy"));
    }
  }

  @Test
  void aLinkFromElsewhereWaitsForAPersonToJoin() {
    try (ChatPage alice = open(named())) {
      String code = alice.invite();
      try (ChatPage bob = chromium.open(named() + "#" + code)) {
        bob.awaitStatus("Ready to join");
        assertThat(bob.page().url()).isEqualTo(named());
        assertThat(bob.button("Join")).isFocused();
        assertThat(bob.requests()).noneMatch(request -> request.startsWith("ws"));
        assertThat(alice.status()).containsText("Waiting for the other side");

        bob.page().keyboard().press("Enter");
        bob.awaitStatus("Connected");
        alice.awaitStatus("Connected");
      }
    }
  }

  private ChatPage remembered(String name) {
    ChatPage page = open(named());
    page.isCalled(name);
    page.button("Remember me on " + NAME).click();
    assertThat(page.button("Forget me here")).isVisible();
    return page;
  }

  private ChatPage open(String link) {
    ChatPage page = chromium.open(link);
    page.awaitStatus("Ready");
    return page;
  }

  private static void meet(ChatPage inviter, ChatPage joiner) {
    joiner.join(inviter.invite());
    inviter.awaitStatus("Connected");
    joiner.awaitStatus("Connected");
  }

  /** Until both have met again: what is written only waits while they look for each other. */
  private static void reload(ChatPage one, ChatPage other) {
    one.page().reload();
    one.awaitStatus("Connected");
    String line = "Here again: " + UUID.randomUUID();
    one.say(line);
    other.awaitText(line);
  }

  private static void part(ChatPage one, ChatPage other) {
    one.button("Leave").click();
    for (ChatPage page : List.of(one, other)) {
      page.awaitStatus("Disconnected: the conversation is over");
      page.button("Start anew").click();
    }
  }

  private static void expectOnly(ChatPage page, String contact) {
    whoMayCome(page).selectOption(new SelectOption().setLabel(contact));
  }

  private String named() {
    return "http://" + NAME + ":" + server.port() + "/";
  }
}
