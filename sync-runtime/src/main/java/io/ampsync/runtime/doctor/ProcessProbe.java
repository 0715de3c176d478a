package io.ampsync.runtime.doctor;

import io.ampsync.runtime.config.ByteSize;
import io.ampsync.runtime.config.MemoryPlan;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.DirectMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** This process and this machine. */
final class ProcessProbe implements Doctor.Probe {
    private static final long LEAST_SPOOL = 512L << 20;

    private final SyncConfig config;
    private final CompletableFuture<Told> told;
    private final long heap;

    ProcessProbe(SyncConfig config, CompletableFuture<Told> told) {
        this(config, told, Runtime.getRuntime().maxMemory());
    }

    ProcessProbe(SyncConfig config, CompletableFuture<Told> told, long heap) {
        this.config = config;
        this.told = told;
        this.heap = heap;
    }

    @Override
    public void look(Findings findings) throws InterruptedException {
        spool(findings);
        findings.doing("waiting for the number of tables");
        try {
            int tables = Math.max(1, told.get().tables().size());
            MemoryPlan.of(heap, DirectMemory.limit(), tables, config.flight(), config.limits());
        } catch (SyncException e) {
            findings.add(Check.MEMORY_TOO_SMALL, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void spool(Findings findings) {
        Path named = config.limits().spoolDirectory();
        Path directory = named != null ? named : Path.of(System.getProperty("java.io.tmpdir"));
        findings.doing("writing into " + directory);
        try {
            Path file = Files.createTempFile(directory, "ampsync-doctor", ".tmp");
            try {
                Files.write(file, new byte[1]);
            } finally {
                Files.delete(file);
            }
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < LEAST_SPOOL) {
                findings.add(Check.SPOOL_NEARLY_FULL, directory + " has " + ByteSize.text(free) + " left.");
            }
        } catch (IOException e) {
            findings.add(Check.SPOOL_NOT_WRITABLE, "A file cannot be created in " + directory + ": " + e + ".");
        }
    }
}
