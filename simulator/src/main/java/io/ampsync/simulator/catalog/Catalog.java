package io.ampsync.simulator.catalog;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Datasets by name, versions in the order of their registration. Safe for use by many threads. */
public final class Catalog {
    private final InstantSource clock;
    private final Map<DatasetName, Entry> entries =
            new TreeMap<>(Comparator.comparing(DatasetName::namespace).thenComparing(DatasetName::name));

    public Catalog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Registers a version without deploying it. {@code dev} moves to it, {@code latest} too if it is semver-higher. An
     * existing version moves to the new manifest (amp-protocol 9.2, 16.18).
     */
    public synchronized PublishedVersion register(DatasetName name, String version, Manifest manifest) {
        Entry entry = entries.computeIfAbsent(name, _ -> new Entry());
        Instant now = clock.instant();
        PublishedVersion before = entry.versions.get(version);
        PublishedVersion published =
                new PublishedVersion(name, version, manifest, false, before == null ? now : before.createdAt(), now);
        entry.versions.put(version, published);
        entry.dev = version;
        if (entry.latest.isEmpty() || semver(version).compareTo(semver(entry.latest)) > 0) {
            entry.latest = version;
        }
        return published;
    }

    /** Registers and deploys. */
    public PublishedVersion publish(DatasetName name, String version, Manifest manifest) {
        register(name, version, manifest);
        return deploy(name, version, true);
    }

    /** Starts or stops syncing of a registered version. */
    public synchronized PublishedVersion deploy(DatasetName name, String version, boolean deployed) {
        Entry entry = entry(name);
        PublishedVersion old = version(name, version)
                .orElseThrow(() -> new IllegalArgumentException("no version " + version + " of " + name));
        PublishedVersion changed =
                new PublishedVersion(name, version, old.manifest(), deployed, old.createdAt(), old.updatedAt());
        entry.versions.put(version, changed);
        return changed;
    }

    /** Lets {@code latest} point to any registered version. */
    public synchronized void moveLatest(DatasetName name, String version) {
        entry(name).latest = version;
    }

    /** Lets the dataset be absent for the next {@code polls} questions about it, here and on the Flight port. */
    public synchronized void hide(DatasetName name, int polls) {
        entry(name).hiddenPolls = polls;
    }

    /** The names that are registered, hidden ones left out, sorted. Counts as no poll. */
    public synchronized List<DatasetName> names() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().hiddenPolls == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The versions in the order of registration; empty for an unknown dataset. Counts as one poll of a hidden dataset. */
    public synchronized List<PublishedVersion> versions(DatasetName name) {
        return visible(name).map(entry -> List.copyOf(entry.versions.values())).orElse(List.of());
    }

    /** What a revision stands for: a version, {@code latest}, {@code dev} or a manifest hash. One poll. */
    public synchronized Optional<PublishedVersion> resolve(DatasetName name, String revision) {
        return visible(name).flatMap(entry -> switch (revision) {
            case "latest" -> version(name, entry.latest);
            case "dev" -> version(name, entry.dev);
            default ->
                version(name, revision)
                        .or(() -> entry.versions.values().stream()
                                .filter(version -> version.manifestHash().equals(revision))
                                .findFirst());
        });
    }

    private Optional<PublishedVersion> version(DatasetName name, String version) {
        return Optional.ofNullable(entry(name).versions.get(version));
    }

    private Optional<Entry> visible(DatasetName name) {
        Optional<Entry> entry = Optional.ofNullable(entries.get(name));
        if (entry.isPresent() && entry.get().hiddenPolls > 0) {
            entry.get().hiddenPolls--;
            return Optional.empty();
        }
        return entry;
    }

    private Entry entry(DatasetName name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no dataset " + name);
        }
        return entry;
    }

    private static Semver semver(String version) {
        return Semver.parse(version).orElseThrow(() -> new IllegalArgumentException("not a version: " + version));
    }

    private static final class Entry {
        private final Map<String, PublishedVersion> versions = new LinkedHashMap<>();
        private String latest = "";
        private String dev = "";
        private int hiddenPolls;
    }
}
