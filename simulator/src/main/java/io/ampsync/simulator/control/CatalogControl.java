package io.ampsync.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.FollowingLedger;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.catalog.Semver;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Datasets and their versions. */
final class CatalogControl {
    private static final Pattern NAME = Pattern.compile("(?:([a-z0-9_]+)/)?([a-z_][a-z0-9_]*)");

    private final AmpSimulator simulator;

    CatalogControl(AmpSimulator simulator) {
        this.simulator = simulator;
    }

    /** A version of the simulator's tables, or of some of their columns, deployed unless {@code deployed} is false. */
    void publish(Fields fields) {
        DatasetName dataset = dataset(fields);
        String version = fields.text("version", "1.1.0");
        if (Semver.parse(version).isEmpty()) {
            throw new BadInput("version", "must be a semantic version such as 1.1.0, not " + version);
        }
        long startBlock = fields.optionalNumber("startBlock", 0, Long.MAX_VALUE).orElse(0L);
        boolean deployed = fields.flag("deployed").orElse(true);
        List<TableDefinition> tables = fields.json("tables")
                .map(this::projected)
                .orElse(simulator.ledger().tables());
        fields.noOthers();
        Catalog catalog = simulator.catalog();
        catalog.register(dataset, version, new Manifest("evm-rpc", startBlock, tables, simulator.ledger()));
        if (deployed) {
            catalog.deploy(dataset, version, true);
        }
    }

    void deploy(Fields fields) {
        DatasetName dataset = dataset(fields);
        String version = fields.text("version", "1.1.0");
        boolean deployed = fields.flag("deployed").orElse(true);
        fields.noOthers();
        requireVersion(dataset, version);
        simulator.catalog().deploy(dataset, version, deployed);
    }

    /** Stops the syncing of a derived dataset or lets it go on. */
    void job(Fields fields) {
        DatasetName dataset = dataset(fields);
        String version = fields.text("version", "1.0.0");
        boolean running = fields.flag("running").orElse(true);
        fields.noOthers();
        FollowingLedger job;
        try {
            job = simulator.job(dataset, version);
        } catch (IllegalArgumentException e) {
            throw new BadInput("dataset", String.valueOf(e.getMessage()));
        }
        if (running) {
            job.go();
        } else {
            job.stop();
        }
    }

    void moveLatest(Fields fields) {
        DatasetName dataset = dataset(fields);
        String version = fields.text("version", "1.0.0");
        fields.noOthers();
        requireVersion(dataset, version);
        simulator.catalog().moveLatest(dataset, version);
    }

    void hide(Fields fields) {
        DatasetName dataset = dataset(fields);
        int polls = (int) fields.number("polls", 0, Integer.MAX_VALUE);
        fields.noOthers();
        try {
            simulator.catalog().hide(dataset, polls);
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    "dataset",
                    e.getMessage() + ", known are " + simulator.catalog().names());
        }
    }

    private void requireVersion(DatasetName dataset, String version) {
        List<String> versions = simulator.catalog().versions(dataset).stream()
                .map(published -> published.version())
                .toList();
        if (versions.isEmpty()) {
            throw new BadInput(
                    "dataset",
                    "no dataset " + dataset + ", known are "
                            + simulator.catalog().names());
        }
        if (!versions.contains(version)) {
            throw new BadInput("version", "no version " + version + " of " + dataset + ", known are " + versions);
        }
    }

    /** {@code {"logs":["_block_num","address"],"blocks":[]}}: an empty list stands for every column. */
    private List<TableDefinition> projected(JsonNode tables) {
        if (!tables.isObject() || tables.isEmpty()) {
            throw new BadInput("tables", "must be an object of table names and column lists, not " + tables);
        }
        List<TableDefinition> chosen = new ArrayList<>();
        tables.forEachEntry((name, wanted) -> {
            TableDefinition table = simulator.ledger().tables().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BadInput("tables", "no table " + name));
            List<String> columns = StreamSupport.stream(wanted.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            try {
                chosen.add(columns.isEmpty() ? table : table.project(columns));
            } catch (IllegalArgumentException e) {
                throw new BadInput("tables", name + ": " + e.getMessage());
            }
        });
        return chosen;
    }

    private static DatasetName dataset(Fields fields) {
        String text = fields.text("dataset", "_/eth_rpc");
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw new BadInput("dataset", "must be namespace/name or a name, in lower case, not " + text);
        }
        @Nullable String namespace = matcher.group(1);
        return new DatasetName(namespace == null ? DatasetName.DEFAULT_NAMESPACE : namespace, matcher.group(2));
    }
}
