package dev.sotto.dtls;

import java.io.IOException;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsUtils;

/** A server of Bouncy Castle's that trusts every client; each test says what is odd about it. */
final class StockServer extends DefaultTlsServer {
  private final TestCertificate certificate;
  private final boolean extendedMasterSecret;

  StockServer(TestCertificate certificate, boolean extendedMasterSecret) {
    super(StockPeer.CRYPTO);
    this.certificate = certificate;
    this.extendedMasterSecret = extendedMasterSecret;
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return new int[] {
      certificate.isRsa()
          ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
          : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
    };
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return certificate.credentials(context);
  }

  @Override
  protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
    return certificate.credentials(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign},
        TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate clientCertificate) {}

  @Override
  public boolean shouldUseExtendedMasterSecret() {
    return extendedMasterSecret;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return 30;
  }
}
