package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What nobody else may read, and a search for it in whatever form it would be written. */
final class Secrets {
  /** Between two words of a code, in a text, a link or JSON. */
  private static final String GAP = "(?:\\W|_|%20|%2[dD]){1,4}";

  private static final Pattern NAME = Pattern.compile("ice-ufrag:(\\S+)");
  private static final Pattern PASSWORD = Pattern.compile("ice-pwd:(\\S+)");
  private static final Pattern CANDIDATE =
      Pattern.compile("candidate:(\\S+ \\d \\S+ \\d+ (\\S+) (\\d+) typ \\w+)");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([^-]+?)\\s+-----END");
  private static final int SEED_BYTES = 32;

  private final Map<String, Pattern> patterns = new LinkedHashMap<>();

  /** The words of a code; its number is known to the server. */
  void addCode(String code) {
    String[] words = code.substring(code.indexOf('-') + 1).split("-");
    assertThat(words).hasSizeGreaterThanOrEqualTo(3);
    patterns.put(
        "the words of the code",
        Pattern.compile(String.join(GAP, words), Pattern.CASE_INSENSITIVE));
  }

  /** A private key, in PEM without a passphrase, and the 32 bytes that it is made of. */
  void addKey(String whose, String pem) {
    Matcher block = KEY.matcher(pem);
    assertThat(block.find()).as("a private key in PEM").isTrue();
    String body = block.group(1);
    byte[] encoded = Base64.getMimeDecoder().decode(body);
    assertThat(encoded).as("PKCS#8, version 1").hasSize(48);
    byte[] seed = Arrays.copyOfRange(encoded, encoded.length - SEED_BYTES, encoded.length);
    add(whose + "'s key file", body);
    add(whose + "'s key", new String(seed, ISO_8859_1));
    add(whose + "'s key in base64", Base64.getEncoder().withoutPadding().encodeToString(seed));
    add(
        whose + "'s key in base64url",
        Base64.getUrlEncoder().withoutPadding().encodeToString(seed));
    add(whose + "'s key in hexadecimal", HexFormat.of().formatHex(seed));
  }

  /** What session descriptions say of ICE: the user names, the passwords and the candidates. */
  void addDescriptions(String sdp) {
    assertThat(NAME.matcher(sdp).results()).as("user names in %s", sdp).hasSizeGreaterThan(1);
    NAME.matcher(sdp).results().forEach(found -> addUserName(found.group(1)));
    PASSWORD.matcher(sdp).results().forEach(found -> add("an ICE password", found.group(1)));
    assertThat(CANDIDATE.matcher(sdp).results()).as("candidates in %s", sdp).isNotEmpty();
    CANDIDATE
        .matcher(sdp)
        .results()
        .forEach(
            found -> {
              add("a candidate", found.group(1));
              add("a candidate's address", found.group(2) + " " + found.group(3));
              add("a candidate's address", found.group(2) + ":" + found.group(3));
              if (found.group(2).endsWith(".local")) {
                add("a hidden candidate's name", found.group(2));
              }
            });
  }

  /** A browser's has four characters, which are anywhere by chance: it counts where it is named. */
  private void addUserName(String name) {
    patterns.put(
        "the ICE user name " + name,
        Pattern.compile("(?i:ufrag|user ?name)\\W{1,4}" + Pattern.quote(name)));
  }

  /** Something that is as long as to be nowhere by chance. */
  void add(String what, String text) {
    assertThat(text).as(what).hasSizeGreaterThanOrEqualTo(8);
    patterns.put(what + " " + text, Pattern.compile(Pattern.quote(text)));
  }

  /** Fails if a text has any of it. */
  void assertNotIn(String place, String text) {
    patterns.forEach(
        (what, pattern) -> {
          Matcher matcher = pattern.matcher(text);
          if (matcher.find()) {
            String around =
                text.substring(
                    Math.max(0, matcher.start() - 200),
                    Math.min(text.length(), matcher.end() + 200));
            throw new AssertionError("%s has %s: %s".formatted(place, what, around));
          }
        });
  }

  /** Fails if a file or the like has any of it, as bytes or as text. */
  void assertNotIn(String place, byte[] content) {
    assertNotIn(place, new String(content, ISO_8859_1));
    assertNotIn(place, new String(content, UTF_8));
  }

  /** Fails if a text has none of it: then the search is good for nothing. */
  void assertIn(String place, String text) {
    assertThat(patterns.values())
        .as("secrets in %s", place)
        .anyMatch(pattern -> pattern.matcher(text).find());
  }
}
