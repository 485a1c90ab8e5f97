package dev.sotto.net;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A server's certificate of the test's own, signed by itself, for a name and some literals. */
public final class TestTls {
  /** The name that the certificate is for. */
  public static final String NAME = "turn.sotto.test";

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyPair pair;
  private final X509Certificate certificate;

  private TestTls(KeyPair pair, X509Certificate certificate) {
    this.pair = pair;
    this.certificate = certificate;
  }

  /** For {@link #NAME} and the literals. */
  public static TestTls forAddresses(String... literals) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    X500Name owner = new X500Name("CN=" + NAME);
    GeneralName[] names = new GeneralName[literals.length + 1];
    names[0] = new GeneralName(GeneralName.dNSName, NAME);
    for (int i = 0; i < literals.length; i++) {
      names[i + 1] = new GeneralName(GeneralName.iPAddress, literals[i]);
    }
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            owner,
            BigInteger.ONE,
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            owner,
            pair.getPublic());
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    return new TestTls(
        pair,
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
  }

  /** What the server has. */
  public SSLContext server() throws Exception {
    KeyStore store = empty();
    store.setKeyEntry("key", pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Trusts this certificate and no other. */
  public SSLContext client() throws Exception {
    KeyStore store = empty();
    store.setCertificateEntry("trusted", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
