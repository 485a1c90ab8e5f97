package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The installed Firefox with a fresh profile, driven by its own WebDriver BiDi. It speaks to nobody
 * by itself: whatever it does in the background is switched off or sent to a port where nobody is.
 */
final class Firefox implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/firefox-esr");

  private static final Pattern LISTENING =
      Pattern.compile("WebDriver BiDi listening on (ws://\\S+)");
  private static final String NOBODY = "http://127.0.0.1:9/";

  private static final Map<String, Object> SETTINGS =
      Map.ofEntries(
          Map.entry("app.normandy.enabled", false),
          Map.entry("app.update.enabled", false),
          Map.entry("browser.aboutHomeSnippets.updateUrl", ""),
          Map.entry("browser.download.always_ask_before_handling_new_types", false),
          Map.entry("browser.download.folderList", 2),
          Map.entry("browser.download.useDownloadDir", true),
          Map.entry("browser.region.update.enabled", false),
          Map.entry("browser.safebrowsing.downloads.enabled", false),
          Map.entry("browser.safebrowsing.malware.enabled", false),
          Map.entry("browser.safebrowsing.phishing.enabled", false),
          Map.entry("browser.search.update", false),
          Map.entry("browser.shell.checkDefaultBrowser", false),
          Map.entry("browser.startup.homepage_override.mstone", "ignore"),
          Map.entry("browser.topsites.contile.enabled", false),
          Map.entry("datareporting.healthreport.uploadEnabled", false),
          Map.entry("datareporting.policy.dataSubmissionEnabled", false),
          Map.entry("dom.push.connection.enabled", false),
          Map.entry("extensions.getAddons.cache.enabled", false),
          Map.entry("extensions.update.enabled", false),
          Map.entry("media.gmp-manager.updateEnabled", false),
          Map.entry("network.captive-portal-service.enabled", false),
          Map.entry("network.connectivity-service.enabled", false),
          Map.entry("network.dns.disablePrefetch", true),
          Map.entry("network.http.speculative-parallel-limit", 0),
          Map.entry("network.prefetch-next", false),
          Map.entry("services.settings.server", NOBODY),
          Map.entry("toolkit.telemetry.enabled", false),
          Map.entry("toolkit.telemetry.server", NOBODY));

  private final Path home;
  private final Process process;
  private final Bidi bidi;

  private Firefox(Path home, Process process, Bidi bidi) {
    this.home = home;
    this.process = process;
    this.bidi = bidi;
  }

  static Firefox start() throws IOException {
    Path home = Files.createTempDirectory("sotto-firefox");
    Path profile = Files.createDirectory(home.resolve("profile"));
    Path downloads = Files.createDirectory(home.resolve("downloads"));
    Files.writeString(profile.resolve("user.js"), settings(downloads));
    ProcessBuilder command =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--headless",
                "--no-remote",
                "--profile",
                profile.toString(),
                "--remote-debugging-port",
                "0",
                "about:blank")
            .redirectErrorStream(true);
    command.environment().put("HOME", home.toString());
    Process process = command.start();
    process.getOutputStream().close();
    return new Firefox(home, process, Bidi.connect(Patience.await(address(process))));
  }

  /** Where it saves what is downloaded. */
  Path downloads() {
    return home.resolve("downloads");
  }

  /** Opens an address in a tab with storage of its own. */
  FirefoxPage open(String address) {
    return FirefoxPage.open(bidi, address);
  }

  @Override
  public void close() {
    bidi.close();
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : family) {
      each.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> killed(each)).join();
    }
    delete(home);
  }

  private static ProcessHandle killed(ProcessHandle late) {
    late.destroyForcibly();
    return late;
  }

  private static String settings(Path downloads) {
    StringBuilder lines = new StringBuilder();
    lines.append("user_pref(\"browser.download.dir\", \"%s\");%n".formatted(downloads));
    SETTINGS.forEach(
        (name, value) -> {
          String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
          lines.append("user_pref(\"%s\", %s);%n".formatted(name, text));
        });
    return lines.toString();
  }

  /** Reads what it prints to the end, so that it never waits for us. */
  private static CompletableFuture<URI> address(Process process) {
    CompletableFuture<URI> address = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader output =
                  new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                output
                    .lines()
                    .map(LISTENING::matcher)
                    .filter(Matcher::find)
                    .forEach(found -> address.complete(URI.create(found.group(1) + "/session")));
                address.completeExceptionally(new IOException("Firefox ended"));
              } catch (IOException | UncheckedIOException e) {
                address.completeExceptionally(e);
              }
            },
            "firefox-output");
    reader.setDaemon(true);
    reader.start();
    return address;
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      directory.toFile().deleteOnExit(); // It was still writing; the next boot empties it.
    }
  }
}
