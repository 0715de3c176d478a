package io.ampsync.runtime.admin;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Trust in the certificates of one PEM file, and in no others. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    static SSLContext of(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
            if (count == 0) {
                throw invalid(pem, "holds no certificate", null);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw invalid(pem, "cannot be used: " + e.getMessage(), e);
        }
    }

    private static SyncException invalid(Path pem, String what, @Nullable Throwable cause) {
        return new SyncException(Reason.CONFIGURATION_INVALID, "The certificate file " + pem + " " + what + ".", cause);
    }
}
