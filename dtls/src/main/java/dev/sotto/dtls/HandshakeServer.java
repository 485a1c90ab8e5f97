package dev.sotto.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsUtils;

/** Our answers to Bouncy Castle's questions in the server's role. */
final class HandshakeServer extends DefaultTlsServer {
  private static final short NO_MAX_FRAGMENT_LENGTH = -1;

  private final HandshakeTerms terms;

  HandshakeServer(HandshakeTerms terms) {
    super(terms.crypto());
    this.terms = terms;
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    terms.peer().verify(certificate);
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return terms.credentials(context);
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return terms.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return terms.serverSuites();
  }

  @Override
  protected int getMaximumNegotiableCurveBits() {
    return NamedGroup.getCurveBits(selectECDH(0));
  }

  @Override
  protected int selectECDH(int minimumCurveBits) {
    return terms.selectGroup(context.getSecurityParametersHandshake().getClientSupportedGroups());
  }

  /**
   * RFC 6066 section 4 lets a server ignore the wish for small records, and an SCTP packet must
   * fit.
   */
  @Override
  public Hashtable<?, ?> getServerExtensions() throws IOException {
    maxFragmentLengthOffered = NO_MAX_FRAGMENT_LENGTH;
    return super.getServerExtensions();
  }

  @Override
  protected boolean allowCertificateStatus() {
    return false;
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
