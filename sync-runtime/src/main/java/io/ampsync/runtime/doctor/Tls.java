package io.ampsync.runtime.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Handshakes that tell one fault of a certificate from the other. Nothing is ever sent over them. */
final class Tls {
    private static final int PATIENCE_MILLIS = 1500;

    private final @Nullable Path caFile;
    private final InstantSource clock;

    /** @param caFile certificates to trust; the system's if null */
    Tls(@Nullable Path caFile, InstantSource clock) {
        this.caFile = caFile;
        this.clock = clock;
    }

    /** What is wrong, and what was seen of it. */
    record Fault(Check check, String seen) {}

    /** True if a handshake succeeds, whatever the certificate. */
    boolean spoken(String host, int port) {
        try {
            leaf(host, port);
            return true;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    Optional<Fault> fault(String host, int port) {
        String place = host + ":" + port;
        X509Certificate leaf;
        try {
            leaf = leaf(host, port);
        } catch (SSLException e) {
            return Optional.of(new Fault(Check.TLS_NOT_SPOKEN, place + " does not answer with TLS."));
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(new Fault(Check.TLS_NOT_SPOKEN, place + " ended the TLS handshake: " + e + "."));
        }
        String subject = leaf.getSubjectX500Principal().getName();
        try {
            leaf.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            return Optional.of(new Fault(
                    Check.CERTIFICATE_EXPIRED,
                    "The certificate " + subject + " of " + place + " is valid from "
                            + leaf.getNotBefore().toInstant() + " to "
                            + leaf.getNotAfter().toInstant() + "."));
        }
        try {
            handshake(host, port, trust(), false).close();
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(new Fault(
                    Check.CERTIFICATE_UNKNOWN,
                    "The certificate " + subject + " of " + place + " is not signed by anyone in "
                            + (caFile == null ? "the system's list" : caFile) + "."));
        }
        try {
            handshake(host, port, trust(), true).close();
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(new Fault(
                    Check.CERTIFICATE_NAME,
                    "The certificate " + subject + " of " + place + " is not for " + host + "."));
        }
        return Optional.empty();
    }

    private static X509Certificate leaf(String host, int port) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = handshake(host, port, new TrustManager[] {new Anyone()}, false)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket handshake(String host, int port, TrustManager @Nullable [] trust, boolean named)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            if (named) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
        if (caFile == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        try (InputStream pem = Files.newInputStream(caFile)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** To see a certificate that nobody trusts, which is what is to be said about it. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
