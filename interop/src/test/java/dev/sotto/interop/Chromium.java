package dev.sotto.interop;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The installed Chromium, with an empty profile and nothing switched off that a person's browser
 * has on: addresses are hidden behind mDNS names as usual. For one thread, as Playwright is.
 */
final class Chromium implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    this(PROGRAM);
  }

  /** Starts it by another program that becomes it. */
  Chromium(Path program) {
    this(program, List.of());
  }

  /**
   * Starts one for which a name that does not exist is this machine, and a page from there as good
   * as one over TLS: so a page can be tested as people have it.
   *
   * @param name the name
   * @param port where a server of this machine listens
   */
  static Chromium withName(String name, int port) {
    return new Chromium(
        PROGRAM,
        List.of(
            "--host-resolver-rules=MAP " + name + " 127.0.0.1",
            "--unsafely-treat-insecure-origin-as-secure=http://" + name + ":" + port));
  }

  private Chromium(Path program, List<String> more) {
    PlaywrightAssertions.setDefaultAssertionTimeout(Patience.MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setHeadless(true)
                    .setArgs(Stream.concat(ARGUMENTS.stream(), more.stream()).toList()));
  }

  /** Opens a link in a context of its own: nothing is shared with the other pages. */
  ChatPage open(String link) {
    return open(link, new Browser.NewContextOptions());
  }

  ChatPage open(String link, Browser.NewContextOptions options) {
    return ChatPage.open(browser.newContext(options), link);
  }

  /** Opens a link in a browser of its own that keeps what it has in a directory. */
  ChatPage openIn(Path profile, String link) {
    return ChatPage.open(
        playwright
            .chromium()
            .launchPersistentContext(
                profile,
                new BrowserType.LaunchPersistentContextOptions()
                    .setExecutablePath(PROGRAM)
                    .setHeadless(true)
                    .setArgs(ARGUMENTS)),
        link);
  }

  /** Opens a link in a page that a script was at first. */
  ChatPage openAfter(String script, String link) {
    BrowserContext context = browser.newContext();
    context.addInitScript(script);
    return ChatPage.open(context, link);
  }

  /** Opens a link in a page whose connections can be looked at. */
  ChatPage openObserved(String link) {
    BrowserContext context = browser.newContext();
    context.addInitScript(
        """
        window.connections = [];
        window.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...settings) {
            super(...settings);
            window.connections.push(this);
          }
        };
        """);
    return ChatPage.open(context, link);
  }

  /** Opens a link in a page that takes itself for rendered before anybody looks at it. */
  ChatPage openPrerendered(String link) {
    BrowserContext context = browser.newContext();
    context.addInitScript("Object.defineProperty(document, 'prerendering', { value: true });");
    return ChatPage.open(context, link);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
