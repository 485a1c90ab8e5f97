package dev.sotto.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sotto.identity.IdentityException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class IdentityFileTest {
  private static final PassphrasePrompt NOBODY = PassphrasePrompt.none();

  private static final String OF_OPENSSL =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiDDRZLyq3PLAICJxAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEE6CO0aLaIPmHBcMHWSjBUMEQPKL
      6ej7S2vfI0TwFM3eguvxOfvJ8LeqRF9cToxXAEjMlfRp0uRLGFZypANAK7EJ/Ri0
      WtPt/ysJWOBAuR/MtaQ=
      -----END ENCRYPTED PRIVATE KEY-----
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----
      """;

  @TempDir private Path temporary;

  @Test
  void isMadeAtFirstUseAndTheSameAfterwards() throws IOException {
    Identity identity = file().openOrCreate(NOBODY);
    assertThat(file().openOrCreate(NOBODY).publicKey()).isEqualTo(identity.publicKey());
    assertThat(file().openOrCreate(NOBODY).sign(new byte[3])).isEqualTo(identity.sign(new byte[3]));
    assertThat(permissions(directory())).isEqualTo("rwx------");
    assertThat(permissions(file().path())).isEqualTo("rw-------");
    try (var files = Files.list(directory())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("identity.pem", "lock");
    }
  }

  @Test
  void readsWhatOpensslWrote() throws IOException {
    // The key of RFC 8032 section 7.1 test 1, by openssl pkcs8 -topk8 -v2 aes-256-cbc.
    new PrivateDirectory(directory()).locked(() -> Files.exists(directory()));
    Files.writeString(file().path(), OF_OPENSSL);
    Files.setPosixFilePermissions(file().path(), PosixFilePermissions.fromString("rw-------"));
    Identity identity = file().openOrCreate(path -> Optional.of("gr\u00FC\u00DFe".toCharArray()));
    assertThat(HexFormat.of().formatHex(identity.sign(new byte[0])))
        .isEqualTo(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  }

  @Test
  void isOneForAllWhoMakeItAtOnce() throws Exception {
    int many = 8;
    CyclicBarrier together = new CyclicBarrier(many);
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Future<IdentityKey>> keys = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        keys.add(
            threads.submit(
                () -> {
                  together.await();
                  return file().openOrCreate(NOBODY).publicKey();
                }));
      }
      Set<IdentityKey> different = new HashSet<>();
      for (Future<IdentityKey> key : keys) {
        different.add(key.get());
      }
      assertThat(different).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-", "rw-----w-"})
  void isRefusedWhenOthersMayUseIt(String permissions) throws IOException {
    file().openOrCreate(NOBODY);
    Files.setPosixFilePermissions(file().path(), PosixFilePermissions.fromString(permissions));
    IdentityException refused = refused(NOBODY);
    assertThat(refused.problem()).isEqualTo(Problem.UNSAFE);
    assertThat(refused.hint()).contains("chmod 600 '" + file().path() + "'");
  }

  @Test
  void isNoSurpriseWhenNobodyMayUseIt() throws IOException {
    file().openOrCreate(NOBODY);
    Files.setPosixFilePermissions(file().path(), Set.of());
    // Who is root may read it all the same.
    assertThat(catchThrowable(() -> file().openOrCreate(NOBODY)))
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            refused -> assertThat(refused).isInstanceOf(IdentityException.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rwx-----x", "rwx---r--", "rwxrwxrwx"})
  void isRefusedWhenOthersMayEnterItsDirectory(String permissions) throws IOException {
    Files.createDirectory(directory());
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString(permissions));
    IdentityException refused = refused(NOBODY);
    assertThat(refused.problem()).isEqualTo(Problem.UNSAFE);
    assertThat(refused.hint()).contains("chmod 700 '" + directory() + "'");
    assertThat(file().path()).doesNotExist();
  }

  @Test
  void isNotWrittenThroughASymbolicLink() throws IOException {
    Path elsewhere = temporary.resolve("elsewhere");
    new PrivateDirectory(directory()).locked(() -> 0);
    Files.createSymbolicLink(file().path(), elsewhere);
    assertThat(refused(NOBODY).problem()).isEqualTo(Problem.UNSAFE);
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void isNotReadThroughASymbolicLink() throws IOException {
    file().openOrCreate(NOBODY);
    Path elsewhere = temporary.resolve("elsewhere");
    Files.move(file().path(), elsewhere);
    Files.createSymbolicLink(file().path(), elsewhere);
    assertThat(refused(NOBODY).problem()).isEqualTo(Problem.UNSAFE);
  }

  @Test
  void isNotInADirectoryThatIsASymbolicLink() throws IOException {
    file().openOrCreate(NOBODY);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), directory());
    IdentityException refused =
        catchThrowableOfType(
            IdentityException.class, () -> new IdentityFile(link).openOrCreate(NOBODY));
    assertThat(refused.problem()).isEqualTo(Problem.UNSAFE);
  }

  @Test
  void aLockThatIsASymbolicLinkIsNotFollowed() throws IOException {
    file().openOrCreate(NOBODY);
    Path elsewhere = temporary.resolve("elsewhere");
    Files.delete(file().path());
    Files.delete(directory().resolve("lock"));
    Files.createSymbolicLink(directory().resolve("lock"), elsewhere);
    assertThat(refused(NOBODY).problem()).isEqualTo(Problem.UNSAFE);
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void aFileCutAnywhereIsRefusedAndLeftAsItIs() throws IOException {
    file().openOrCreate(NOBODY);
    byte[] whole = Files.readAllBytes(file().path());
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      Files.write(file().path(), part);
      assertThat(refused(NOBODY).problem()).as("%d bytes", length).isEqualTo(Problem.DAMAGED);
      assertThat(Files.readAllBytes(file().path())).isEqualTo(part);
    }
  }

  @Test
  void twoKeysThatDoNotBelongTogetherAreRefused() throws IOException {
    file().openOrCreate(NOBODY);
    String other = new String(IdentityPem.write(Identity.create(), new char[0]), US_ASCII);
    String mixed = secretBlock() + other.substring(other.indexOf("-----BEGIN PUBLIC"));
    Files.writeString(file().path(), mixed);
    assertThat(refused(NOBODY)).hasMessageContaining("do not belong together");
  }

  @Test
  void aHugeFileIsRefused() throws IOException {
    file().openOrCreate(NOBODY);
    Files.write(file().path(), new byte[20_000]);
    assertThat(refused(NOBODY).problem()).isEqualTo(Problem.DAMAGED);
  }

  @Test
  void aPassphraseIsAskedForAndWiped() throws IOException {
    IdentityKey key = file().openOrCreate(NOBODY).publicKey();
    char[] chosen = "correct horse".toCharArray();
    assertThat(file().protect(NOBODY, chosen).publicKey()).isEqualTo(key);
    assertThat(chosen).containsOnly('\0');
    assertThat(secretBlock()).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    assertThat(permissions(file().path())).isEqualTo("rw-------");

    char[] entered = "correct horse".toCharArray();
    assertThat(file().openOrCreate(path -> Optional.of(entered)).publicKey()).isEqualTo(key);
    assertThat(entered).containsOnly('\0');
  }

  @Test
  void aWrongPassphraseOpensNothing() {
    file().protect(NOBODY, "right".toCharArray());
    char[] entered = "wrong".toCharArray();
    assertThat(refused(path -> Optional.of(entered)).problem()).isEqualTo(Problem.PASSPHRASE);
    assertThat(entered).containsOnly('\0');
    assertThat(refused(NOBODY).problem()).isEqualTo(Problem.PASSPHRASE);
  }

  @Test
  void aPassphraseCanBeChangedAndTakenAway() throws IOException {
    IdentityKey key = file().protect(NOBODY, "one".toCharArray()).publicKey();
    file().protect(path -> Optional.of("one".toCharArray()), "two".toCharArray());
    assertThat(refused(path -> Optional.of("one".toCharArray())).problem())
        .isEqualTo(Problem.PASSPHRASE);
    file().protect(path -> Optional.of("two".toCharArray()), new char[0]);
    assertThat(secretBlock()).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(file().openOrCreate(NOBODY).publicKey()).isEqualTo(key);
  }

  @Test
  void whatACrashLeftBesideIsNoHindrance() throws IOException {
    new PrivateDirectory(directory()).locked(() -> 0);
    Files.writeString(directory().resolve("identity.pem.new"), "half a k");
    file().openOrCreate(NOBODY);
    assertThat(directory().resolve("identity.pem.new")).doesNotExist();
  }

  private Path directory() {
    return temporary.resolve("config");
  }

  private IdentityFile file() {
    return new IdentityFile(directory());
  }

  private IdentityException refused(PassphrasePrompt prompt) {
    return catchThrowableOfType(IdentityException.class, () -> file().openOrCreate(prompt));
  }

  private String secretBlock() throws IOException {
    String text = Files.readString(file().path());
    return text.substring(0, text.indexOf("-----BEGIN PUBLIC"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }
}
