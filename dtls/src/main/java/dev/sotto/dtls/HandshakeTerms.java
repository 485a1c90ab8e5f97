package dev.sotto.dtls;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/**
 * What we offer and accept in both roles: DTLS 1.2 only, forward secrecy and AEAD only, three
 * curves.
 */
final class HandshakeTerms {
  private static final int[] ECDSA_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  };

  /** As client also the RSA twins: some peers have RSA certificates. */
  private static final int[] ECDSA_AND_RSA_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  };

  private static final List<Integer> GROUPS =
      List.of(NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1);

  private static final SignatureAndHashAlgorithm ECDSA_SHA256 =
      SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  private final JdkCrypto crypto;
  private final LocalCertificate local;
  private final PeerVerification peer;
  private final DtlsOptions options;

  HandshakeTerms(
      JdkCrypto crypto, LocalCertificate local, PeerVerification peer, DtlsOptions options) {
    this.crypto = crypto;
    this.local = local;
    this.peer = peer;
    this.options = options;
  }

  JdkCrypto crypto() {
    return crypto;
  }

  PeerVerification peer() {
    return peer;
  }

  int resendMillis() {
    return Math.toIntExact(options.resend().toMillis());
  }

  ProtocolVersion[] versions() {
    return ProtocolVersion.DTLSv12.only();
  }

  /** Our certificate is ECDSA, so a server can offer no more. */
  int[] serverSuites() {
    return ECDSA_SUITES.clone();
  }

  int[] clientSuites() {
    return ECDSA_AND_RSA_SUITES.clone();
  }

  /**
   * The curve for a client's list, in the client's order. Post-quantum groups and others of DTLS
   * 1.3 are passed over.
   *
   * @return the first that we accept, or -1 for none
   */
  int selectGroup(int @Nullable [] offered) {
    if (offered == null) {
      return NamedGroup.secp256r1; // RFC 8422 section 4: the server is free to choose
    }
    return Arrays.stream(offered).filter(GROUPS::contains).findFirst().orElse(-1);
  }

  TlsCredentialedSigner credentials(TlsContext context) throws IOException {
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        local.key(),
        new Certificate(new TlsCertificate[] {crypto.createCertificate(local.der())}),
        ECDSA_SHA256);
  }
}
