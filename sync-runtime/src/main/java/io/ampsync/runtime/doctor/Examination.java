package io.ampsync.runtime.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.runtime.config.SyncConfig;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What was found about one sync.
 *
 * @param name of the sync
 */
public record Examination(String name, List<Doctor.Result> results) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Examination {
        results = List.copyOf(results);
    }

    /** Looks at everything that these settings name. */
    public static Examination of(SyncConfig config, List<Finding> ofTheSettings, InstantSource clock)
            throws InterruptedException {
        CompletableFuture<Told> told = new CompletableFuture<>();
        List<Doctor.Result> results = new ArrayList<>();
        results.add(new Doctor.Result(Area.SETTINGS, ofTheSettings, 0));
        results.addAll(new Doctor(Doctor.PATIENCE)
                .with(Area.PROCESS, new ProcessProbe(config, told))
                .with(
                        Area.SOURCE,
                        new SourceProbe(config, new Tls(config.flight().caFile(), clock), told))
                .with(Area.ADMIN, new AdminProbe(config, new Tls(config.admin().caFile(), clock), told))
                .with(Area.DATABASE, new DatabaseProbe(config, clock, told))
                .examine());
        return new Examination(config.syncName(), results);
    }

    /** Of settings that are so wrong that nothing can be looked at. */
    public static Examination ofSettings(String name, List<Finding> findings) {
        return new Examination(name, List.of(new Doctor.Result(Area.SETTINGS, findings, 0)));
    }

    public List<Finding> findings() {
        return results.stream().flatMap(result -> result.findings().stream()).toList();
    }

    /** True if no finding is a problem. */
    public boolean healthy() {
        return findings().stream().noneMatch(Finding::isProblem);
    }

    /** For a terminal. */
    public void print(PrintWriter out) {
        out.println(name);
        for (Doctor.Result result : results) {
            long problems =
                    result.findings().stream().filter(Finding::isProblem).count();
            long warnings = result.findings().size() - problems;
            out.printf(
                    Locale.ROOT,
                    "  %-9s %-8s %5d ms%n",
                    result.area().label(),
                    problems > 0 ? "problem" : warnings > 0 ? "warning" : "ok",
                    result.took());
            for (Finding finding : result.findings()) {
                out.println("    " + finding.check().severity().label() + " "
                        + finding.check().label() + ": " + finding.seen());
                out.println("      fix: " + finding.fix());
                out.println("      see: " + finding.check().docs());
            }
        }
    }

    /** For programs. */
    public ObjectNode json() {
        ObjectNode sync = JSON.createObjectNode();
        sync.put("name", name);
        sync.put("ok", healthy());
        ObjectNode times = sync.putObject("milliseconds");
        results.forEach(result -> times.put(result.area().label(), result.took()));
        ArrayNode list = sync.putArray("findings");
        for (Finding finding : findings()) {
            list.addObject()
                    .put("name", finding.check().label())
                    .put("area", finding.area().label())
                    .put("severity", finding.check().severity().label())
                    .put("seen", finding.seen())
                    .put("fix", finding.fix())
                    .put("docs", finding.check().docs());
        }
        return sync;
    }
}
