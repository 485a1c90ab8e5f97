package dev.sotto.interop.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A self-signed certificate for the addresses of the servers.
 *
 * @param store a PKCS #12 file with the certificate and its key, which also serves the other side
 *     as trust store
 * @param certificate the same certificate as PEM
 * @param key its private key as PEM
 */
public record ServerCertificate(Path store, Path certificate, Path key) {
  /** What opens the store. */
  public static final String PASSWORD = "of no worth";

  private static final String ALIAS = "server";

  /**
   * Makes one with the tool of the JDK.
   *
   * @param folder where its files go
   * @return the certificate
   */
  static ServerCertificate create(Path folder) {
    Path store = folder.resolve("server.p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD,
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-dname",
            "CN=server",
            "-ext",
            "san=ip:%s,ip:%s,ip:%s,ip:%s"
                .formatted(
                    Internet.SERVER,
                    Internet.SERVER_IPV6,
                    Internet.SECOND_SERVER,
                    Internet.SECOND_SERVER_IPV6));
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .onExit()
              .join()
              .exitValue();
      if (exit != 0) {
        throw new IllegalStateException("keytool: " + exit);
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      return new ServerCertificate(
          store,
          pem(folder, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
          pem(folder, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path pem(Path folder, String name, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(name.toLowerCase(Locale.ROOT).replace(' ', '-') + ".pem"),
        "-----BEGIN " + name + "-----\n" + body + "\n-----END " + name + "-----\n",
        US_ASCII);
  }

  /**
   * What a JVM is told to trust it.
   *
   * @return options of the {@code java} command
   */
  public List<String> trustOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }
}
