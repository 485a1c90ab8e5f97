package dev.sotto.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

/** Our answers to Bouncy Castle's questions in the client's role. */
final class HandshakeClient extends AbstractTlsClient {
  private final HandshakeTerms terms;

  HandshakeClient(HandshakeTerms terms) {
    super(terms.crypto());
    this.terms = terms;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
        terms.peer().verify(certificate.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return terms.credentials(context);
      }
    };
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return terms.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return terms.clientSuites();
  }

  /** The fingerprint decides about a certificate, not an authority that could have revoked it. */
  @Override
  protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
    return null;
  }

  /** RFC 7627: binds the keys to the whole handshake. */
  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  /** What a certificate is signed with proves nothing here. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return terms.resendMillis();
  }
}
