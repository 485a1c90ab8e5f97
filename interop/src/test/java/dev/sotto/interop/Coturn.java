package dev.sotto.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sotto.stun.StunMessage;
import dev.sotto.stun.TransactionId;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
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
public final class Coturn implements AutoCloseable {
  /** Where Debian puts it. */
  static final Path PROGRAM = Path.of("/usr/bin/turnserver");

  /** The namespace's IPv4 address. */
  public static final String IPV4 = "10.83.0.1";

  /** The namespace's IPv6 address. */
  public static final String IPV6 = "fd53:83::1";

  private static final String STORE_PASSWORD = "changeit";
  private static final String ALIAS = "turn";

  private final Path directory;
  private final KeyStore certificate;
  private final Process process;
  private final String address;
  private final int port;

  private Coturn(Path directory, KeyStore certificate, Process process, String address, int port) {
    this.directory = directory;
    this.certificate = certificate;
    this.process = process;
    this.address = address;
    this.port = port;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param directory of its own, for its files
   * @param port for UDP and TCP; TLS gets the next
   */
  public static Coturn start(Path directory, int port, String... options) throws Exception {
    return start(directory, port, List.of(IPV4, IPV6), options);
  }

  /**
   * Starts one that knows only some addresses and waits until it listens.
   *
   * @param directory of its own, for its files
   * @param port for UDP and TCP; TLS gets the next
   * @param addresses to listen and to relay at
   */
  public static Coturn start(Path directory, int port, List<String> addresses, String... options)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("-n", "--realm=sotto.test", "--no-cli"));
    all.addAll(List.of(options));
    return launch(directory, port, addresses, all);
  }

  /**
   * Starts one with a file of its configuration and waits until it listens.
   *
   * @param directory of its own, for its files
   * @param port for UDP and TCP; TLS gets the next
   * @param configuration says all but where it listens
   */
  static Coturn startWith(Path directory, int port, Path configuration) throws Exception {
    return launch(directory, port, List.of(IPV4, IPV6), List.of("-c", configuration.toString()));
  }

  private static Coturn launch(
      Path directory, int port, List<String> addresses, List<String> options) throws Exception {
    KeyStore certificate = makeCertificate(directory);
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--listening-port=" + port,
                "--tls-listening-port=" + (port + 1),
                "--cert=" + directory.resolve("certificate.pem"),
                "--pkey=" + directory.resolve("key.pem"),
                "--no-dtls",
                "--log-file=stdout",
                "--pidfile=" + directory.resolve("pid"),
                "--db=" + directory.resolve("db")));
    for (String address : addresses) {
      command.add("--listening-ip=" + address);
      command.add("--relay-ip=" + address);
    }
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    // The namespace lives as long as anything in it, even when the tests are broken off.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Coturn coturn = new Coturn(directory, certificate, process, addresses.get(0), port);
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
                "SAN=ip:" + IPV4 + ",ip:" + IPV6,
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
    // It opens its UDP sockets one after another, too.
    while (!accepts(address, port) || !accepts(address, port + 1) || !answers(address, port)) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("coturn ended:\n" + log());
      }
    }
  }

  private static boolean accepts(String address, int port) throws IOException {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(address, port));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Whether it answers a Binding request. */
  private static boolean answers(String address, int port) throws IOException {
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(new InetSocketAddress(address, port));
      probe.setSoTimeout(100);
      TransactionId id = TransactionId.random(new SecureRandom());
      byte[] request = StunMessage.bindingRequest(id).toBytes(null, false);
      probe.send(new DatagramPacket(request, request.length));
      probe.receive(new DatagramPacket(new byte[1500], 1500));
      return true;
    } catch (PortUnreachableException | SocketTimeoutException e) {
      return false;
    }
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  /**
   * Where it listens.
   *
   * @param tls whether for TLS, or for UDP and TCP
   */
  public InetSocketAddress address(boolean tls) {
    return new InetSocketAddress(address, tls ? port + 1 : port);
  }

  /** TLS that trusts this server and no other. */
  public SSLContext tls() throws GeneralSecurityException, IOException {
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
