package dev.sotto.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageFilesTest {
  private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*\\(?'(\\.[^']+)'");

  @Test
  void everyModuleThatIsImportedIsServed() throws IOException {
    PageFiles files = PageFiles.load();
    for (String path : files.paths()) {
      if (path.endsWith(".js")) {
        Matcher imports = IMPORT.matcher(files.at(path).content());
        while (imports.find()) {
          String imported = URI.create(path).resolve(imports.group(1)).toString();
          assertThat(files.paths()).as("imported by " + path).contains(imported);
        }
      }
    }
  }

  @Test
  void nothingIsLeftToChanceThatCanBePredicted() throws IOException {
    PageFiles files = PageFiles.load();
    for (String path : files.paths()) {
      assertThat(files.at(path).content()).as(path).doesNotContain("Math.random");
    }
  }

  @Test
  void nothingWritesMarkupOrSpeaksToTheConsole() throws IOException {
    PageFiles files = PageFiles.load();
    for (String path : files.paths()) {
      if (path.endsWith(".js") && !path.startsWith("/lib/")) {
        assertThat(files.at(path).content())
            .as(path)
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
            .doesNotContain("console.", "localStorage", "document.cookie", "document.title")
            .doesNotContain("eval(", "new Function");
      }
    }
  }

  @Test
  void theBuildIsTheHashOfAllOfThem() throws IOException, NoSuchAlgorithmException {
    PageFiles files = PageFiles.load();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String path : new TreeSet<>(files.paths())) {
      if (!path.equals(PageFiles.BUILD)) {
        byte[] content = files.at(path).content().getBytes(StandardCharsets.UTF_8);
        digest.update((path + " " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
      }
    }
    assertThat(files.at(PageFiles.BUILD).content())
        .isEqualTo(HexFormat.of().formatHex(digest.digest()) + "\n");
  }
}
