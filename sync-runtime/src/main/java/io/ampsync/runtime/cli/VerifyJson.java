package io.ampsync.runtime.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.runtime.postgres.RowRepair;
import io.ampsync.runtime.verify.Finding;
import io.ampsync.runtime.verify.TableVerifier;
import java.util.Locale;

/** A result of {@code ampsync verify} for programs. */
final class VerifyJson {
    private VerifyJson() {}

    static ObjectNode of(String sync, TableVerifier.Result result, long millis) {
        ObjectNode table = new ObjectMapper().createObjectNode();
        table.put("sync", sync).put("table", result.table()).put("ok", result.proven());
        table.put("rows", result.rows()).put("ranges", result.ranges());
        table.put("firstBlock", result.firstBlock()).put("lastBlock", result.lastBlock());
        table.put("milliseconds", millis);
        if (result.adopted() >= 0) {
            table.put("adoptedThrough", result.adopted());
        }
        ArrayNode unread = table.putArray("contentNotRead");
        result.unread().forEach(unread::add);
        ArrayNode findings = table.putArray("findings");
        for (Finding finding : result.findings()) {
            ObjectNode node = findings.addObject()
                    .put("kind", finding.kind().label())
                    .put("start", finding.start())
                    .put("end", finding.end())
                    .put("seen", finding.seen())
                    .put("repaired", finding.repaired());
            ArrayNode rows = node.putArray("rows");
            for (RowRepair.Difference row : finding.rows()) {
                rows.addObject()
                        .put("kind", row.kind().name().toLowerCase(Locale.ROOT))
                        .put("block", row.block())
                        .put("id", row.id());
            }
        }
        return table;
    }
}
