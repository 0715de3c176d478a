package io.ampsync.runtime.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The last words of a container, which the kubelet copies into the pod's status: {@code {"exitCode": 3, "reason":
 * "Fenced", "message": "…"}}.
 */
final class TerminationLog {
    /** Where Kubernetes has it unless told otherwise; nowhere else does such a file exist. */
    static final Path PATH = Path.of("/dev/termination-log");

    /** What the kubelet keeps is 4096 bytes; more would cut the JSON. */
    private static final int LONGEST_MESSAGE = 1000;

    private TerminationLog() {}

    /** Writes nothing about a stop that was asked for, or where there is no such file. */
    static void write(Path file, Ending ending) {
        if (ending.code() == ExitCode.STOPPED || !Files.isWritable(file)) {
            return;
        }
        try {
            Files.writeString(file, json(ending));
        } catch (IOException e) {
            LoggerFactory.getLogger(TerminationLog.class).debug("no termination log: {}", e.getMessage());
        }
    }

    private static String json(Ending ending) throws JsonProcessingException {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("exitCode", ending.code().code());
        for (SyncException failure : ending.failures().stream().limit(1).toList()) {
            String message = String.valueOf(failure.getMessage());
            words.put("reason", failure.reason().label());
            words.put("message", message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
        }
        return new ObjectMapper().writeValueAsString(words);
    }
}
