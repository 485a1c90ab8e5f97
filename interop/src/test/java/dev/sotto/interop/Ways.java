package dev.sotto.interop;

import dev.sotto.interop.lab.Coturn;
import dev.sotto.interop.lab.Internet;
import dev.sotto.interop.lab.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways to the other side that the program is told of.
 *
 * @param jvmOptions options of {@code java}
 * @param options options of {@code sotto chat}
 */
record Ways(List<String> jvmOptions, List<String> options) {
  private static final String STUN_AND_TURN_PORT = ":3478";

  Ways {
    jvmOptions = List.copyOf(jvmOptions);
    options = List.copyOf(options);
  }

  /** Nothing but what the hosts know themselves. */
  static Ways none() {
    return new Ways(List.of(), List.of());
  }

  /** A STUN server. */
  static Ways stun() {
    return none().with("--ice-server", "stun:" + Internet.SERVER + STUN_AND_TURN_PORT);
  }

  /** STUN and TURN over UDP. */
  static Ways turn(Path folder) throws IOException {
    return stun().withRelay("turn:" + Internet.SERVER + STUN_AND_TURN_PORT, folder);
  }

  /** STUN, and TURN over TCP. */
  static Ways turnOverTcp(Path folder) throws IOException {
    return stun()
        .withRelay("turn:" + Internet.SERVER + STUN_AND_TURN_PORT + "?transport=tcp", folder);
  }

  /** STUN, and TURN over TLS to the one port that always is open. */
  static Ways turnOverTls(Path folder, ServerCertificate certificate) throws IOException {
    Ways ways = stun().withRelay("turns:" + Internet.SERVER + ":443", folder);
    return new Ways(certificate.trustOptions(), ways.options());
  }

  /** The same with another TURN server, for the one user that the servers of the lab know. */
  Ways withRelay(String uri, Path folder) throws IOException {
    Path password = Files.writeString(folder.resolve("turn-password"), Coturn.PASSWORD + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    Ways more = with("--ice-server", uri);
    return options.contains("--turn-username")
        ? more
        : more.with("--turn-username", Coturn.USER, "--turn-password-file", password.toString());
  }

  /** The same with more options. */
  Ways with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new Ways(jvmOptions, all);
  }

  /** A whole command line. */
  List<String> arguments(List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.addAll(options);
    return all;
  }
}
