package io.ampsync.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.runtime.config.AdminSettings;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;

/** An Admin API of any era. Safe for use by several threads. */
public final class AdminClient implements AutoCloseable {
    private static final String ANY_MANIFEST = "/datasets/any/versions/0.0.0/manifest";

    private final AdminHttp http;

    /** @param timeout for each request, from connecting to the last byte */
    public AdminClient(AdminSettings settings, Duration timeout) {
        this.http = new AdminHttp(settings, timeout);
    }

    /**
     * Asks which era answers (amp-protocol 12.1). What the listed datasets look like decides; a server without any is
     * told by its health page, and the first two eras by the manifest path that only the second has.
     *
     * @throws SyncException as {@link Catalog} has them; {@code SOURCE_INCOMPATIBLE} if this is no Admin API at all
     */
    public Era detectEra() throws InterruptedException {
        AdminHttp.Reply health = http.ask("/healthz");
        AdminHttp.Reply datasets = http.ask("/datasets?limit=1");
        JsonNode list = datasets.body().path("datasets");
        if (datasets.status() != 200 || !list.isArray()) {
            throw http.refused("/datasets?limit=1", datasets);
        }
        if (list.path(0).has("namespace")) {
            return Era.HEAD;
        }
        boolean owners = list.path(0).has("owner") || datasets.body().has("next_cursor");
        if (!owners && health.status() == 200) {
            return Era.HEAD;
        }
        if (!owners && health.status() != 404) {
            throw http.refused("/healthz", health);
        }
        return detectSeedEra();
    }

    private Era detectSeedEra() throws InterruptedException {
        AdminHttp.Reply manifest = http.ask(ANY_MANIFEST);
        if (manifest.status() == 200 || manifest.errorCode().equals("MANIFEST_NOT_FOUND")) {
            return Era.S2;
        }
        if (manifest.status() == 404 && manifest.errorCode().isEmpty()) {
            return Era.S1;
        }
        throw http.refused(ANY_MANIFEST, manifest);
    }

    /** The datasets of a server of that era. */
    public Catalog catalog(Era era) {
        return switch (era) {
            case HEAD -> new HeadCatalog(http);
            case S1, S2 -> new SeedCatalog(http);
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
