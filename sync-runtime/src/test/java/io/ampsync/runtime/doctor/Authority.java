package io.ampsync.runtime.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Certificates of keytool's, signed by one that a client may be told to trust. */
final class Authority {
    private final Path folder;
    private final Keytool keytool;

    /**
     * With a key of its own.
     *
     * @param folder of its own
     * @param name which two may share
     */
    Authority(Path folder, String name) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        keytool = new Keytool(folder.resolve("keys.p12"));
        keytool.run("-genkeypair -alias ca -keyalg EC -dname CN=" + name + " -ext bc:c -startdate -60d -validity 365");
        export("ca");
    }

    /** What to trust. */
    Path root() {
        return certificate("ca");
    }

    /**
     * Signs one for a name.
     *
     * @param start when it begins, as keytool has it: {@code -20d}
     * @param days for how long
     */
    void sign(String alias, String name, String start, int days)
            throws IOException, InterruptedException, GeneralSecurityException {
        keytool.run("-genkeypair -signer ca -alias " + alias + " -keyalg EC -dname CN=" + name + " -ext SAN=dns:" + name
                + " -startdate " + start + " -validity " + days);
        export(alias);
        byte[] key = keytool.open().getKey(alias, Keytool.password()).getEncoded();
        Path file = key(alias);
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Path certificate(String alias) {
        return folder.resolve(alias + ".crt");
    }

    Path key(String alias) {
        return folder.resolve(alias + ".key");
    }

    private void export(String alias) throws IOException, InterruptedException {
        keytool.run("-exportcert -rfc -alias " + alias + " -file " + certificate(alias));
    }
}
