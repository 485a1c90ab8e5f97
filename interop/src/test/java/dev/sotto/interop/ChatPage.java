package dev.sotto.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The page as its user knows it: by the names and roles of its parts, which are a contract. Notes
 * whatever went wrong in it and where it reached out to.
 */
final class ChatPage implements Party {
  private final BrowserContext context;
  private final Witness witness;
  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private ChatPage(BrowserContext context) {
    this.context = context;
    this.witness = new Witness(context);
    this.page = context.newPage();
    page.setDefaultTimeout(Patience.MILLIS);
    page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
    page.onPageError(complaints::add);
    page.onRequestFailed(request -> complaints.add("failed: " + request.url()));
    page.onResponse(
        response -> {
          if (response.status() >= 400) {
            complaints.add(response.status() + ": " + response.url());
          }
        });
    page.onRequest(request -> requests.add(request.url()));
    page.onWebSocket(socket -> requests.add(socket.url()));
  }

  static ChatPage open(BrowserContext context, String link) {
    ChatPage opened = new ChatPage(context);
    opened.page.navigate(link);
    return opened;
  }

  Page page() {
    return page;
  }

  Locator log() {
    return page.getByRole(AriaRole.LOG);
  }

  Locator status() {
    return page.getByRole(AriaRole.STATUS);
  }

  Locator message() {
    return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Message"));
  }

  Locator send() {
    return button("Send");
  }

  Locator verify() {
    return button("Verify");
  }

  /** A button by its whole name. */
  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator code() {
    return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Code"));
  }

  /** What is shown of a transfer: "Files from you", or from somebody else. */
  Locator card(String name) {
    return page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** What stands above the conversation. */
  Locator notices() {
    return page.locator("#notices");
  }

  /** Presses Invite, or another button that makes a code, and waits for the code. */
  String invite(String button) {
    button(button).click();
    awaitStatus("Waiting for the other side");
    return page.getByLabel("The code").textContent();
  }

  /** Makes a code. */
  @Override
  public String invite() {
    return invite("Invite");
  }

  /** Types a code and presses Enter. */
  @Override
  public void join(String typed) {
    code().fill(typed);
    code().press("Enter");
  }

  /** Opens what a person says of themselves before a conversation, and gives a name. */
  void isCalled(String name) {
    page.getByText("You and whom you expect").click();
    page.getByLabel("Your name, as the other side sees it").fill(name);
  }

  /** Waits for a notice. */
  void awaitNotice(String text) {
    awaitText(notices(), text);
  }

  /** Opens the four words; they stay open. */
  @Override
  public List<String> phrase() {
    verify().click();
    return page.locator("#words li").allTextContents();
  }

  /** All that the page keeps for its tab, as text. */
  String tabStorage() {
    return (String) page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})");
  }

  /** Waits for a state. */
  void awaitStatus(String text) {
    awaitText(status(), text);
  }

  @Override
  public void awaitConnected() {
    awaitStatus("Connected");
  }

  @Override
  public void awaitDelivered(int lines) {
    witness.await(() -> assertThat(log().getByTitle("Delivered")).hasCount(lines));
  }

  @Override
  public void awaitWrongCode() {
    awaitStatus("Wrong code, or somebody interferes");
  }

  @Override
  public void awaitGuess() {
    awaitStatus("Somebody tried a wrong code; the code is used up");
  }

  @Override
  public void awaitUsedCode() {
    awaitStatus("This code was already used or is open elsewhere");
  }

  /** Writes a message and presses Send. */
  @Override
  public void say(String text) {
    message().fill(text);
    send().click();
  }

  /** Chooses files to send, as if by the button for it: an array of File, in JavaScript. */
  void chooseFiles(String files) {
    page.evaluate(
        """
        () => {
          const input = document.getElementById('files');
          const chosen = new DataTransfer();
          FILES.forEach((file) => chosen.items.add(file));
          input.files = chosen.files;
          input.dispatchEvent(new Event('change'));
        }
        """
            .replace("FILES", "(" + files.strip() + ")"));
  }

  /** Waits for something in the conversation. */
  @Override
  public void awaitText(String text) {
    awaitText(log(), text);
  }

  private void awaitText(Locator where, String text) {
    witness.await(() -> assertThat(where).containsText(text));
  }

  /** The lines of the conversation, one after another. */
  List<String> lines() {
    return log().locator("p").allTextContents();
  }

  /** The ICE user names of its connections, of one that was opened observed. */
  List<String> userNames() {
    return strings(
        """
        () => window.connections
            .map(({ localDescription }) => /ice-ufrag:(\\S+)/.exec(localDescription.sdp)[1])
        """);
  }

  /** The UDP ports that its last connection sends from, of one that was opened observed. */
  List<String> udpPorts() {
    return ports("local-candidate", "udp");
  }

  /** The TCP ports that its last connection may go to, of one that was opened observed. */
  List<String> tcpPorts() {
    return ports("remote-candidate", "tcp");
  }

  private List<String> ports(String type, String protocol) {
    return strings(
        """
        async () => [...(await window.connections.at(-1).getStats()).values()]
            .filter((entry) => entry.type === '%s' && entry.protocol === '%s')
            .map(({ port }) => `${port}`)
        """
            .formatted(type, protocol));
  }

  private List<String> strings(String script) {
    return ((List<?>) page.evaluate(script)).stream().map(String.class::cast).toList();
  }

  /** Errors, warnings and refusals of the browser, the Content-Security-Policy included. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Every address that the page asked for. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    context.close();
  }
}
