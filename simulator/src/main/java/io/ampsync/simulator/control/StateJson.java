package io.ampsync.simulator.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminFaults;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.flight.Behaviour;

/** Everything about a simulator that can be seen. */
final class StateJson {
    private StateJson() {}

    static ObjectNode of(AmpSimulator simulator, AdminFaults adminFaults) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("era", Fields.spelling(simulator.era()));
        json.put("network", simulator.ledger().network());
        chain(simulator, json);
        json.put("openStreams", simulator.openStreams());
        json.set("behaviour", behaviour(simulator.behaviour()));
        ArrayNode faults = json.putArray("faults");
        simulator.faults().waiting().forEach(fault -> faults.add(fault.toString()));
        json.put("adminFaults", adminFaults.waiting());
        json.set("datasets", datasets(simulator));
        return json;
    }

    private static void chain(AmpSimulator simulator, ObjectNode json) {
        ChainView view = simulator.ledger().view();
        view.first().ifPresent(first -> json.put("first", first));
        view.head().stream()
                .boxed()
                .flatMap(head -> view.block(head).stream())
                .forEach(head -> json.putObject("head")
                        .put("number", head.number())
                        .put("hash", head.hash().toString())
                        .put("parentHash", head.parentHash().toString())
                        .put("timestamp", head.timestampSeconds()));
        if (simulator.isSynthetic()) {
            simulator.chain().nodeHead().ifPresent(head -> json.put("nodeHead", head));
        }
        json.put("reorgs", simulator.ledger().reorgs());
    }

    private static ObjectNode behaviour(Behaviour behaviour) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("microbatchBlocks", behaviour.microbatchBlocks());
        behaviour.cutSeed().ifPresent(seed -> json.put("cutSeed", seed));
        json.put("batchRows", behaviour.batchRows());
        json.put("messageBytes", behaviour.messageBytes());
        ArrayNode keepAlives = json.putArray("keepAlives");
        behaviour.keepAlives().stream().sorted().map(Fields::spelling).forEach(keepAlives::add);
        json.put("messageDelay", behaviour.messageDelay().toMillis() + "ms");
        json.put("silent", behaviour.silent());
        json.put("ignoreCursor", behaviour.ignoreCursor());
        json.put("token", behaviour.token().isPresent());
        return json;
    }

    /** Only what is visible; asking uses up no polls of hidden ones. */
    private static ArrayNode datasets(AmpSimulator simulator) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (DatasetName name : simulator.catalog().names()) {
            ObjectNode dataset = json.addObject().put("dataset", name.toString());
            simulator.catalog().resolve(name, "latest").ifPresent(latest -> dataset.put("latest", latest.version()));
            ArrayNode versions = dataset.putArray("versions");
            simulator
                    .catalog()
                    .versions(name)
                    .forEach(version -> versions.addObject()
                            .put("version", version.version())
                            .put("manifestHash", version.manifestHash())
                            .put("deployed", version.deployed()));
        }
        return json;
    }
}
