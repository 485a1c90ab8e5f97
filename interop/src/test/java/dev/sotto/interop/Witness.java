package dev.sotto.interop;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What went on in the pages of a browser, told when a test waits in vain for one of them. */
final class Witness {
  private static final String SCRIPT = script();

  private final BrowserContext context;

  /** Listens to the pages that a context opens from now on. */
  Witness(BrowserContext context) {
    this.context = context;
    context.addInitScript(SCRIPT);
  }

  /**
   * Waits for something.
   *
   * @param wait throws an {@link AssertionError} after a while
   */
  void await(Runnable wait) {
    try {
      wait.run();
    } catch (AssertionError vain) {
      throw new AssertionError(vain.getMessage() + "\n" + tell(), vain);
    }
  }

  private String tell() {
    @Nullable Browser browser = context.browser();
    List<BrowserContext> contexts = browser == null ? List.of(context) : browser.contexts();
    return contexts.stream()
        .flatMap(it -> it.pages().stream())
        .map(Witness::tellOf)
        .collect(Collectors.joining("\n"));
  }

  private static String tellOf(Page page) {
    try {
      return "-- " + page.url() + "\n" + page.evaluate("() => window.witness?.()");
    } catch (PlaywrightException gone) {
      return "-- a page that tells nothing any more: " + gone.getMessage();
    }
  }

  private static String script() {
    try (InputStream in = Witness.class.getResourceAsStream("/witness.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
