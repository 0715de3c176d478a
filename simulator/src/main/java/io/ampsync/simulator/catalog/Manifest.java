package io.ampsync.simulator.catalog;

import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a version points to.
 *
 * @param kind {@code evm-rpc} for raw data, {@code manifest} for a derived dataset
 * @param startBlock first block that is extracted
 * @param tables each one of the ledger's tables, or a projection of it, or what the derivation says
 * @param ledger what is synced of this dataset
 */
public record Manifest(
        String kind, long startBlock, List<TableDefinition> tables, Ledger ledger, Derivation derivation) {
    public Manifest {
        tables = List.copyOf(tables);
    }

    /** Raw tables. */
    public Manifest(String kind, long startBlock, List<TableDefinition> tables, Ledger ledger) {
        this(kind, startBlock, tables, ledger, Derivation.NONE);
    }

    /** All tables of a ledger, from block 0. */
    public static Manifest of(Ledger ledger) {
        return new Manifest("evm-rpc", 0, ledger.tables(), ledger);
    }

    public String network() {
        return ledger.network();
    }

    public Optional<TableDefinition> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** 64 hex digits, equal for manifests of equal kind, network, start and tables. */
    public String hash() {
        String text = kind + '\n' + network() + '\n' + startBlock + '\n' + tables + '\n' + derivation;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
