package io.ampsync.runtime.doctor;

import io.ampsync.api.Reason;
import io.ampsync.runtime.admin.AdminClient;
import io.ampsync.runtime.admin.Catalog;
import io.ampsync.runtime.admin.DatasetTable;
import io.ampsync.runtime.admin.PublishedVersion;
import io.ampsync.runtime.admin.ResolvedDataset;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The Admin API, and what it says of the dataset. */
final class AdminProbe implements Doctor.Probe {
    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    private final SyncConfig config;
    private final Tls tls;
    private final CompletableFuture<Told> told;

    /** @param told completed in any case: what is to be asked of the source then */
    AdminProbe(SyncConfig config, Tls tls, CompletableFuture<Told> told) {
        this.config = config;
        this.tls = tls;
        this.told = told;
    }

    @Override
    public void look(Findings findings) throws InterruptedException {
        try {
            if (config.adminNeeded()) {
                ask(findings);
            } else if (config.admin().given()) {
                Findings own = new Findings(Area.ADMIN);
                ask(own);
                own.found().forEach(finding -> {
                    if (finding.check() == Check.ERA_WRONG || finding.check() == Check.TABLE_ABSENT) {
                        findings.add(finding.check(), finding.seen(), finding.fix());
                    } else {
                        findings.add(Check.ADMIN_ABSENT, finding.seen());
                    }
                });
            }
        } finally {
            DatasetRef asked = config.dataset().reference();
            told.complete(new Told(
                    config.era().orElse(Era.HEAD), asked, config.dataset().tables(), false));
        }
    }

    private void ask(Findings findings) throws InterruptedException {
        URI uri = config.admin().endpoint();
        Endpoint endpoint = new Endpoint(uri.getHost(), uri.getPort(), "AMP_ADMIN_API_ADDR");
        boolean secure = uri.getScheme().equals("https");
        if (!endpoint.reachable(findings)) {
            return;
        }
        if (secure) {
            findings.doing("shaking hands with " + endpoint);
            var fault = endpoint.tls(tls);
            if (fault.isPresent()) {
                findings.add(fault.get().check(), fault.get().seen());
                return;
            }
        }
        findings.doing("asking " + endpoint + " what it is");
        try (AdminClient admin = new AdminClient(config.admin(), TIMEOUT)) {
            Era era = admin.detectEra();
            config.era()
                    .filter(asked -> asked != era)
                    .ifPresent(asked -> findings.add(
                            Check.ERA_WRONG, "AMPSYNC_ERA is " + asked + ", and the server is of " + era + "."));
            findings.doing("asking " + endpoint + " for the dataset");
            dataset(admin.catalog(era), era, findings);
        } catch (SyncException e) {
            String words = String.valueOf(e.getMessage());
            if (e.reason() == Reason.SOURCE_UNAUTHENTICATED) {
                findings.add(Check.TOKEN_REFUSED, words);
            } else if (!secure && tls.spoken(endpoint.host(), endpoint.port())) {
                findings.add(Check.TLS_WANTED, endpoint + " speaks TLS, and the address says http.");
            } else if (endpoint.peer() == Endpoint.Peer.HTTP2) {
                findings.add(Check.SPEAKS_HTTP2, endpoint + " answers as a gRPC server does.");
            } else {
                findings.add(
                        e.reason() == Reason.SOURCE_INCOMPATIBLE ? Check.NOT_THE_SERVER : Check.NOT_ANSWERING, words);
            }
        }
    }

    private void dataset(Catalog catalog, Era era, Findings findings) throws InterruptedException {
        DatasetRef asked = config.dataset().reference();
        try {
            ResolvedDataset dataset = catalog.resolve(asked);
            List<String> published =
                    dataset.tables().stream().map(DatasetTable::name).toList();
            List<String> wanted = config.dataset().tables();
            wanted.stream()
                    .filter(table -> !published.contains(table))
                    .forEach(table -> findings.add(
                            Check.TABLE_ABSENT,
                            asked + " has no table " + table + "; it has " + String.join(", ", published) + "."));
            config.dataset()
                    .selectionsOfOthers(published)
                    .forEach(table -> findings.add(
                            Check.TABLE_ABSENT,
                            "Rows or columns are chosen of " + table + ", and " + asked + " has "
                                    + String.join(", ", published) + "."));
            List<String> known = wanted.isEmpty()
                    ? published
                    : wanted.stream().filter(published::contains).toList();
            told.complete(new Told(era, dataset.pinned(), known, true));
        } catch (SyncException e) {
            absent(catalog, asked, e, findings);
            told.complete(new Told(era, asked, List.of(), false));
        }
    }

    private static void absent(Catalog catalog, DatasetRef asked, SyncException failure, Findings findings)
            throws InterruptedException {
        if (failure.reason() != Reason.DATASET_NOT_FOUND) {
            findings.add(Check.NOT_THE_SERVER, String.valueOf(failure.getMessage()));
            return;
        }
        List<String> versions = versions(catalog, asked);
        if (versions.isEmpty()) {
            findings.add(Check.DATASET_ABSENT, "The server has no dataset " + asked.path() + ".");
        } else {
            findings.add(
                    Check.VERSION_ABSENT,
                    asked.path() + " has no version " + asked.revision() + "; it has " + String.join(", ", versions)
                            + ".");
        }
    }

    private static List<String> versions(Catalog catalog, DatasetRef asked) throws InterruptedException {
        try {
            return catalog.versions(asked).stream().map(PublishedVersion::text).toList();
        } catch (SyncException e) {
            return List.of();
        }
    }
}
