package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A coturn of the test's own, on the addresses of the namespace, with a certificate made for it.
 * What is asked of it beyond listening is given as options.
 */
final class Coturn implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/turnserver");
  static final String IPV4 = "10.83.0.1";
  static final String IPV6 = "fd53:83::1";

  private static final String STORE_PASSWORD = "changeit";
  private static final String ALIAS = "turn";

  private final Path directory;
  private final KeyStore certificate;
  private final Process process;
  private final int port;

  private Coturn(Path directory, KeyStore certificate, Process process, int port) {
    this.directory = directory;
    this.certificate = certificate;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param directory of its own, for its files
   * @param port for UDP and TCP; TLS gets the next
   */
  static Coturn start(Path directory, int port, String... options) throws Exception {
    KeyStore certificate = makeCertificate(directory);
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "-n",
                "--listening-ip=" + IPV4,
                "--listening-ip=" + IPV6,
                "--relay-ip=" + IPV4,
                "--relay-ip=" + IPV6,
                "--listening-port=" + port,
                "--tls-listening-port=" + (port + 1),
                "--cert=" + directory.resolve("certificate.pem"),
                "--pkey=" + directory.resolve("key.pem"),
                "--realm=sotto.test",
                "--no-cli",
                "--no-dtls",
                "--log-file=stdout",
                "--pidfile=" + directory.resolve("pid"),
                "--db=" + directory.resolve("db")));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    // The namespace lives as long as anything in it, even when the tests are broken off.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Coturn coturn = new Coturn(directory, certificate, process, port);
    coturn.awaitListening();
    return coturn;
  }

  /** The JDK has no public way to make a certificate but its own tool. */
  private static KeyStore makeCertificate(Path directory) throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                ALIAS,
                "-dname",
                "CN=turn.sotto.test",
                "-ext",
                "SAN=ip:" + IPV4,
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolve("keytool.log")));
    }
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, STORE_PASSWORD.toCharArray());
    }
    byte[] key = made.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded();
    Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", key));
    byte[] encoded = made.getCertificate(ALIAS).getEncoded();
    Files.writeString(directory.resolve("certificate.pem"), pem("CERTIFICATE", encoded));
    return made;
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private void awaitListening() throws Exception {
    while (!accepts(port) || !accepts(port + 1)) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("coturn ended:\n" + log());
      }
    }
  }

  private static boolean accepts(int port) throws IOException {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(IPV4, port));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  InetSocketAddress address(TurnLink.Kind kind) {
    return new InetSocketAddress(IPV4, kind == TurnLink.Kind.TLS ? port + 1 : port);
  }

  /** TLS that trusts this server and no other. */
  SSLContext tls() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, certificate.getCertificate(ALIAS));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
