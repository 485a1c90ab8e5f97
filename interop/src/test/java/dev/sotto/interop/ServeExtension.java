package dev.sotto.interop;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** {@code sotto serve} on a free port, for all tests of a class. */
final class ServeExtension implements BeforeAllCallback, AfterAllCallback {
  private @Nullable SottoProcess serve;
  private String url = "";

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    SottoProcess started = SottoProcess.start("serve", "--json", "--port", "0");
    serve = started;
    url = started.await("listening").path("url").asText();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (serve != null) {
      serve.close();
    }
  }

  /** Where it is. */
  String url() {
    return url;
  }
}
