package dev.sotto.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.KeyShareEntry;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** A client of Bouncy Castle's that trusts every server; each test says what is odd about it. */
final class StockClient extends DefaultTlsClient {
  /** ML-KEM-768 encapsulation key and X25519 share. */
  private static final int HYBRID_SHARE_LENGTH = 1184 + 32;

  private final @Nullable TestCertificate certificate;
  private final Oddity oddity;

  enum Oddity {
    NONE,
    ONLY_CBC_SUITES,
    NO_EXTENDED_MASTER_SECRET,
    ONLY_DTLS_1_0,
    /** Prefers DTLS 1.3 with a post-quantum key share, which make its hello long; offers SRTP. */
    BROWSER_HELLO,
    WANTS_TINY_RECORDS
  }

  StockClient(@Nullable TestCertificate certificate, Oddity oddity) {
    super(StockPeer.CRYPTO);
    this.certificate = certificate;
    this.oddity = oddity;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate serverCertificate) {}

      @Override
      public @Nullable TlsCredentials getClientCredentials(CertificateRequest request)
          throws IOException {
        return certificate == null ? null : certificate.credentials(context);
      }
    };
  }

  @Override
  public Hashtable<?, ?> getClientExtensions() throws IOException {
    var extensions = super.getClientExtensions();
    if (oddity == Oddity.BROWSER_HELLO) {
      TlsExtensionsUtils.addSupportedVersionsExtensionClient(
          extensions, new ProtocolVersion[] {ProtocolVersion.DTLSv13, ProtocolVersion.DTLSv12});
      TlsExtensionsUtils.addSupportedGroupsExtension(
          extensions,
          new int[] {
            NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1
          });
      TlsExtensionsUtils.addKeyShareClientHello(
          extensions,
          TlsUtils.vectorOfOne(
              new KeyShareEntry(NamedGroup.X25519MLKEM768, new byte[HYBRID_SHARE_LENGTH])));
      TlsSRTPUtils.addUseSRTPExtension(
          extensions,
          new UseSRTPData(
              new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, new byte[0]));
    }
    if (oddity == Oddity.WANTS_TINY_RECORDS) {
      TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, (short) 1);
    }
    return extensions;
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return oddity == Oddity.ONLY_CBC_SUITES || oddity == Oddity.ONLY_DTLS_1_0
        ? new int[] {
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
          CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
        }
        : super.getSupportedCipherSuites();
  }

  @Override
  public boolean shouldUseExtendedMasterSecret() {
    return oddity != Oddity.NO_EXTENDED_MASTER_SECRET;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return oddity == Oddity.ONLY_DTLS_1_0
        ? ProtocolVersion.DTLSv10.only()
        : ProtocolVersion.DTLSv12.only();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return 30;
  }
}
