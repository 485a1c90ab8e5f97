package dev.sotto.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of the page, all of them text, read once from the class path: these and no others are
 * served, so no path of a request ever reaches a file system. The page shows the hash over all of
 * them, {@link #BUILD}, so that two people can tell whether they were served the same.
 */
final class PageFiles {
  /** Where the build is: a SHA-256 in hex over every file, with its path, in the order of paths. */
  static final String BUILD = "/build";

  private static final List<String> NAMES =
      List.of(
          "index.html",
          "style/base.css",
          "style/chat.css",
          "style/dialogs.css",
          "style/files.css",
          "style/start.css",
          "logo.svg",
          "main.js",
          "composer.js",
          "contacts-dialog.js",
          "contacts.js",
          "contents.js",
          "conversation.js",
          "drop.js",
          "elements.js",
          "ends.js",
          "file-list.js",
          "fragment.js",
          "identity.js",
          "invitation.js",
          "lines.js",
          "log.js",
          "measures.js",
          "meeting.js",
          "path-report.js",
          "peer.js",
          "person.js",
          "phrase-dialog.js",
          "qr.js",
          "rejoin.js",
          "rendezvous.js",
          "resemblance.js",
          "saves.js",
          "sdp.js",
          "session.js",
          "start.js",
          "states.js",
          "store.js",
          "tab.js",
          "talk.js",
          "transfer-card.js",
          "typing.js",
          "view.js",
          "work.js",
          "files/fates.js",
          "files/folder-place.js",
          "files/frames.js",
          "files/gather.js",
          "files/hashing.js",
          "files/incoming.js",
          "files/keeper.js",
          "files/link.js",
          "files/listener.js",
          "files/manifest.js",
          "files/memory-place.js",
          "files/messages.js",
          "files/names.js",
          "files/offer-reader.js",
          "files/outgoing.js",
          "files/parts-place.js",
          "files/parts-worker.js",
          "files/parts.js",
          "files/places.js",
          "files/progress.js",
          "files/proofs.js",
          "files/ranges.js",
          "files/receiving.js",
          "files/sending.js",
          "files/single-file-place.js",
          "files/tokens.js",
          "files/transfers.js",
          "files/unfinished.js",
          "files/untold.js",
          "files/workshop.js",
          "pairing/aes.js",
          "pairing/bytes.js",
          "pairing/code.js",
          "pairing/cpace.js",
          "pairing/crypto.js",
          "pairing/ed25519.js",
          "pairing/fallback.js",
          "pairing/gcm.js",
          "pairing/introduction.js",
          "pairing/keys.js",
          "pairing/life.js",
          "pairing/numbers.js",
          "pairing/phrase.js",
          "pairing/refusal.js",
          "pairing/run.js",
          "pairing/seal.js",
          "pairing/session.js",
          "pairing/sha256.js",
          "pairing/webcrypto.js",
          "pairing/words.js");

  /** Files that come from elsewhere on the class path: the words of core, a script of a WebJar. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "/words.txt",
          "/dev/sotto/pairing/words.txt",
          "/confusables.txt",
          "/dev/sotto/pairing/confusables.txt",
          "/lib/nacl-fast.min.js",
          "/META-INF/resources/webjars/tweetnacl/0.14.5/nacl-fast.min.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain;charset=utf-8");

  private final Map<String, PageFile> byPath;

  private PageFiles(Map<String, PageFile> byPath) {
    this.byPath = byPath;
  }

  /**
   * One file, ready to be sent.
   *
   * @param content its text
   * @param type its media type
   * @param entityTag a strong validator, quoted (RFC 9110 section 8.8.3)
   */
  record PageFile(String content, String type, String entityTag) {}

  static PageFiles load() throws IOException {
    Map<String, PageFile> byPath = new LinkedHashMap<>();
    for (String name : NAMES) {
      byPath.put(name.equals("index.html") ? "/" : "/" + name, read("/public/" + name));
    }
    for (Map.Entry<String, String> other : OTHERS.entrySet()) {
      byPath.put(other.getKey(), read(other.getValue()));
    }
    byPath.put(BUILD, textOf(build(byPath) + "\n"));
    return new PageFiles(byPath);
  }

  private static String build(Map<String, PageFile> files) {
    MessageDigest digest = sha256();
    for (Map.Entry<String, PageFile> file : new TreeMap<>(files).entrySet()) {
      byte[] content = file.getValue().content().getBytes(UTF_8);
      // Lengths, so that no two pages give the same bytes.
      digest.update((file.getKey() + " " + content.length + "\n").getBytes(UTF_8));
      digest.update(content);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static PageFile textOf(String text) {
    return new PageFile(text, "text/plain;charset=utf-8", entityTag(text.getBytes(UTF_8)));
  }

  Set<String> paths() {
    return byPath.keySet();
  }

  PageFile at(String path) {
    PageFile file = byPath.get(path);
    if (file == null) {
      throw new IllegalArgumentException("no file of the page: " + path);
    }
    return file;
  }

  private static PageFile read(String name) throws IOException {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the page lacks " + name);
      }
      byte[] content = in.readAllBytes();
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IOException("no media type is known for " + name);
      }
      return new PageFile(new String(content, UTF_8), type, entityTag(content));
    }
  }

  private static String entityTag(byte[] content) {
    return '"' + HexFormat.of().formatHex(sha256().digest(content), 0, 16) + '"';
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
