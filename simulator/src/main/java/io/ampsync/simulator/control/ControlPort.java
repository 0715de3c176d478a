package io.ampsync.simulator.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminFaults;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.http.HttpAnswer;
import io.ampsync.simulator.http.HttpPort;
import io.ampsync.simulator.http.HttpRequest;
import io.ampsync.simulator.http.Routes;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The control port. A POST answers with the state after it; input that cannot be carried out is answered with 400,
 * {@code {"field":…,"error":…}}, and changes nothing.
 */
public final class ControlPort implements AutoCloseable {
    private static final int BAD_REQUEST = 400;
    private static final long MOST_BLOCKS = 1_000_000_000L;

    private final AmpSimulator simulator;
    private final AdminFaults adminFaults;
    private final Routes routes = new Routes();
    private final HttpPort http;

    private ControlPort(AmpSimulator simulator, AdminFaults adminFaults, int port) throws IOException {
        this.simulator = simulator;
        this.adminFaults = adminFaults;
        addRoutes();
        http = HttpPort.start(port, this::answer);
    }

    /** Port 0 picks a free one. */
    public static ControlPort start(AmpSimulator simulator, AdminFaults adminFaults, int port) throws IOException {
        return new ControlPort(simulator, adminFaults, port);
    }

    public int port() {
        return http.port();
    }

    /** For example {@code http://127.0.0.1:1620}. */
    public String url() {
        return http.url();
    }

    @Override
    public void close() {
        http.close();
    }

    private void addRoutes() {
        ServingControl serving = new ServingControl(simulator, adminFaults);
        CatalogControl catalog = new CatalogControl(simulator);
        routes.on("GET ", () -> HttpAnswer.ok(index()))
                .on("GET state", () -> HttpAnswer.ok(state()))
                .on("GET tables/*/count", (request, path) -> HttpAnswer.ok(count(path.getFirst(), request)));
        post("advance", this::advance);
        post("reorg", this::reorg);
        post("forget-orphans", fields -> {
            fields.noOthers();
            chain().forgetOrphans();
        });
        post("show-reorgs-at-once", fields -> {
            boolean on = fields.flag("on").orElse(true);
            fields.noOthers();
            chain().showReorgsAtOnce(on);
        });
        post("behaviour", serving::behave);
        post("faults", serving::armFault);
        routes.on("DELETE faults", () -> {
            simulator.faults().clear();
            return HttpAnswer.ok(state());
        });
        post("admin-faults", serving::failAdmin);
        post("reset-connections", fields -> {
            fields.noOthers();
            simulator.resetConnections();
        });
        post("versions", catalog::publish);
        post("deploy", catalog::deploy);
        post("latest", catalog::moveLatest);
        post("jobs", catalog::job);
        post("absent", catalog::hide);
    }

    private void post(String path, Consumer<Fields> action) {
        routes.on("POST " + path, (request, _) -> {
            action.accept(Fields.of(request.body()));
            return HttpAnswer.ok(state());
        });
    }

    private HttpAnswer answer(HttpRequest request) {
        try {
            return routes.apply(request);
        } catch (BadInput e) {
            return HttpAnswer.of(
                    BAD_REQUEST,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("field", e.field())
                            .put("error", e.getMessage()));
        }
    }

    private SyntheticChain chain() {
        if (!simulator.isSynthetic()) {
            throw new BadInput("rpc", "the blocks come from a real node; change them there, or start with --seed");
        }
        return simulator.chain();
    }

    private void advance(Fields fields) {
        long blocks = fields.optionalNumber("blocks", 1, MOST_BLOCKS).orElse(1L);
        fields.noOthers();
        chain().advance(blocks);
    }

    private void reorg(Fields fields) {
        long depth = fields.number("depth", 1, MOST_BLOCKS);
        long length = fields.optionalNumber("length", 0, MOST_BLOCKS).orElse(depth + 1);
        fields.noOthers();
        chain().reorg(depth, length);
    }

    private ObjectNode state() {
        return StateJson.of(simulator, adminFaults);
    }

    private ObjectNode index() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("routes");
        routes.patterns().forEach(list::add);
        return json;
    }

    private ObjectNode count(String name, HttpRequest request) {
        TableDefinition table = simulator.ledger().tables().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInput(
                        "table",
                        "no table " + name + ", known are "
                                + simulator.ledger().tables().stream()
                                        .map(TableDefinition::name)
                                        .toList()));
        ChainView view = simulator.ledger().view();
        Fields fields = Fields.of(request.query());
        long from = fields.optionalNumber("from", 0, Long.MAX_VALUE)
                .orElse(view.first().orElse(0));
        long to = fields.optionalNumber("to", 0, Long.MAX_VALUE)
                .orElse(view.head().orElse(-1));
        fields.noOthers();
        TableContent content =
                TableContent.of(view, table, from, Math.min(to, view.head().orElse(-1)));
        return JsonNodeFactory.instance
                .objectNode()
                .put("table", name)
                .put("from", from)
                .put("to", to)
                .put("rows", content.rows())
                .put("digest", Long.toUnsignedString(content.digest()));
    }
}
