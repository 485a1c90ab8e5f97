package dev.sotto.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A tab of {@link Firefox}: the page by the names and roles of its parts, which are a contract. */
final class FirefoxPage implements Party {
  /** A little less than for the answer of the browser, so that it can still say what there is. */
  private static final long PATIENCE_SECONDS = Patience.SECONDS - 20;

  private final Bidi bidi;
  private final String userContext;
  private final String tab;

  private FirefoxPage(Bidi bidi, String userContext, String tab) {
    this.bidi = bidi;
    this.userContext = userContext;
    this.tab = tab;
  }

  static FirefoxPage open(Bidi bidi, String address) {
    String userContext =
        bidi.call("browser.createUserContext", Map.of()).path("userContext").asText();
    String tab =
        bidi.call("browsingContext.create", Map.of("type", "tab", "userContext", userContext))
            .path("context")
            .asText();
    FirefoxPage page = new FirefoxPage(bidi, userContext, tab);
    page.navigate(address);
    return page;
  }

  void navigate(String address) {
    bidi.call(
        "browsingContext.navigate", Map.of("context", tab, "url", address, "wait", "complete"));
  }

  void reload() {
    bidi.call("browsingContext.reload", Map.of("context", tab, "wait", "complete"));
  }

  /** The value of an expression, a promise's when it is kept; null for undefined. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        bidi.call(
            "script.evaluate",
            Map.of(
                "expression", expression, "target", Map.of("context", tab), "awaitPromise", true));
    if (!"success".equals(result.path("type").asText())) {
      throw new AssertionError(result.path("exceptionDetails").path("text").asText());
    }
    return result.path("result").path("value");
  }

  /** Waits until an expression of the page's script is true. */
  void await(String expression) {
    evaluate(
        """
        new Promise((resolve, reject) => {
          const end = setTimeout(() => {
            watch.disconnect();
            reject(new Error('not within %1$d s, page says: ' + document.body.innerText));
          }, %1$d_000);
          const look = () => {
            if (%2$s) {
              watch.disconnect();
              clearTimeout(end);
              resolve(true);
            }
          };
          const watch = new MutationObserver(look);
          watch.observe(document, {
            subtree: true, childList: true, characterData: true, attributes: true,
          });
          look();
        })
        """
            .formatted(PATIENCE_SECONDS, expression));
  }

  void awaitStatus(String text) {
    await("document.querySelector('[role=status]').innerText.includes(%s)".formatted(quoted(text)));
  }

  @Override
  public void awaitText(String text) {
    await("document.querySelector('[role=log]').innerText.includes(%s)".formatted(quoted(text)));
  }

  @Override
  public String invite() {
    click("Invite");
    awaitStatus("Waiting for the other side");
    return evaluate("document.querySelector('[aria-labelledby=code-name]').textContent").asText();
  }

  @Override
  public void join(String code) {
    fill("Code", code);
    click("Join");
  }

  @Override
  public void awaitConnected() {
    awaitStatus("Connected");
  }

  @Override
  public void awaitDelivered(int lines) {
    await("document.querySelectorAll('[role=log] [title=Delivered]').length === " + lines);
  }

  @Override
  public List<String> phrase() {
    click("Verify");
    return texts("#words li");
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

  /** Presses the visible button of this name. */
  void click(String button) {
    String found = "[...document.querySelectorAll('button')].find(%s)".formatted(named(button));
    await(found + " !== undefined");
    evaluate(found + ".click()");
  }

  /** Writes into the field of this label. */
  void fill(String label, String text) {
    evaluate(
        """
        (() => {
          const field = [...document.querySelectorAll('input, textarea')].find((candidate) =>
            candidate.ariaLabel === %1$s ||
            [...(candidate.labels ?? [])].some((each) => each.textContent.trim() === %1$s));
          field.value = %2$s;
          field.dispatchEvent(new Event('input', { bubbles: true }));
        })()
        """
            .formatted(quoted(label), quoted(text)));
  }

  /** Chooses files in the field that a selector finds. */
  void choose(String field, List<Path> files) {
    JsonNode found =
        bidi.call(
            "browsingContext.locateNodes",
            Map.of("context", tab, "locator", Map.of("type", "css", "value", field)));
    bidi.call(
        "input.setFiles",
        Map.of(
            "context",
            tab,
            "element",
            Map.of("sharedId", found.path("nodes").path(0).path("sharedId").asText()),
            "files",
            files.stream().map(Path::toString).toList()));
  }

  @Override
  public void say(String text) {
    fill("Message", text);
    click("Send");
  }

  /** The lines of the conversation, one after another. */
  List<String> lines() {
    return texts("[role=log] p");
  }

  private List<String> texts(String selector) {
    JsonNode found =
        evaluate(
            "[...document.querySelectorAll(%s)].map((each) => each.textContent)"
                .formatted(quoted(selector)));
    return StreamSupport.stream(found.spliterator(), false)
        .map(each -> each.path("value").asText())
        .toList();
  }

  byte[] screenshot() {
    String data =
        bidi.call("browsingContext.captureScreenshot", Map.of("context", tab))
            .path("data")
            .asText();
    return Base64.getDecoder().decode(data);
  }

  @Override
  public void close() {
    bidi.call("browser.removeUserContext", Map.of("userContext", userContext));
  }

  private static String named(String button) {
    return "(each) => each.checkVisibility() && !each.disabled"
        + " && (each.ariaLabel ?? each.textContent).trim() === "
        + quoted(button);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }
}
