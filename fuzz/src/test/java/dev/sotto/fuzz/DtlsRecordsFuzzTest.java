package dev.sotto.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sotto.dtls.DtlsContext;
import dev.sotto.dtls.DtlsFailure;
import dev.sotto.dtls.DtlsOptions;
import dev.sotto.dtls.DtlsRole;
import dev.sotto.dtls.DtlsSession;
import dev.sotto.dtls.LocalCertificate;
import dev.sotto.sdp.Fingerprint;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;

/** A connected session to which a stranger sends, and who changes what the peer sent. */
class DtlsRecordsFuzzTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final int MESSAGE = 60;
  private static final int LENGTH_FIELD = 11;

  private static final byte[] PLAINTEXT = new byte[DtlsOptions.DEFAULTS.receiveLimit()];
  private static final byte[] RECORD = new byte[DtlsOptions.DEFAULTS.sendLimit()];

  private static DtlsSession peer;
  private static DtlsSession victim;

  @BeforeAll
  static void connect() {
    SecureRandom random = new SecureRandom();
    DtlsContext context = new DtlsContext(random);
    LocalCertificate ours = LocalCertificate.generate(random);
    LocalCertificate theirs = LocalCertificate.generate(random);
    Connecting toVictim = new Connecting();
    Connecting toPeer = new Connecting();
    peer = session(context, DtlsRole.CLIENT, theirs, ours.fingerprint(), toVictim);
    victim = session(context, DtlsRole.SERVER, ours, theirs.fingerprint(), toPeer);
    toVictim.receiver.complete(victim);
    toPeer.receiver.complete(peer);
    victim.start();
    peer.start();
    toVictim.connected.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    toPeer.connected.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    receive(peer);
    receive(victim);
  }

  private static DtlsSession session(
      DtlsContext context,
      DtlsRole role,
      LocalCertificate certificate,
      Fingerprint expected,
      Connecting connecting) {
    return new DtlsSession(
        context,
        role,
        certificate,
        List.of(expected),
        DtlsOptions.DEFAULTS,
        task -> new Thread(task).start(),
        connecting);
  }

  /** A step is either a datagram as it is, or what is changed in a record of the peer's. */
  @FuzzTest
  void takesWhatThePeerSentAndNothingElse(byte[] input) {
    Script script = new Script(input);
    while (script.hasMore()) {
      boolean stranger = script.number8() % 2 == 0;
      byte[] bytes = script.bytes();
      byte[] datagram = stranger ? bytes : changed(protect(), bytes);
      victim.handlePacket(datagram, 0, datagram.length);
      assertThat(receive(victim)).isZero();
    }
    byte[] genuine = protect();
    victim.handlePacket(genuine, 0, genuine.length);
    assertThat(receive(victim)).isEqualTo(MESSAGE);
    // Once more is a replay.
    victim.handlePacket(genuine, 0, genuine.length);
    assertThat(receive(victim)).isZero();
  }

  private static byte[] protect() {
    int length = peer.protect(new byte[MESSAGE], 0, MESSAGE, RECORD, 0);
    return Arrays.copyOf(RECORD, length);
  }

  /** Changed anywhere but in its type, version and length, and really changed. */
  private static byte[] changed(byte[] genuine, byte[] how) {
    byte[] record = genuine.clone();
    for (int i = 0; i < how.length; i++) {
      int at = 3 + i * 7 % (record.length - 3);
      if (at < LENGTH_FIELD || at > LENGTH_FIELD + 1) {
        record[at] ^= how[i];
      }
    }
    if (Arrays.equals(record, genuine)) {
      record[record.length - 1] ^= 1;
    }
    return record;
  }

  /** Bytes of all that it has to give. */
  private static int receive(DtlsSession from) {
    int all = 0;
    for (int length; (length = from.receive(PLAINTEXT, 0)) > 0; ) {
      all += length;
    }
    return all;
  }

  private static final class Connecting implements DtlsSession.Listener {
    final CompletableFuture<DtlsSession> receiver = new CompletableFuture<>();
    final CompletableFuture<Void> connected = new CompletableFuture<>();

    @Override
    public void onHandshakePacket(byte[] datagram) {
      receiver.join().handlePacket(datagram, 0, datagram.length);
    }

    @Override
    public void onConnected() {
      connected.complete(null);
    }

    @Override
    public void onFailed(DtlsFailure reason, String text) {
      connected.completeExceptionally(new AssertionError(reason + ": " + text));
    }

    @Override
    public void onClosed() {
      connected.completeExceptionally(new AssertionError("closed"));
    }
  }
}
